// A network learns in the page: its training, the film of it, and the loss above its floor.
import { Denoiser } from "./network.js";
import { judge } from "./oracle.js";
import { $, all, fixed, forget, moves, picked, redraw, risk, say, shown, state, tellSoon } from "./page.js";
import { colors, lossChart } from "./plot.js";
import { calm } from "./telling.js";
import { EVERY, ONE } from "./training.js";
import { inWorker } from "./worker.js";

/** Begins a training, or stops the one that runs. */
export function train() {
  if (state.training?.running) return halt();
  const what = shown() === "error" ? "error" : "learned", every = picked("scope") === "every";
  forget();
  const { range: sigma, ...size } = every ? EVERY : { range: state.sigma, ...ONE };
  const options = { ...size, seed: state.seed };
  const training = { ...options, film: [], losses: [], running: true, following: true };
  training.stop = inWorker($("core").textContent, [state.curve, sigma, options], (news) => receive(training, news));
  Object.assign(state, { training, frame: 0 });
  state.judge ??= judge(state.best);
  for (const each of all("[name=shown]")) [each.disabled, each.checked] = [false, each.value === what];
  [$("train").textContent, $("chart").hidden] = ["Stop", false];
  say("The network learns: at each step it sees fresh noisy points, and where they came from.");
}

function receive(training, { step, loss, weights, sizes, floor }) {
  if (loss) training.losses.push(loss);
  if (step === 0) [state.net, training.floor] = [new Denoiser(sizes).load(weights), floor];
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
  if (calm.matches) state.frame = training.film.length - 2; // straight to the end
  redraw();
}

/** Shows a frame of the film: the network as it was at that step. */
export function show(k) {
  const { training } = state, { step, weights } = training.film[k];
  state.frame = k;
  state.net.load(weights);
  Object.assign($("film"), { max: training.film.length - 1, value: k, ariaValueText: `step ${step}` });
  const recent = training.losses.slice(Math.max(0, step - 25), step);
  const loss = recent.length ? `, loss ${fixed(recent.reduce((a, b) => a + b) / recent.length, 3)}` : "";
  $("film-text").textContent = `seed ${training.seed}, step ${step}${loss}, floor ${fixed(training.floor, 3)}`;
  lossChart($("loss"), { ...training, step }, colors());
  $("above").textContent = risk();
}

/** The film goes on, as far as there is one. */
moves.push(() => {
  const { training } = state, last = training ? training.film.length - 1 : 0;
  if (!training?.following || state.frame >= last || (calm.matches && training.running)) return false;
  show(state.frame + 1);
  if (state.frame === last && !training.running) tellSoon();
  return state.frame < last;
});
