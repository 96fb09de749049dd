// Where a training runs: beside the page, so that the hand is never held up.
import { steps } from "./training.js";

/**
 * Trains in a worker made of the page's own text, or here where workers are not allowed. task: what steps is
 * called with; report: is given all that it yields. Returns what stops it.
 */
export function inWorker(text, task, report) {
  const code = `${text}; onmessage = ({ data }) => { for (const news of steps(...data)) postMessage(news); };`;
  try {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" })), worker = new Worker(url);
    let stop = () => (worker.terminate(), URL.revokeObjectURL(url));
    worker.onmessage = ({ data }) => report(data);
    worker.onerror = () => (stop(), (stop = inPage(task, report))); // a page's rules may forbid it in silence
    worker.postMessage(task);
    return () => stop();
  } catch {
    return inPage(task, report);
  }
}

/** Trains here, for 12 ms at a time. */
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
