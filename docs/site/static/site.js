// A page that was opened from the disk may not read its neighbours: the search then shows titles, without excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// The living page takes its colours from the system. On the front page it follows the site's switch, where it may be reached.
addEventListener("load", () => {
  const living = document.querySelector(".field iframe");
  if (!living?.contentDocument) return;
  const rules = [...living.contentDocument.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const dark = rules.filter((rule) => rule.media?.mediaText.includes("color-scheme"));
  const said = dark.map((rule) => rule.media.mediaText);
  const follow = () => {
    const { theme } = document.body.dataset;
    dark.forEach((rule, k) => (rule.media.mediaText = { light: "not all", dark: "all" }[theme] ?? said[k]));
    living.contentDocument.documentElement.style.colorScheme = theme === "auto" ? "" : theme;
    const { state, redraw } = living.contentWindow.lesson;
    state.painted = null; // the hills, too
    redraw();
  };
  new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-theme"] });
  follow();
});
