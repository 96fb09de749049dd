// What is told: a caption, and once the hand rests the same for those who listen; and what is copied.

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** say(text), of a caption that is seen and one that is heard. The first is no news. */
export function teller(caption, spoken) {
  let resting = 0;
  return (text) => {
    if (caption.textContent === text) return;
    clearTimeout(resting);
    if (caption.textContent) resting = setTimeout(() => (spoken.textContent = text), 700);
    caption.textContent = text;
  };
}

/** Copies a text; whether that is allowed here. */
export const copied = async (text) => navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
