// The page: what is shown, and what changes it.
import { drawn, PRESETS, read, write } from "./drawing.js";
import { SEGMENTS, byArcLength, through } from "./curves.js";
import { listen } from "./hand.js";
import { Denoiser } from "./network.js";
import { PosteriorMean, excessRisk, judge } from "./oracle.js";
import { EXTENT, arrows, axes, colors, curveLine, density, densityAt, dots, grid, hills, lossChart, origins, plane } from "./plot.js";
import { walk } from "./sampling.js";
import { floor, steps } from "./training.js";

const LOW = 0.02, HIGH = 0.5, SPEED = 0.99; // σ while it falls: from HIGH to LOW, by this factor a frame
const $ = (id) => document.getElementById(id);
const picked = (name) => document.querySelector(`[name=${name}]:checked`).value;
const pick = (name, value) => (document.querySelector(`[name=${name}][value=${value}]`).checked = true);
const calm = matchMedia("(prefers-reduced-motion: reduce)"), dark = matchMedia("(prefers-color-scheme: dark)");
const fixed = (t, digits = 2) => t.toFixed(digits).replace("-", "−");
const percent = (t) => `${100 * t < 10 ? (100 * t).toFixed(2) : Math.round(100 * t)}%`;

const state = {
  curve: PRESETS.heart(), sigma: 0.1, // of these two: best, the exact map; dense, the hills; exact, the arrows' tips
  training: null, frame: 0, net: null, // the film's frame that is shown, and the network as it was then
  held: [0.3, -0.35], points: new Float64Array(0), typed: [], seed: 0, moved: false,
};

// ── what is shown ──

let asked = 0;
const redraw = () => (asked ||= requestAnimationFrame(frame));
const shown = () => (state.net ? picked("shown") : "exact");
const learned = () => state.net.at(state.sigma);

function frame() {
  asked = 0;
  const view = plane($("plane")), color = colors(), { best, dense, tails, exact, weights, held } = state, what = shown();
  advance();
  if (state.painted !== dense) hills($("hills"), (state.painted = dense), color.clean);
  axes(view, color.quiet);
  curveLine(view, state.curve, color.truth);
  let word = "exact";
  if (what === "exact") arrows(view, tails, exact, weights, color.truth);
  else {
    const tips = learned().map(tails);
    if (what === "learned") {
      arrows(view, tails, exact, weights.map((w) => 0.25 * w), color.truth);
      arrows(view, tails, tips, weights, color.learned);
      word = "learned";
    } else word = error(view, tips, color.noisy);
  }
  if (state.points.length) dots(view, state.points, color.noisy, state.points.length > 4000 ? 1.3 : 2);
  if (state.typed.length) dots(view, state.typed.flat(), color.clean, 4, color.paper);
  const mean = best.posterior(...held);
  dots(view, origins(view, best, held, color.noisy), color.clean, 3);
  arrows(view, held, mean, [1], color.truth, 3);
  if (what !== "exact") arrows(view, held, learned().map(held), [1], color.learned, 3);
  dots(view, held, color.noisy, 9, color.paper);
  if (state.pen) dots(view, state.pen, color.truth, 11, color.paper);
  key(word, what);
}

/** What the network does wrong, enlarged as far as the arrows have room; returns the key's words. */
function error(view, tips, color) {
  const { tails, exact, weights } = state, vivid = weights.map((w) => (w < 0.5 ? 0 : w)), n = Math.sqrt(weights.length);
  const squares = tips.reduce((sum, v, i) => sum + (vivid[i >> 1] && (v - exact[i]) ** 2), 0);
  const typical = Math.sqrt(squares / vivid.filter((w) => w).length), room = EXTENT / n; // half the way to the next arrow
  const zoom = [200, 100, 50, 20, 10, 5, 2].find((z) => z * typical < room) ?? 1;
  arrows(view, tails, tips.map((v, i) => tails[i] + zoom * (v - exact[i])), vivid, color);
  return `error × ${zoom}`;
}

function key(word, what) {
  const style = { exact: "truth", learned: "learned", error: "noisy-ink" }[what];
  const html = `<span style="color: var(--${style})">${word}</span><span class="hill">noisy points</span>`;
  if ($("key").innerHTML !== html) $("key").innerHTML = html;
}

/** The caption, and once the hand rests, the same for those who listen. */
let resting = 0;
function say(text) {
  $("caption").textContent = text;
  clearTimeout(resting);
  resting = setTimeout(() => ($("spoken").textContent = text), 700);
}

