// Points that walk along the arrows: without noise, with it, or while σ falls.
import { $, HIGH, LOW, learned, moves, picked, redraw, say, setSigma, shown, state } from "./page.js";
import { walk } from "./sampling.js";
import { calm } from "./telling.js";

const SPEED = 0.99; // by which σ falls in a frame, from HIGH to LOW

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

moves.push(() => (state.walking = state.points.length > 0 && !calm.matches && stepOn()));

export function drop(n, place) {
  const points = Float64Array.from({ length: 2 * n }, (_, i) => place(i % 2));
  state.points = Float64Array.of(...state.points, ...points);
  $("clear").disabled = false;
  if (calm.matches) for (let k = 0; k < 350 && stepOn(); k++);
  redraw();
}

export function dropMany() {
  const how = picked("walk");
  state.points = new Float64Array(0);
  state.falling = how === "falling";
  if (state.falling) setSigma(HIGH);
  drop(1000, () => 3 * (Math.random() - 0.5));
  say({ follow: "1000 points follow the arrows, a tenth of each at a time, and come to rest.",
    noise: "1000 points follow the arrows, and noise drives them apart: together they become the noisy points.",
    falling: "Noise and arrows move 1000 points from anywhere, while σ falls." }[how]);
}
