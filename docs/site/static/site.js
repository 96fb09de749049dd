// A page that was opened from the disk may not read its neighbours: the search then shows titles, without excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

document.addEventListener("DOMContentLoaded", () => {
  if (typeof Search === "undefined") return;
  // Before all the lesson, but for what bears the word as its title (16); last of all the names in the code.
  Scorer.score = ([page, , , , score]) => (page === "api" ? score / 100 : page === "demo" ? Math.max(score, 15.5) : score);
  // An excerpt is prose: no code and no progress bars.
  const text = Search.htmlToText;
  Search.htmlToText = (page, anchor) => {
    const { body } = new DOMParser().parseFromString(page, "text/html");
    body.querySelectorAll(".cell, .run").forEach((each) => each.remove());
    return text(body.outerHTML, anchor);
  };
});

addEventListener("load", () => {
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
  // Whatever scrolls sideways can be reached, and moved, by keys.
  for (const each of document.querySelectorAll("pre, .math-wrapper, .table-wrapper"))
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
});

// The living page takes its colours from the system. Where it can be reached, it follows the switch of the site.
addEventListener("load", () => document.querySelectorAll("iframe").forEach(dress));

function dress({ contentDocument, contentWindow }) {
  const lesson = contentDocument && contentWindow.lesson;
  if (!lesson) return;
  const rules = [...contentDocument.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const dark = rules.filter((rule) => rule.media?.mediaText.includes("color-scheme"));
  const said = dark.map((rule) => rule.media.mediaText);
  const follow = () => {
    const { theme } = document.body.dataset;
    dark.forEach((rule, k) => (rule.media.mediaText = { light: "not all", dark: "all" }[theme] ?? said[k]));
    contentDocument.documentElement.style.colorScheme = theme === "auto" ? "" : theme;
    lesson.state.painted = null; // the hills, too
    lesson.setSigma(lesson.state.sigma); // draws it again
  };
  new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-theme"] });
  follow();
}