/** What holds of the curve, the noise and the network: in figures and in words. */
function tell() {
  const { curve, sigma, best } = state, what = shown();
  state.judge ??= judge(best);
  const left = percent(state.judge.mmse / (2 * sigma ** 2)), above = state.net && percent(excessRisk(learned(), state.judge));
  $("left").textContent = left;
  $("above").textContent = above ?? "?";
  say({
    exact: `From each noisy point an arrow leads to the mean of all places it can have come from. No map does better, and ${left} of the noise stays.`,
    learned: `The network learned these arrows on the ${curve.name}; at σ = ${fixed(sigma, 3)} its error is ${above} above the least possible.`,
    error: `Where the network is wrong, enlarged. At σ = ${fixed(sigma, 3)} its error is ${above} above the least possible.`,
  }[what]);
}

let telling = 0;
const tellSoon = () => {
  clearTimeout(telling);
  telling = setTimeout(tell, 150);
};

// ── what changes it ──

function setSigma(sigma) {
  const best = new PosteriorMean(state.curve, sigma), dense = density(state.curve, sigma);
  const n = $("plane").clientWidth < 480 ? 13 : 17, tails = state.tails?.length === 2 * n * n ? state.tails : grid(n);
  const weights = Float64Array.from({ length: n * n }, (_, k) => // vivid where noisy points are, else faint
    0.1 + 0.9 * Math.min(1, densityAt(dense, tails[2 * k], tails[2 * k + 1]) / 0.1));
  const width = $("plane").clientWidth;
  Object.assign(state, { sigma, best, dense, tails, weights, width, exact: best.map(tails), judge: null });
  $("sigma").value = Math.log(sigma);
  $("sigma").ariaValueText = $("sigma-value").textContent = fixed(sigma, 3);
  address();
  tellSoon();
  redraw();
}

function setCurve(curve) {
  forget();
  state.curve = curve;
  for (const each of document.querySelectorAll("[name=curve]")) each.checked = each.value === curve.name;
  $("code").value = `curve = ${write(curve)}`;
  setSigma(state.sigma);
}

/** The curve and the noise level, kept in the page's address. */
let addressing = 0;
function address() {
  clearTimeout(addressing);
  addressing = setTimeout(() => {
    const { curve: { name, knots, closed }, sigma } = state;
    const curve = PRESETS[name] ? name : `${closed ? "closed" : "open"},${knots.join()}`;
    state.address = `#curve=${curve}&sigma=${sigma.toFixed(3)}`;
    try {
      history.replaceState(null, "", state.address);
    } catch { /* a page in a frame may have no address of its own */ }
  }, 300);
}

/** Shows what the address says; whether it says anything. */
function visit() {
  const said = new URLSearchParams(location.hash.slice(1)), curve = said.get("curve"), sigma = Number(said.get("sigma"));
  if (!curve || location.hash === state.address) return false;
  if (sigma >= LOW && sigma <= HIGH) state.sigma = sigma;
  try {
    setCurve(PRESETS[curve]?.() ?? read(`${curve} ${curve.startsWith("closed") ? "closed=True" : ""}`));
  } catch (error) {
    say(`The address holds no curve: ${error.message}.`);
  }
  return true;
}

// ── training ──

function forget() {
  state.training?.stop();
  Object.assign(state, { training: null, net: null });
  $("train").textContent = "Train";
  $("chart").hidden = true;
  for (const each of document.querySelectorAll("[name=shown]")) each.disabled = each.value !== "exact";
  pick("shown", "exact");
  $("above").textContent = "?";
}

function train() {
  if (state.training?.running) return halt();
  const what = shown() === "error" ? "error" : "learned", every = picked("scope") === "every";
  forget();
  const sigma = every ? [LOW / 1.2, HIGH * 1.2] : state.sigma; // a fifth beyond the ends, where a network is at its worst
  const options = every ? { nSteps: 1600, hidden: [128, 64, 64] } : { nSteps: 600, hidden: [64, 64, 64] };
  const training = { film: [], losses: [], floor: floor(state.curve, sigma), nSteps: options.nSteps, seed: state.seed, running: true, following: true };
  training.stop = inWorker([state.curve, sigma, { ...options, seed: state.seed }], (news) => receive(training, news));
  Object.assign(state, { training, frame: 0 });
  state.judge ??= judge(state.best);
  for (const each of document.querySelectorAll("[name=shown]")) each.disabled = false;
  pick("shown", what);
  $("train").textContent = "Stop";
  $("chart").hidden = false;
  clearTimeout(telling);
  say("The network learns: at each step it sees 512 noisy points, and where they came from.");
}

