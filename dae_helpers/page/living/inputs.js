// Kinds of controls. Each reads a value from a text, such as an address, undefined if it holds none; and makes the elements
// that call change(value) under the student's hand, with other controls' values if they change too, and that show(value).
import { follow, placeIn } from "../../stage/pointer.js";
import { clip, extend, isTap, stepOf } from "../../stage/stroke.js";
import { PRESETS, drawn } from "../drawing.js";
import { general, named, words } from "./words.js";

/** An element with its properties and what stands in it; undefined properties are left out. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) if (value !== undefined) element[name] = value;
  element.append(...children);
  return element;
}

export const button = (name, onclick) => make("button", { type: "button", onclick }, name);

const oneOf = (text, { options }) => options.find((option) => option === text);

export const menu = {
  read: oneOf,
  make({ label, options }, change) {
    const list = options.map((option) => make("option", { value: option }, named(option)));
    const select = make("select", { onchange: () => change(select.value) }, ...list);
    return { element: make("label", { className: "slider" }, label, select), show: (value) => (select.value = value) };
  },
};

export const radio = { // its name is the form's own
  read: oneOf,
  make({ name, label, options }, change) {
    const picks = options.map((value) => make("input", { type: "radio", name, value, onchange: () => change(value) }));
    const labels = picks.map((pick) => make("label", { className: `pick ${pick.value}` }, pick, named(pick.value)));
    const legend = make("legend", { className: "unseen" }, label), row = make("div", { className: "row" }, ...labels);
    const show = (value) => picks.forEach((pick) => (pick.checked = pick.value === value));
    return { element: make("fieldset", {}, legend, row), show };
  },
};

export const slider = { // in whole steps, or without a step along a ratio; values: what is said of each step
  read(text, { low, high, step }) {
    if (!text.trim() || isNaN(text)) return undefined;
    const value = Math.min(high, Math.max(low, Number(text)));
    return step ? Math.round(value) : value;
  },
  make({ label, low, high, step, values }, change) {
    const [to, from] = step ? [(t) => t, Number] : [ // in hundredths of the way
      (t) => (100 * Math.log(t / low)) / Math.log(high / low), (t) => Number(general(low * (high / low) ** (t / 100)))];
    const input = make("input", {
      type: "range", min: to(low), max: to(high), step: step ?? 1,
      oninput: () => change(Math.min(high, Math.max(low, from(input.value)))),
    });
    const output = make("output"), element = make("label", { className: "slider" }, make("span", {}, label), input, output);
    const show = (value) => {
      input.value = to(value);
      input.ariaValueText = output.textContent = values ? values[value] : general(value);
    };
    return { element, show };
  },
};

export const stops = { // a slider over some values
  read: oneOf,
  make({ label, options }, change) {
    const along = slider.make({ label, low: 0, high: options.length - 1, step: 1, values: options }, (k) => change(options[k]));
    return { element: along.element, show: (value) => along.show(options.indexOf(value)) };
  },
};

export const player = { // a slider that moves on by itself, every so many milliseconds
  read: slider.read,
  make(control, change) {
    const { low, high, step, every } = control, along = slider.make(control, (value) => (stop(), change(value)));
    let timer = 0, now = low;
    const stop = () => {
      timer = clearInterval(timer);
      play.textContent = words("play");
    };
    const on = () => {
      change(Math.min(high, now + step));
      if (now >= high) stop();
    };
    const play = button(words("play"), () => {
      if (timer) return stop();
      play.textContent = words("pause");
      if (now >= high) change(low);
      timer = setInterval(on, every);
    });
    return { element: make("div", { className: "player" }, play, along.element), show: (value) => along.show((now = value)) };
  },
};

export const counter = { // a button: one more
  read: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
  make({ label, name }, change) {
    let now = 0;
    const element = button(label, () => change(now + 1));
    element.classList.add(name);
    return { element, show: (value) => (now = value) };
  },
};

export const point = { // a place of the first sheet; only its handle holds a finger that would scroll
  read(text, control) {
    const place = text.split(/[\s,]+/).map((t) => slider.read(t, control));
    return place.length === 2 && !place.includes(undefined) ? place : undefined;
  },
  make({ label, low, high }, change, sheet) {
    const grip = make("div", { className: "grip", tabIndex: 0, role: "application", ariaLabel: label });
    let now;
    const go = (place) => change(place.map((t) => Math.min(high, Math.max(low, Number(t.toFixed(2))))));
    const to = (event) => go(placeIn(sheet, event).map((t) => low + (high - low) * t));
    grip.onpointerdown = sheet.onpointerdown = (event) => {
      const held = event.currentTarget === grip || event.pointerType === "mouse";
      if (!held || !event.isPrimary || event.button) return;
      event.preventDefault();
      event.stopPropagation();
      grip.focus({ preventScroll: true });
      follow(event, to);
      to(event);
    };
    sheet.onclick = to;
    grip.onkeydown = (event) => {
      const step = stepOf(event);
      if (!step) return;
      event.preventDefault();
      go(step.map((t, c) => now[c] + t));
    };
    sheet.append(grip);
    const share = (t) => `${(100 * (t - low)) / (high - low)}%`;
    const show = (value) => {
      now = value;
      Object.assign(grip.style, { left: share(value[0]), bottom: share(value[1]) });
    };
    return { show };
  },
};

export const check = {
  read: (text) => ({ true: true, false: false })[text],
  make({ label }, change) {
    const box = make("input", { type: "checkbox", onchange: () => change(box.checked) });
    return { element: make("label", { className: "pick" }, box, label), show: (value) => (box.checked = value) };
  },
};

/** Points, a pair x y on each line. */
export const pairsOf = (knots) => knots.map((knot) => knot.join(" ")).join("\n");

export const pen = { // points that are drawn on the first sheet, chosen, or typed
  read: (text) => text || undefined,
  make({ label }, change, sheet) {
    const put = (curve) => curve && change(pairsOf(curve.knots), { closed: curve.closed });
    const text = make("textarea", { rows: 4, spellcheck: false, ariaLabel: label, title: label });
    text.onchange = () => change(text.value);
    const names = Object.keys(PRESETS).filter((name) => PRESETS[name]().knots), own = named("drawing");
    const choose = menu.make({ label: words("preset"), options: [...names, own] }, (name) => put(PRESETS[name]?.()));
    sheet.classList.add("pen");
    sheet.onpointerdown = (event) => {
      if (!event.isPrimary || event.button) return;
      const stroke = [], draw = (ended) => !isTap(stroke) && put(drawn(stroke, ended));
      const more = (event) => (extend(stroke, placeIn(sheet, event).map((t) => clip(3.2 * t - 1.6))), draw(false));
      event.preventDefault();
      more(event);
      follow(event, more, () => draw(true));
    };
    const show = (value) => {
      text.value = value;
      choose.show(names.find((name) => pairsOf(PRESETS[name]().knots) === value) ?? own);
    };
    return { element: make("div", { className: "points" }, choose.element, text), show };
  },
};
