// The student's hand on the plane: mouse, finger, pen and keys, told as what they do there.
import { follow, placeIn } from "../stage/pointer.js";
import { apart, clip, extend, isTap, stepOf } from "../stage/stroke.js";
import { EXTENT } from "./plot.js";

const NEAR = 26; // pixels within which a point is taken hold of

/**
 * Calls, with places [x, y] of the plane: move(place), where the noisy point goes; draw(stroke, ended), with
 * all places so far, until it returns false; drop(place), where points fall; knot(place) and undo(), for keys.
 * held() is where the noisy point is, and spraying() whether a press drops points instead of drawing.
 * One pointer is followed at a time.
 */
export function listen(canvas, { held, spraying, move, draw, drop, knot, undo }) {
  let gesture = null;
  const place = (event) => placeIn(canvas, event).map((t) => clip(EXTENT * (2 * t - 1)));
  const grasped = (place) => apart(place, held()) < (NEAR * 2 * EXTENT) / canvas.clientWidth;

  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button || gesture) return;
    const at = place(event), stroke = [at];
    let full = false; // as long as can be
    if (grasped(at)) gesture = { more: (places) => move(places.at(-1)), end: () => {} };
    else if (spraying()) {
      gesture = { more: (places) => places.forEach(drop), end: () => {} };
      drop(at);
    } else gesture = {
      more(places) {
        for (const each of places) extend(stroke, each);
        if (!isTap(stroke) && !full) full = draw(stroke, false) === false;
      },
      end: () => (isTap(stroke) ? move(at) : full || draw(stroke, true)), // a tap sends the noisy point there
    };
    const more = (event) => {
      const all = event.getCoalescedEvents?.() ?? [];
      gesture.more((all.length ? all : [event]).map(place));
    };
    follow(event, more, () => (gesture.end(), (gesture = null)));
  };
  canvas.onpointermove = (event) => {
    if (!gesture) canvas.style.cursor = grasped(place(event)) ? "grab" : "";
  };
  canvas.onkeydown = (event) => {
    const { key } = event, at = held(), step = stepOf(event);
    if (step) move(step.map((t, c) => clip(at[c] + t)));
    else if (key === "Enter") knot(at);
    else if (key === "Backspace") undo();
    else if (key === " ") drop(at);
    else return;
    event.preventDefault();
  };
}
