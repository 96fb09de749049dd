// The student's hand on the plane: mouse, finger, pen and keys, told as what they do there.
import { EXTENT } from "./plot.js";

const clip = (t) => Math.min(1.5, Math.max(-1.5, t)), NEAR = 26; // pixels within which a point is taken hold of
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Calls, with places [x, y] of the plane: move(place), where the noisy point goes; draw(stroke, ended), with
 * all places so far; drop(place), where points fall; knot(place) and undo(), for curves set by keys.
 * held() is where the noisy point is, and spraying() whether a press drops points instead of drawing.
 */
export function listen(canvas, { held, spraying, move, draw, drop, knot, undo }) {
  let gesture = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect(), across = (2 * EXTENT) / box.width;
    return [clip((event.clientX - box.left) * across - EXTENT), clip(EXTENT - (event.clientY - box.top) * across)];
  };
  const grasped = ([x, y]) => Math.hypot(x - held()[0], y - held()[1]) < (NEAR * 2 * EXTENT) / canvas.clientWidth;

  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    const at = place(event), stroke = [at];
    if (grasped(at)) gesture = { more: (places) => move(places.at(-1)), end: () => {} };
    else if (spraying()) {
      gesture = { more: (places) => places.forEach(drop), end: () => {} };
      drop(at);
    } else gesture = {
      more: (places) => draw(stroke.push(...places) && stroke, false),
      end: () => (stroke.length > 2 ? draw(stroke, true) : move(at)), // a tap sends the noisy point there
    };
  };
  canvas.onpointermove = (event) => {
    if (!gesture) return void (canvas.style.cursor = grasped(place(event)) ? "grab" : "");
    const all = event.getCoalescedEvents?.() ?? [];
    gesture.more((all.length ? all : [event]).map(place));
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    gesture?.end();
    gesture = null;
  };
  canvas.onkeydown = (event) => {
    const { key, shiftKey } = event, at = held();
    if (KEYS[key]) move(KEYS[key].map((way, c) => clip(at[c] + way * (shiftKey ? 0.2 : 0.05))));
    else if (key === "Enter") knot(at);
    else if (key === "Backspace") undo();
    else if (key === " ") drop(at);
    else return;
    event.preventDefault();
  };
}
