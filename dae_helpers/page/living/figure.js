// A living figure: its sheets, controls and words, made from what its scene declares.
import strings from "../strings.json" with { type: "json" };
import { hills } from "../density.js";
import { WHOLE, colors, plane } from "../plot.js";
import { copied, teller } from "../telling.js";
import { recent } from "./exact.js";
import { button, make } from "./inputs.js";
import { learner } from "./learner.js";
import { CONTROLS, SCENES } from "./table.js";
import { words } from "./words.js";

/** The controls of a scene, each with its label; value: what is given, and otherwise what the scene or the table says. */
function controlsOf(scene, given) {
  const own = typeof scene.controls === "function" ? scene.controls(given) : scene.controls;
  return Object.entries(own).map(([name, more]) => {
    const control = { ...CONTROLS[name], label: strings.controls[name], ...more, name };
    return { ...control, value: control.kind.read(String(given[name] ?? ""), control) ?? control.value };
  });
}

/** A square of the plane: hills on a canvas of their own, and what is drawn on them. */
function sheet({ window: seen = WHOLE, title = "" }) {
  const below = make("canvas", { width: 400, height: 400, className: "hills", ariaHidden: true });
  const above = make("canvas", { className: "plane", role: "img" }), key = make("div", { className: "key", ariaHidden: true });
  const square = make("div", { className: "square" }, below, above, key);
  let painted = [], said;
  const view = (color) => ({
    ...plane(above, seen),
    hills(dense, depths) {
      if (painted[0] !== dense || painted[1] !== color.clean) hills(below, dense, color.clean, seen, depths);
      painted = [dense, color.clean];
    },
    key(names) { // pairs of a colour of the palette, and a word
      const html = names.map(([ink, name]) => `<span style="color: var(--${ink})">${name}</span>`).join("");
      if (said !== html) key.innerHTML = said = html;
    },
  });
  return { above, square, view, element: make("div", {}, title && make("p", { className: "title" }, words(title)), square) };
}

const isLight = recent((color) => {
  const ctx = make("canvas", { width: 1, height: 1 }).getContext("2d");
  ctx.fillStyle = color;
  ctx.fillRect(0, 0, 1, 1);
  return ctx.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((a, b) => a + b) > 382;
});

/**
 * Puts the scene of this name into a figure, in place of the picture there, once it is drawn.
 * given: the settings that it has in its page, to which Reset leads back; asked: those of an address; core: the text of what
 * trains; link(settings): its address, embed(settings, title): a line of HTML, or null where there is none.
 * Returns what draws it again.
 */
export function mount(figure, name, given, asked, { core, link, embed }) {
  const scene = SCENES[name], controls = controlsOf(scene, given), title = strings.titles[name];
  const start = Object.fromEntries(controls.map((control) => [control.name, control.value]));
  const settings = { ...given, ...start };
  const sheets = (scene.sheets ?? [{}]).map(sheet), image = scene.images && make("img", { alt: "" });
  const caption = make("p", { className: "caption" }), live = make("p", { className: "unseen", ariaLive: "polite" });
  const put = (values) => {
    noted = clearTimeout(noted);
    Object.assign(settings, values);
    for (const [name, value] of Object.entries(values)) parts[name].show(value);
    redraw();
  };
  const parts = Object.fromEntries(controls.map((control) => {
    const change = (value, others = {}) => put({ [control.name]: value, ...others });
    return [control.name, control.kind.make(control, change, sheets[0]?.square)];
  }));
  const values = () => Object.fromEntries(controls.map(({ name }) => [name, settings[name]]));
  const say = teller(caption, live);
  let noted = 0; // a timer: what is to be read first stands in place of what is seen
  const note = (text, ms) => {
    clearTimeout(noted);
    noted = setTimeout(() => (noted = 0, redraw()), ms);
    say(text);
  };
  const copy = async (text, done) =>
    ((await copied(text)) ? note(words(done), 2500) : note(words("not copied", { text }), 30_000));
  const buttons = [button(words("reset"), () => put(start))];
  if (link) buttons.push(button(words("link"), () => copy(link(values()), "copied")));
  if (embed) buttons.push(button(words("embed"), () => copy(embed(values(), title), "embedded")));

  const form = make("form", { onsubmit: () => false }, ...Object.values(parts).flatMap(({ element }) => element ?? []));
  const chart = make("canvas", { className: "chart", role: "img", ariaLabel: words("chart"), hidden: true });
  const panel = make("div", { className: "panel" }, form, caption, chart, live, make("div", { className: "row" }, ...buttons));
  const pictures = make("div", { className: "sheets" }, ...(image ? [image] : sheets.map(({ element }) => element)));
  const frame = make("div", { className: `frame sheets-${sheets.length}`, dir: "ltr" }, pictures, panel);

  let frames = 0, telling = 0, dark, color;
  const redraw = () => (frames ||= requestAnimationFrame(draw));
  const learned = learner(core, redraw);
  function draw() {
    frames = 0;
    if (dark !== (dark = isLight(getComputedStyle(figure.parentElement).color))) {
      figure.classList.toggle("dark", dark);
      color = colors(figure);
    }
    const panels = sheets.map(({ view }) => view(color));
    const told = scene.draw({ color, image, panels, chart, learned, redraw }, settings);
    const tell = () => noted || say(typeof told === "function" ? told() : told);
    if (typeof told === "string" || !caption.textContent) tell();
    clearTimeout(telling);
    figure.ariaBusy = true;
    telling = setTimeout(() => { // what takes long to say waits until the hand rests
      tell();
      figure.ariaBusy = false;
    }, 150);
  }

  for (const { name, kind, value, ...control } of controls) {
    settings[name] = kind.read(asked[name] ?? "", control) ?? value;
    parts[name].show(settings[name]);
  }
  for (const { above } of sheets) above.ariaLabel = title;
  const before = [...figure.childNodes];
  figure.append(frame);
  figure.ariaLabel = title;
  try {
    draw();
  } catch (error) { // the picture stays
    frame.remove();
    throw error;
  }
  for (const node of before) node.remove();
  new ResizeObserver(redraw).observe(frame);
  return redraw;
}
