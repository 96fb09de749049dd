// The engine begins: it finds the figures of a page, and lets each live once it comes into view.
import { mount } from "./figure.js";
import { SCENES } from "./table.js";

/**
 * Of the nth figure of a scene: link(settings), its address in the page here, and embed(settings, title), a line of HTML that
 * shows it from home, where figure.html is; undefined where there is none.
 */
function addresses(scene, nth, here, home) {
  const at = (base, settings) => `${base}#${new URLSearchParams({ scene, ...settings })}`;
  return {
    link: here && ((settings) => at(here, nth ? { figure: nth, ...settings } : settings)),
    embed: home && ((settings, title) => `<iframe src="${at(home, settings).replaceAll("&", "&amp;")}" title="${title}" `
      + 'width="760" height="600" style="border: 0; max-width: 100%" allow="clipboard-write" loading="lazy"></iframe>'),
  };
}

/** css: how figures look; core: the text of what trains, for the worker; home: where figure.html is, if it is anywhere. */
export function start({ css, core, home }) {
  if (!CSS.supports("selector(&)")) return; // an old browser keeps the pictures
  const here = /^(https?|file):/.test(location.protocol) ? location.href.split("#")[0] : undefined, redraws = [];
  const asked = Object.fromEntries(new URLSearchParams(location.hash.slice(1))); // scene, figure: its how manieth, settings
  const same = (scene) => [...document.querySelectorAll("figure.living")].filter((figure) => figure.dataset.scene === scene);
  const live = (figure) => {
    const { scene, settings = "{}" } = figure.dataset, nth = same(scene).indexOf(figure), given = JSON.parse(settings);
    const ways = addresses(scene, nth, here, given.images ? undefined : home); // an address holds no pictures
    redraws.push(mount(figure, scene, given, figure === meant() ? asked : {}, { core, ...ways }));
    if (figure === meant()) figure.scrollIntoView(); // once more: it has grown, and so have those before it
  };
  const meant = () => same(asked.scene)[asked.figure ?? 0];
  const inView = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) {
      inView.unobserve(target);
      setTimeout(live, 0, target); // by itself: what is wrong with one stops no other
    }
  }, { rootMargin: "300px" });
  const all = () => redraws.forEach((redraw) => redraw());
  const find = () => {
    const sheet = new CSSStyleSheet(); // also where a page's rules forbid a style within it
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
    try { home &&= new URL(home, document.baseURI).href; } catch { home = undefined; } // a page may have no address
    const alone = document.querySelector("figure.living:not([data-scene])"); // in figure.html
    if (alone) {
      const scene = SCENES[asked.scene];
      alone.dataset.scene = scene && !scene.images ? asked.scene : "guess";
      home = here;
      window.onhashchange = () => location.reload();
    }
    for (const figure of document.querySelectorAll("figure.living"))
      if (SCENES[figure.dataset.scene]) inView.observe(figure); // what is none stays a picture
    if (!alone) meant()?.scrollIntoView();
    for (const each of [document.documentElement, document.body]) // a page may have a switch of its own for the light
      new MutationObserver(all).observe(each, { attributes: true });
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", find);
  else find();
}