function receive(training, { step, loss, weights, sizes }) {
  if (loss) training.losses.push(loss);
  if (step === 0) state.net = new Denoiser(sizes).load(weights);
  if (weights) training.film.push({ step, weights });
  if (step === training.nSteps) halt();
  redraw();
}

function halt() {
  const { training } = state;
  training.stop();
  training.running = false;
  state.seed += 1;
  $("train").textContent = "Train again";
  if (calm.matches) state.frame = training.film.length - 1;
  redraw();
}

/** Shows a frame of the film: the network as it was at that step. */
function show(k) {
  const { training } = state, { step, weights } = training.film[k];
  state.frame = k;
  state.net.load(weights);
  Object.assign($("film"), { max: training.film.length - 1, value: k, ariaValueText: `step ${step}` });
  const recent = training.losses.slice(Math.max(0, step - 25), step);
  const loss = recent.length ? `, loss ${fixed(recent.reduce((a, b) => a + b) / recent.length, 3)}` : "";
  $("film-text").textContent = `seed ${training.seed}, step ${step}${loss}, floor ${fixed(training.floor, 3)}`;
  lossChart($("loss"), { ...training, step }, colors());
  $("above").textContent = percent(excessRisk(learned(), (state.judge ??= judge(state.best))));
}

/** Trains in a worker made of this page's own text, or here where workers are not allowed; returns what stops it. */
function inWorker(task, report) {
  const code = `${$("core").textContent}; onmessage = ({ data }) => { for (const news of steps(...data)) postMessage(news); };`;
  try {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" })), worker = new Worker(url);
    let stop = () => (worker.terminate(), URL.revokeObjectURL(url));
    worker.onmessage = ({ data }) => report(data);
    worker.onerror = () => (stop(), (stop = inPage(task, report))); // a page's rules may forbid it without an exception
    worker.postMessage(task);
    return () => stop();
  } catch {
    return inPage(task, report);
  }
}

function inPage(task, report) {
  const stream = steps(...task);
  let timer = setTimeout(function work() {
    timer = setTimeout(work);
    for (const until = performance.now() + 12; performance.now() < until; ) {
      const { value, done } = stream.next();
      if (done) return clearTimeout(timer);
      report(value);
    }
  });
  return () => clearTimeout(timer);
}

// ── what moves by itself ──

/** One frame on: the film of a training, points that walk, and before the first touch the noisy point. */
function advance() {
  const { training, points } = state;
  const last = training ? training.film.length - 1 : 0;
  if (training?.following && state.frame < last && (!calm.matches || training.running === false)) {
    show(state.frame + 1);
    if (state.frame < last) redraw();
    else if (!training.running) tellSoon();
  }
  state.walking = points.length > 0 && !calm.matches && stepOn();
  if (state.walking) redraw();
}

/** Moves the points one step; whether they go on. */
function stepOn() {
  const how = picked("walk");
  if (how === "falling" && !state.falling) return false;
  if (state.falling) {
    if (state.sigma <= LOW) {
      say("σ has fallen, and what was anywhere has become points of the curve.");
      return (state.falling = false);
    }
    setSigma(Math.max(LOW, state.sigma * SPEED));
  }
  const r = shown() === "exact" ? state.best : learned();
  return walk(state.points, r, how === "follow" ? 0 : state.sigma, how === "follow" ? 0.1 : 0.2) > 2e-4;
}

function drop(n, place) {
  const points = Float64Array.from({ length: 2 * n }, (_, i) => place(i % 2));
  state.points = Float64Array.of(...state.points, ...points);
  $("clear").disabled = false;
  if (calm.matches) for (let k = 0; k < 350 && stepOn(); k++);
  redraw();
}

function dropMany() {
  const how = picked("walk");
  state.points = new Float64Array(0);
  state.falling = how === "falling";
  if (state.falling) setSigma(HIGH);
  drop(1000, () => 3 * (Math.random() - 0.5));
  say({ follow: "1000 points follow the arrows, a tenth of each at a time, and come to rest.",
    noise: "1000 points follow the arrows, and noise drives them apart: together they become the noisy points.",
    falling: "Noise and arrows move 1000 points from anywhere, while σ falls." }[how]);
}

// ── the student's hand ──

function move(place) {
  state.held = place;
  const words = ([x, y]) => `(${fixed(x)}, ${fixed(y)})`, best = words(state.best.map(place));
  const net = shown() === "exact" ? "" : ` The network sends it to ${words(learned().map(place))}.`;
  say(`The noisy point x̃ = ${words(place)} can have come from where the curve glows; the mean of these places is r*(x̃) = ${best}.${net}`);
  redraw();
}

function draw(stroke, ended) {
  const curve = drawn(stroke, ended);
  state.typed = [];
  if (curve) setCurve(curve);
}

