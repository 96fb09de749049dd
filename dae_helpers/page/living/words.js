// Words: all that a figure says comes from one table, in which a translation replaces them; numbers as Python writes them.
import strings from "../strings.json" with { type: "json" };

/** The words of this key, with values in place of their {names}. */
export const words = (key, values = {}) => strings[key].replace(/{(\w+)}/g, (_, name) => values[name]);

export const named = (name) => strings.names[name] ?? name;

/** A number to so many digits, without zeros at its end: Python's {t:.3g}. */
export const general = (t, digits = 3) => String(Number(t.toPrecision(digits)));
