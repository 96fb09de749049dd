// A page that was opened from the disk may not read its neighbours: the search then shows titles, without excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

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
    lesson.redraw();
  };
  new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-theme"] });
  follow();
}
