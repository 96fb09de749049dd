// A slider over pictures that were drawn before, for what no page can compute.
import { define } from "../living/table.js";

define("pictures", {
  sheets: [],
  images: true,
  controls: ({ label, values }) => ({ picture: { label, values, high: values.length - 1 } }),
  draw({ image }, { ground, images, captions, picture }) {
    if (ground) image.style.backgroundImage ||= `url(${ground})`; // what they share
    if (image.src !== images[picture]) image.src = images[picture];
    return (image.alt = captions[picture]);
  },
});
