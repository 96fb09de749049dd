// A point that can be dragged on a picture, and may leave a trail.
import { follow, placeIn, type } from "./pointer.js";

/**
 * Runs when the picture is touched: the point follows the pointer, on whatever picture is there by then.
 * left to top: the axes' edges, as fractions of the picture; x, y: their limits there; trail: whether the text
 * keeps all places since the touch, or the last one.
 */
export function drag(event, picture, [left, right, bottom, top], x, y, trail) {
  if (!event.isPrimary || event.button) return;
  event.preventDefault();
  const view = picture.closest(".dae-explorer"), places = [];
  const between = ([a, b], t) => (a + (b - a) * Math.min(1, Math.max(0, t))).toFixed(2);
  const move = (event) => {
    const place = placeIn(view.querySelector(".widget-html img"), event);
    if (!place) return stop.abort();
    const [u, v] = place, at = [between(x, (u - left) / (right - left)), between(y, (v - bottom) / (top - bottom))];
    places.splice(trail ? places.length : 0, 1, at.join(" "));
    type(view.querySelector("input[type=text]"), places.join(" "));
  };
  const stop = follow(event, move);
  move(event);
}
