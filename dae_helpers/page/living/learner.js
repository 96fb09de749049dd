// Networks that learn while a figure is seen.
import { Denoiser } from "../network.js";
import { lossChart } from "../plot.js";
import { calm } from "../telling.js";
import { EVERY } from "../training.js";
import { inWorker } from "../worker.js";
import { curveNamed } from "./exact.js";
import { named, words } from "./words.js";

const trainings = new Map(); // by name and seed, for all figures of a page
let turn = Promise.resolve(); // one of them at a time: each is the sooner done, and the hand is not held up

const everyLevel = (name, seed) => [curveNamed(name), EVERY.range, { ...EVERY, seed }];

/**
 * For one figure: learned(name, seed) is a network's training so far, {net, step, losses, …}, and begins it when it is asked
 * for the first time: with what taskOf(name, seed) says, a curve, σ and options; for every σ of the curve of that name.
 * What no figure asks for any more is given up, or kept if it is done.
 */
export function learner(core, redraw) {
  let now = null;
  return (name, seed, taskOf = everyLevel) => {
    const key = `${name} ${seed}`;
    if (now?.key !== key) {
      now?.leave(redraw);
      if (!trainings.has(key)) trainings.set(key, begin(core, key, taskOf(name, seed)));
      now = trainings.get(key);
      now.seenBy.add(redraw);
    }
    return now;
  };
}

function begin(core, key, task) {
  const { nSteps } = task[2], seenBy = new Set(), training = { key, seenBy, nSteps, net: null, step: 0, losses: [], done: false };
  let fresh, over = false, stop, next;
  const run = () => over || new Promise((ended) => {
    next = ended;
    stop = inWorker(core, task, receive);
  });
  turn = turn.then(run);
  function receive({ step, loss, weights, sizes, floor }) {
    if (loss) training.losses.push(loss);
    if (sizes) [fresh, training.floor] = [new Denoiser(sizes), floor];
    if (weights) fresh.load(weights);
    Object.assign(training, { step, done: step === nSteps });
    if (training.done || !calm.matches) training.net = fresh;
    if (training.done) end();
    for (const redraw of seenBy) redraw();
  }
  function end() {
    over = true;
    stop?.();
    next?.();
  }
  training.leave = (redraw) => {
    seenBy.delete(redraw);
    if (seenBy.size || (training.done && trainings.size < 9)) return;
    end();
    trainings.delete(key);
  };
  return training;
}

/** The loss so far, drawn; and what is said of a training that is under way. */
export function progress({ chart, color }, curve, training) {
  const { losses, step } = training, recent = losses.slice(-25);
  chart.hidden = false;
  lossChart(chart, { ...training, step: 0 }, color, words("floor"));
  const times = recent.reduce((sum, loss) => sum + loss, 0) / recent.length / training.floor;
  return words(step ? "learning" : "begins", { curve: named(curve), step, times: times.toFixed(3) });
}
