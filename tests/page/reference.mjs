// What Python says, in a file whose path pytest passes on.
import fs from "node:fs";
import { through } from "../../dae_helpers/page/curves.js";
import { PRESETS } from "../../dae_helpers/page/drawing.js";

export const reference = JSON.parse(fs.readFileSync(process.env.REFERENCE));

export const curveOf = ({ name, points }) => (points ? through(points) : PRESETS[name]());

/** The furthest that two lists of numbers are apart. */
export const gap = (a, b) => {
  if (a.length !== b.length) throw new Error(`${a.length} numbers beside ${b.length}`);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
};
