// The drawing pad's canvas: it follows the pen, and writes the points of the stroke into the pad's text.
import { follow, placeIn, type } from "./pointer.js";
import { clip, endsAtItsStart, extend, isTap, thin } from "./stroke.js";

/**
 * Runs when the pen touches the canvas, and draws on whatever canvas is there by then: the kernel may put a new
 * one in place while a stroke is drawn. One pointer draws at a time; a mere tap leaves the drawing.
 */
export function draw(event, canvas) {
  const pad = canvas.closest(".dae-pad"), stroke = [];
  if (!event.isPrimary || event.button || pad.pen?.signal.aborted === false) return;
  event.preventDefault();
  const move = (event) => {
    const now = pad.querySelector("svg"), place = placeIn(now, event);
    if (!place) return pad.pen.abort();
    extend(stroke, place.map((t) => clip(3.02 * t - 1.51)));
    if (isTap(stroke)) return;
    now.querySelector(".dots").setAttribute("d", "");
    now.querySelector("polyline").setAttribute("points", stroke.join(" "));
  };
  const end = () => {
    const text = pad.querySelector("textarea"), closed = pad.querySelector("[type=checkbox]");
    if (!text || isTap(stroke)) return;
    type(text, thin(stroke).map((place) => place.map((t) => Math.round(100 * t) / 100).join(" ")).join("\n"));
    if (closed.checked !== endsAtItsStart(stroke)) closed.click();
  };
  pad.pen = follow(event, move, end);
  move(event);
}
