// In the editor: when somebody was signed out while typing, nothing is sent and nothing is lost.
// They sign in again in another tab; this one gets the token of the new session and goes on.
(() => {
  const words = document.currentScript.dataset;
  const form = document.querySelector("form[data-edit-form], main form[method=post i]");
  if (!form) return;
  let person = null;
  let dialog = null;
  let cleared = false;

  async function ask() {
    const response = await fetch(words.personUrl, { headers: { Accept: "application/json" } });
    if (response.redirected || !response.ok) return null;
    return response.json();
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    Object.assign(made, attributes);
    return made;
  }

  function show() {
    if (dialog) return;
    dialog = element("dialog", "", { className: "signed-out" });
    dialog.setAttribute("aria-labelledby", "signed-out-title");
    const link = element("a", words.open, { className: "button", target: "_blank", href: words.again });
    dialog.append(
      element("h2", words.title, { id: "signed-out-title", className: "w-h3" }),
      element("p", words.text),
      link,
      element("p", "", { role: "status" }),
    );
    // Closing it would hide why nothing is saved.
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
    link.focus();
    wait();
  }

  async function wait() {
    while (dialog) {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const now = await ask().catch(() => null);
      if (!now) continue;
      if (now.person !== person) {
        dialog.querySelector("[role=status]").textContent = words.other;
        continue;
      }
      goOn(now.token);
    }
  }

  function goOn(token) {
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
    if (window.wagtailConfig) window.wagtailConfig.CSRF_TOKEN = token;
    dialog.close();
    dialog.remove();
    dialog = null;
    form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
  }

  async function check() {
    const now = await ask();
    if (now) person ??= now.person;
    else if (person) show();
    return Boolean(now);
  }

  ask().then((now) => (person = now?.person ?? null)).catch(() => {});
  document.addEventListener("w-autosave:error", () => check().catch(() => {}));
  form.addEventListener(
    "submit",
    (event) => {
      if (cleared || !person) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      check()
        .catch(() => true) // Without a network, the browser says so itself.
        .then((signedIn) => {
          // Wagtail has switched the button off meanwhile, and what is off is not sent: “Publish” would only save.
          const isOff = button?.disabled;
          if (isOff) button.disabled = false;
          if (!signedIn) {
            button?.setAttribute("data-w-progress-loading-value", "false");
            return;
          }
          cleared = true;
          form.requestSubmit(button);
          cleared = false;
          if (isOff) button.disabled = true;
        });
    },
    true,
  );
})();
