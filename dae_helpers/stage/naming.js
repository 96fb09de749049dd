// What a screen reader is told of an explorer, where front ends say nothing or the wrong thing.

const all = (part, kind) => part?.querySelectorAll(kind) ?? [];
const name = (part, label, title) => {
  part.setAttribute("aria-label", label);
  part.setAttribute("title", title);
};
const UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";

/** Runs when a picture or a style has loaded: names the controls around it, and tells the picture's caption. */
export function introduce(picture) {
  const view = picture.closest(".widget-vbox"), plays = ["play or pause", "stop", "repeat"];
  for (const slider of all(view, ".widget-slider")) {
    const label = slider.querySelector("label");
    for (const handle of all(slider, "[role=slider]")) {
      name(handle, label.textContent, label.title);
      readOut(handle, slider.querySelector(".widget-readout"));
    }
  }
  for (const play of all(view, ".widget-play"))
    all(play, "button").forEach((button, k) => name(button, plays[k], plays[k]));
  if (view && picture.alt) speak(view, picture.alt);
}

/** Lets a slider say the value that is seen beside it: a logarithmic one would say the logarithm. */
function readOut(handle, readout) {
  const say = () => {
    const value = readout.textContent;
    if (handle.getAttribute("aria-valuetext") !== value) handle.setAttribute("aria-valuetext", value);
  };
  if (!readout) return;
  say();
  handle.saying ??= new MutationObserver(say);
  handle.saying.observe(handle, { attributeFilter: ["aria-valuetext"] });
  handle.saying.observe(readout, { childList: true, characterData: true, subtree: true });
}

/** Tells a new caption once the hand rests, in a live region that stays while pictures go. The first is no news. */
function speak(view, caption) {
  if (caption === view.told) return;
  if (view.told) {
    clearTimeout(view.resting);
    view.resting = setTimeout(() => (view.spoken.textContent = caption), 700);
  } else {
    view.insertAdjacentHTML("beforeend", `<div role="status" aria-live="polite" style="${UNSEEN}"></div>`);
    view.spoken = view.lastElementChild;
  }
  view.told = caption;
}
