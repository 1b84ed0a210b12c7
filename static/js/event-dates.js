// In the editor of an event: says what the fields about its dates mean, as somebody types.
const panel = document.querySelector("[data-event-meaning]");
const form = panel?.closest("form");
let waiting, asked;

async function ask() {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !name.startsWith("body-") && !name.startsWith("comments-")) fields.append(name, value);
  }
  // An answer that comes after a newer question is of no use.
  const mine = (asked = Symbol());
  try {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const response = await fetch(panel.dataset.eventMeaning, { method: "POST", headers, body: fields });
    if (!response.ok) throw new Error();
    const html = await response.text();
    if (mine === asked) panel.innerHTML = html;
  } catch {
    if (mine === asked) panel.textContent = panel.dataset.failed;
  }
}

if (form) {
  const soon = (event) => {
    if (event.target.name?.startsWith("body-")) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  ask();
}
