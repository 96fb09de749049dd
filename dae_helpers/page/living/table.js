// Each control once: its kind, what it can be, and what it is to begin with. Its name is its key in an address, too, and its
// label is in strings.json. A scene says which of them it has, and what is otherwise there.
import { PRESETS } from "../drawing.js";
import { EXTENT } from "../plot.js";
import { check, counter, menu, pen, player, point, radio, slider, stops } from "./inputs.js";

export const CONTROLS = {
  curve: { kind: menu, options: Object.keys(PRESETS), value: "circle" },
  sigma: { kind: slider, low: 0.02, high: 0.5, value: 0.1 },
  shown: { kind: radio, options: ["learned", "exact", "error"], value: "learned" },
  point: { kind: point, low: -EXTENT, high: EXTENT },
  points: { kind: pen },
  closed: { kind: check, value: true },
  seed: { kind: counter, value: 0 },
  step: { kind: player, low: 0, step: 2, every: 100 },
  alpha: { kind: slider, low: 0.05, high: 1, value: 0.3 },
  n: { kind: stops, options: ["20", "50", "100", "200", "500", "1000"], value: "100" },
  picture: { kind: slider, low: 0, step: 1, value: 0 },
};

/** The scenes by their names. A scene: controls, by their names; draw(view, settings), which returns the caption. */
export const SCENES = Object.create(null);
export const define = (name, scene) => (SCENES[name] = scene);
