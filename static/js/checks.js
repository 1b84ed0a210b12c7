// In the editor: keeps the summary before publishing up to date, leads to the places it names,
// and shows the sentence where the content checker would show a selector.
(() => {
  const panel = document.querySelector("[data-advice]");

  async function ask() {
    const id = location.pathname.match(/\/pages\/(\d+)\/edit\//)?.[1];
    for (const link of document.querySelectorAll("a[data-share]:not([href])")) {
      if (!id) break;
      link.href = link.dataset.share.replace("/0/", `/${id}/`);
      link.removeAttribute("aria-disabled");
    }
    const url = panel.dataset.advice || (id && panel.dataset.asks.replace("/0/", `/${id}/`));
    if (!url) return;
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error();
      panel.innerHTML = await response.text();
      delete panel.dataset.stale;
    } catch {
      panel.dataset.stale = panel.dataset.failed;
    }
  }

  if (panel) {
    let waiting;
    document.addEventListener("w-autosave:success", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 300);
    });
    panel.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-go]");
      const named = link && document.querySelector(link.hash);
      if (!named) return;
      // What a field keeps its value in may be out of sight: the field around it is shown.
      const place = (named.matches("input, textarea, select") && named.closest("[data-field]")) || named;
      event.preventDefault();
      const tab = place.closest("[role=tabpanel]");
      document.querySelector(`[role=tab][aria-controls="${tab?.id}"]`)?.click();
      (place.closest(".w-panel") || place).querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
      place.scrollIntoView({ block: "center" });
      place.querySelector("input:not([type=hidden]), textarea, select, [contenteditable=true]")?.focus();
    });
  }

  const results = document.querySelector("[data-checks-panel]");
  if (!results) return;
  new MutationObserver(() => {
    const preview = document.getElementById("w-preview-iframe")?.contentDocument;
    for (const row of results.querySelectorAll("[data-content-checker-selector-text]")) {
      const id = row.textContent.match(/#(word-\d+)/)?.[1];
      const sentence = id && preview?.getElementById(id)?.dataset.sentence;
      if (sentence) row.textContent = sentence;
    }
  }).observe(results, { childList: true, subtree: true });
})();