/** The curve of the knots that keys have set; closed once the last one is near the first. */
function knit() {
  const [first, ...others] = state.typed, last = others.at(-1);
  const closed = others.length > 2 && Math.hypot(last[0] - first[0], last[1] - first[1]) < 0.12;
  const curve = others.length && through(closed ? state.typed.slice(0, -1) : state.typed, closed);
  if (curve) setCurve(curve);
  redraw();
}

listen($("plane"), {
  held: () => state.held,
  spraying: () => $("spray").checked,
  move, draw,
  drop: (place) => drop(10, (c) => place[c] + 0.15 * (Math.random() - 0.5)),
  knot(place) {
    state.typed.push(place);
    knit();
  },
  undo() {
    state.typed.pop();
    knit();
  },
});

for (const [name, make] of Object.entries(PRESETS)) {
  const { vertices } = make(), path = Array.from({ length: 65 }, (_, k) => [vertices[256 * k], -vertices[256 * k + 1]].map((t) => t.toFixed(2)));
  $("curves").insertAdjacentHTML("beforeend", `<label class="pick glyph" title="${name}"><input type="radio" name="curve"
    value="${name}" aria-label="${name}"><svg viewBox="-1.5 -1.5 3 3" aria-hidden="true"><path d="M${path.join("L")}"/></svg></label>`);
}
const on = (selector, kind, action) => document.querySelectorAll(selector).forEach((each) => each.addEventListener(kind, action));
on("[name=curve]", "change", ({ target }) => setCurve(PRESETS[target.value]()));
on("[name=shown]", "change", () => (tell(), redraw()));
on("[name=walk]", "change", redraw);
on("#sigma", "input", ({ target }) => setSigma(Math.exp(target.value)));
on("#film", "input", ({ target }) => {
  state.training.following = false;
  show(Number(target.value));
  tellSoon();
  redraw();
});
on("#train", "click", train);
on("#drop", "click", dropMany);
on("#clear", "click", ({ target }) => {
  state.points = new Float64Array(0);
  target.disabled = true;
  redraw();
});
on("#code", "change", ({ target }) => {
  try {
    setCurve(read(target.value));
  } catch (error) {
    say(`This is no curve: ${error.message}.`);
  }
});
on("#copy", "click", () => copy($("code").value));
on("#link", "click", () => copy(location.href.split("#")[0] + state.address));

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  } catch {
    say(`Nothing may be copied from here by itself; copy this: ${text}`);
  }
}

// ── the beginning ──

/** A pen draws the first curve by itself, and then the noisy point wanders, until a hand comes. */
function invite() {
  const { curve } = state, begin = performance.now();
  let invited = true;
  const accept = () => {
    if (state.pen) setCurve(curve);
    [invited, state.pen, $("hint").hidden] = [false, null, true];
  };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => invited && accept(), { capture: true });
  $("hint").hidden = false;
  const play = (now) => {
    const t = (now - begin) / 1000, k = Math.floor(SEGMENTS * Math.min(1, t / 2));
    if (!invited || t > 30) return;
    if (k < SEGMENTS && k > 50) {
      state.pen = [...curve.vertices.slice(2 * k, 2 * k + 2)];
      setCurve({ ...curve, ...byArcLength(curve.name, curve.vertices.slice(0, 2 * k + 2), false) });
    } else if (state.pen) [state.pen] = [null, setCurve(curve)];
    state.held = [Math.sin(0.5 * t - 0.7), 0.2 + 0.75 * Math.cos(0.37 * t)];
    redraw();
    requestAnimationFrame(play);
  };
  if (!calm.matches) requestAnimationFrame(play);
}

for (const id of ["picture", "still"]) $(id).remove(); // here a script runs
$("sheet").hidden = $("panel").hidden = false;
$("link").hidden = !/^(https?|file):/.test(location.protocol);
setCurve(state.curve);
if (!visit()) invite();
window.onhashchange = visit;
dark.onchange = () => [state.painted] = [null, redraw()];

// In a notebook the page stands in a frame, which should be as high as the page.
new ResizeObserver(() => {
  if (state.width !== $("plane").clientWidth) setSigma(state.sigma);
  try {
    if (!window.frameElement) return;
    document.documentElement.style.setProperty("--high", "40rem"); // not as high as the frame, which would grow and grow
    window.frameElement.style.height = `${document.documentElement.offsetHeight}px`;
  } catch { /* a frame from elsewhere keeps its height */ }
}).observe(document.body);

window.lesson = { state, train, setSigma, redraw }; // for a look from the console, and for tests
