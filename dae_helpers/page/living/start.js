// The engine begins: it finds the figures of a page, and lets each live once it comes into view.
import { mount } from "./figure.js";
import { SCENES } from "./table.js";

/** What an address says of a figure, {scene, figure, …}; figure: the how manieth of this scene on its page. */
const said = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

/** css: how figures look; core: the text of what trains, for the worker; home: the address of figure.html, by which they are embedded, if there is one. */
export function start({ css, home, core }) {
  const style = document.createElement("style"), redraws = [], asked = said();
  style.textContent = css;
  document.head.append(style);

  const live = (figure) => {
    const alone = !figure.dataset.scene, name = figure.dataset.scene ?? (SCENES[asked.scene] ? asked.scene : "guess");
    const same = [...document.querySelectorAll(`figure.living[data-scene="${name}"]`)], nth = same.indexOf(figure);
    const given = JSON.parse(figure.dataset.settings || "{}");
    const meant = asked.scene === name && (alone || nth === Number(asked.figure ?? 0));
    const address = (base, values, more = {}) => `${base.split("#")[0]}#${new URLSearchParams({ scene: name, ...more, ...values })}`;
    const known = /^(https?|file):/.test(location.protocol);
    const link = known && ((values) => address(location.href, values, nth > 0 ? { figure: nth } : {}));
    const at = alone ? known && location.href : home && new URL(home, document.baseURI).href;
    // What stands in a page's settings is in no address.
    const embed = at && !figure.dataset.settings?.includes("data:") && ((values, title) => `<iframe src="${address(at, values).replaceAll("&", "&amp;")}"`
      + ` title="${title}" width="760" height="540" style="border: 0; max-width: 100%" allow="clipboard-write" loading="lazy"></iframe>`);
    redraws.push(mount(figure, name, meant ? { ...given, ...asked } : given, { core, link, embed }));
    if (meant && !alone) figure.scrollIntoView({ block: "center" });
  };
  const inView = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) {
      inView.unobserve(target);
      live(target);
    }
  }, { rootMargin: "300px" });
  const find = () => {
    for (const figure of document.querySelectorAll("figure.living")) inView.observe(figure);
    const meant = document.querySelectorAll(`figure.living[data-scene="${CSS.escape(asked.scene ?? "")}"]`)[asked.figure ?? 0];
    meant?.scrollIntoView({ block: "center" });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", find);
  else find();

  const all = () => redraws.forEach((redraw) => redraw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  for (const each of [document.documentElement, document.body])
    if (each) new MutationObserver(all).observe(each, { attributes: true });
  window.addEventListener("hashchange", () => document.querySelector("figure.living:not([data-scene])") && location.reload());
}
