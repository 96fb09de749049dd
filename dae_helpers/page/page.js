// What the page holds: a curve and a noise level, all that follows from them, and what is said of it.
import { density, hills } from "./density.js";
import { PRESETS, read, write } from "./drawing.js";
import { PosteriorMean, excessRisk, judge } from "./oracle.js";
import { colors, plane } from "./plot.js";
import { exactField, scene } from "./scene.js";
import { teller } from "./telling.js";

export const LOW = 0.02, HIGH = 0.5; // the noise levels that the slider reaches
export const $ = (id) => document.getElementById(id);
export const picked = (name) => document.querySelector(`[name=${name}]:checked`).value;
export const all = (selector) => document.querySelectorAll(selector);
export const fixed = (t, digits = 2) => t.toFixed(digits).replace("-", "−");
export const percent = (t) => `${100 * t < 10 ? (100 * t).toFixed(2) : Math.round(100 * t)}%`;

export const state = {
  curve: PRESETS.heart(), sigma: 0.1, // what setSigma adds follows from these two
  training: null, frame: 0, net: null, seed: 0, // the film's frame that is shown, and the network as it was then
  held: [0.3, -0.35], points: new Float64Array(0), typed: [], // the noisy point, those that walk, knots set by keys
};

/** What moves by itself: functions called before each frame is drawn; one that returns true asks for the next. */
export const moves = [];

let asked = 0;
export const redraw = () => (asked ||= requestAnimationFrame(frame));
export const shown = () => (state.net ? picked("shown") : "exact");
export const learned = () => state.net.at(state.sigma);

function frame() {
  asked = 0;
  if (moves.map((move) => move()).some(Boolean)) redraw();
  const view = plane($("plane")), color = colors(), what = shown();
  if (state.painted !== state.dense) hills($("hills"), (state.painted = state.dense), color.clean);
  const ink = { exact: "truth" }[what] ?? what, name = scene(view, state, what, color);
  const key = `<span style="color: var(--${ink})">${name}</span><span class="hill">noisy points</span>`;
  if (state.key !== key) $("key").innerHTML = state.key = key;
}

const caption = teller($("caption"), $("spoken"));
let telling = 0, later; // what is done once the hand rests

/** Says it, instead of what would be told soon. */
export function say(text) {
  later = measure;
  caption(text);
}

/** What holds of the curve, the noise and the network, in figures. */
function measure() {
  state.judge ??= judge(state.best);
  const left = percent(state.judge.mmse / (2 * state.sigma ** 2)), above = state.net ? risk() : "?";
  [$("left").textContent, $("above").textContent] = [left, above];
  return { left, above };
}

/** The same in words, after others. */
export function tell(first = "") {
  const { left, above } = measure(), so = `At σ = ${fixed(state.sigma, 3)} its error is ${above} above the least possible.`;
  say(first + {
    exact: "From each noisy point an arrow leads to the mean of all places it can have come from. "
      + `No map does better, and ${left} of the noise stays.`,
    learned: `The network has learned these arrows. ${so}`,
    error: `Where the network is wrong, enlarged. ${so}`,
  }[shown()]);
}

/** How far the network's error is above the least possible. */
export const risk = () => percent(excessRisk(learned(), (state.judge ??= judge(state.best))));

export function tellSoon(first) {
  clearTimeout(telling);
  later = () => tell(first);
  telling = setTimeout(() => later(), 150);
}

// ── what changes it ──

export function setSigma(sigma) {
  const best = new PosteriorMean(state.curve, sigma), dense = density(state.curve, sigma);
  const width = $("plane").clientWidth, field = exactField(best, dense, width < 480 ? 13 : 17);
  Object.assign(state, { sigma, best, dense, width, ...field, judge: null });
  $("sigma").value = Math.log(sigma);
  $("sigma").ariaValueText = $("sigma-value").textContent = fixed(sigma, 3);
  address();
  tellSoon();
  redraw();
}

export function setCurve(curve, typed = []) {
  forget();
  Object.assign(state, { curve, typed });
  for (const each of all("[name=curve]")) each.checked = each.value === curve.name;
  $("code").value = `curve = ${write(curve)}`;
  setSigma(state.sigma);
}

/** What was learned of one curve is nothing for another. */
export function forget() {
  state.training?.stop();
  Object.assign(state, { training: null, net: null });
  [$("train").textContent, $("above").textContent, $("chart").hidden] = ["Train", "?", true];
  for (const each of all("[name=shown]")) each.disabled = !(each.checked = each.value === "exact");
}

/** The curve and the noise level, kept in the page's address. */
let addressing = 0;
function address() {
  clearTimeout(addressing);
  addressing = setTimeout(() => {
    const { curve: { name, knots, closed }, sigma } = state;
    const curve = PRESETS[name] ? encodeURIComponent(name) : `${closed ? "closed" : "open"},${knots.join()}`;
    state.address = `#curve=${curve}&sigma=${sigma.toFixed(3)}`;
    try {
      history.replaceState(null, "", state.address);
    } catch { /* a page in a frame may have no address of its own */ }
  }, 300);
}

/** Shows what the address says; whether it says anything. */
export function visit() {
  const said = new URLSearchParams(location.hash.slice(1));
  const curve = said.get("curve"), sigma = Number(said.get("sigma"));
  if (!curve || location.hash === state.address) return false;
  if (sigma >= LOW && sigma <= HIGH) state.sigma = sigma;
  try {
    setCurve(Object.hasOwn(PRESETS, curve) ? PRESETS[curve]() : read(`${curve} ${curve.startsWith("closed") ? "closed=True" : ""}`));
  } catch (error) {
    say(`The address holds no curve: ${error.message}.`);
  }
  return true;
}
