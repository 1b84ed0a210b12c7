// In the editor: asks how a page is found, when somebody wants to know.
for (const panel of document.querySelectorAll("[data-findability]")) {
  const input = panel.querySelector("input");
  const answer = panel.querySelector("[data-answer]");
  async function ask(words) {
    answer.textContent = panel.dataset.wait;
    try {
      const response = await fetch(`${panel.dataset.findability}?${new URLSearchParams(words ? { q: words } : {})}`);
      if (!response.ok) throw new Error();
      answer.innerHTML = await response.text();
    } catch {
      answer.textContent = panel.dataset.failed;
    }
  }
  panel.querySelector("[data-overview]").addEventListener("click", () => ask(""));
  panel.querySelector("[data-try]").addEventListener("click", () => input.value.trim() && ask(input.value.trim()));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // It would save the page.
    if (input.value.trim()) ask(input.value.trim());
  });
}
