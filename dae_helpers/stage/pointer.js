// A pointer that is down: mouse, pen or finger. In a handler's own scope `window.` must be said.

/**
 * Calls move with each event of this pointer, wherever in the window it goes, and end with its last one.
 * Returns an AbortController, which stops it before.
 */
export function follow({ pointerId }, move, end = () => {}) {
  const stop = new AbortController(), listen = (kind, action) =>
    window.addEventListener(kind, (event) => event.pointerId === pointerId && action(event), { signal: stop.signal });
  listen("pointermove", move);
  for (const kind of ["pointerup", "pointercancel"]) listen(kind, (event) => (stop.abort(), end(event)));
  return stop;
}

/** Where an event is in an element, as fractions from its left and its bottom; null if that is out of sight. */
export function placeIn(element, { clientX, clientY }) {
  const box = element?.getBoundingClientRect();
  return box?.width ? [(clientX - box.left) / box.width, 1 - (clientY - box.top) / box.height] : null;
}

/** Puts a text into a field, as if it were typed. */
export function type(field, text) {
  field.value = text;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}
