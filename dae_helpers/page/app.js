// The page: what the student's hand does with it.
import { SEGMENTS, byArcLength, through } from "./curves.js";
import { LONGEST, PRESETS, drawn, read } from "./drawing.js";
import { listen } from "./hand.js";
import { show, train } from "./learning.js";
import { $, all, fixed, learned, redraw, say, setCurve, setSigma, shown, state, tell, tellSoon, visit } from "./page.js";
import { calm, copied } from "./telling.js";
import { drop, dropMany } from "./walking.js";

// ── the student's hand ──

function move(place) {
  state.held = place;
  const words = ([x, y]) => `(${fixed(x)}, ${fixed(y)})`, best = words(state.best.map(place));
  const net = shown() === "exact" ? "" : ` The network sends it to ${words(learned().map(place))}.`;
  say(`The noisy point x̃ = ${words(place)} can have come from where the curve glows. `
    + `The mean of these places is r*(x̃) = ${best}.${net}`);
  redraw();
}

let before = null, latest = null; // the curve that Undo brings back, and the stroke that replaced it

function keep() {
  before = state.curve;
  $("undo").disabled = false;
}

/** Another curve in place of this one, which is kept. */
function replace(curve) {
  keep();
  setCurve(curve);
}

/** The curve of a stroke; false once it is as long as can be, and the rest of the stroke is left out. */
function draw(stroke, ended) {
  const curve = drawn(stroke, ended);
  if (curve?.length > LONGEST) {
    tellSoon(`The curve ends here: it is ${LONGEST} long. `);
    return false;
  }
  if (curve) (stroke === latest ? setCurve : replace)(curve);
  if (curve) latest = stroke;
}

function undo() {
  if (before) replace(before);
}

/** The curve of the knots that keys have set; closed once the last one is near the first. */
function knit() {
  const [first, ...others] = state.typed, last = others.at(-1);
  const closed = others.length > 2 && Math.hypot(last[0] - first[0], last[1] - first[1]) < 0.12;
  const curve = others.length && through(closed ? state.typed.slice(0, -1) : state.typed, closed);
  if (curve) setCurve(curve, state.typed);
  redraw();
}

listen($("plane"), {
  held: () => state.held,
  spraying: () => $("spray").checked,
  move, draw,
  drop: (place) => drop(10, (c) => place[c] + 0.15 * (Math.random() - 0.5)),
  knot(place) {
    if (!state.typed.length) keep();
    state.typed.push(place);
    knit();
  },
  undo() {
    if (!state.typed.length) return undo();
    state.typed.pop();
    knit();
  },
});

for (const [name, make] of Object.entries(PRESETS)) {
  const { vertices } = make(), at = (i) => `${vertices[i].toFixed(2)} ${(-vertices[i + 1]).toFixed(2)}`;
  const path = `M${Array.from({ length: 65 }, (_, k) => at(256 * k)).join("L")}`;
  $("undo").insertAdjacentHTML("beforebegin", `<label class="pick glyph" title="${name}">
    <input type="radio" name="curve" value="${name}" aria-label="${name}">
    <svg viewBox="-1.5 -1.5 3 3" aria-hidden="true"><path d="${path}"/></svg></label>`);
}

const on = (selector, kind, action) => all(selector).forEach((each) => each.addEventListener(kind, action));
on("[name=curve]", "change", ({ target }) => replace(PRESETS[target.value]()));
on("#undo", "click", undo);
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
    replace(read(target.value));
  } catch (error) {
    say(`This is no curve: ${error.message}.`);
  }
});
on("#copy", "click", () => copy($("code").value));
on("#link", "click", () => copy(location.href.split("#")[0] + state.address));

const copy = async (text) =>
  say((await copied(text)) ? "Copied." : `Nothing may be copied from here by itself; copy this: ${text}`);

// ── the beginning ──

/** A pen draws the first curve by itself, and then the noisy point wanders, until a hand comes. */
function invite() {
  const { curve } = state, begin = performance.now();
  let invited = true;
  const accept = () => {
    if (state.pen) setCurve(curve);
    [invited, state.pen, $("hint").hidden] = [false, null, true];
  };
  for (const kind of ["pointerdown", "keydown"])
    document.addEventListener(kind, () => invited && accept(), { capture: true });
  $("hint").hidden = false;
  const play = (now) => {
    const t = (now - begin) / 1000, k = Math.floor(SEGMENTS * Math.min(1, t / 2));
    if (!invited || t > 30) return;
    if (k < SEGMENTS && k > 50) {
      state.pen = curve.vertices.slice(2 * k, 2 * k + 2);
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
matchMedia("(prefers-color-scheme: dark)").onchange = () => [state.painted] = [null, redraw()];

// In a notebook the page stands in a frame, which should be as high as the page.
new ResizeObserver(() => {
  if (state.width !== $("plane").clientWidth) setSigma(state.sigma);
  try {
    if (!window.frameElement) return;
    // Not as high as the frame, or the two would grow and grow.
    document.documentElement.style.setProperty("--high", "40rem");
    window.frameElement.style.height = `${document.documentElement.offsetHeight}px`;
  } catch { /* a frame from elsewhere keeps its height */ }
}).observe(document.body);

window.lesson = { state, setSigma }; // for a look from the console, and for tests
