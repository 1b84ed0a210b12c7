// Leaving this site, fast and without a way back (docs/safety.md says why each step is there).
// Runs before anything is painted, so it stands in the head without "defer".
(() => {
  const root = document.documentElement;
  const { target, title, door = "/leave/", wait: waits } = document.currentScript.dataset;
  const KEY = "left"; // In this tab only, and only after leaving.
  let gone = false;

  // Storage may be switched off; then the server remembers for a moment instead.
  const tab = (action) => { try { return action(sessionStorage); } catch { return undefined; } };
  const mark = () => tab((storage) => { storage.setItem(KEY, "1"); return true; });
  // Not "hidden": Firefox hands no keys to a page without a box, and Esc is still needed.
  const hide = (yes) => { root.style.visibility = yes ? "hidden" : ""; };
  const go = (address = target) => location.replace(address);

  function leave(chosen = false) {
    if (gone) return go();
    gone = true;
    hide(true);
    document.title = title;
    stop();
    const marked = mark();
    // Other tabs leave too, and pages kept in memory for Back are thrown away.
    if (chosen) tabs?.postMessage("leave");
    go(marked ? target : door);
    document.body?.remove();
  }

  // Back after leaving, or loading again what Back shows: go on before anything is seen.
  // A deliberate visit, forwards, is welcome.
  // (Older Safari knows numbers only.)
  const visit = performance.getEntriesByType("navigation")[0]?.type
    ?? ["navigate", "reload", "back_forward"][performance.navigation?.type];
  if (visit === "navigate") tab((storage) => storage.removeItem(KEY));
  const left = () => tab((storage) => storage.getItem(KEY)) === "1";
  let tabs = null;
  try {
    tabs = new BroadcastChannel("leave");
  } catch {
    // Older browsers have none, and Firefox refuses it where all cookies are refused.
  }
  if (left()) leave();
  tabs?.addEventListener("message", () => leave());

  // A page kept in memory comes back blank and nameless, and shows itself only if nobody has left.
  // The browser's own list for Back and Forward keeps the neutral name, too.
  let name = "";
  addEventListener("pagehide", () => {
    name = document.title;
    document.title = title;
    hide(true);
  });
  addEventListener("pageshow", (event) => {
    if (left()) return leave();
    document.title = name || document.title;
    if (event.persisted || visit === "back_forward") for (const form of document.forms) form.reset();
    hide(gone);
  });

  // An address that begins with reading without a trail: nothing is followed before that is ready (quiet.js).
  const wait = (event) => {
    const pressed = event.target.closest?.(event.type === "submit" ? "form" : "a[href]:not(#leave)");
    if (!pressed || root.dataset.reading || (pressed.protocol && !pressed.protocol.startsWith("http"))) return;
    event.preventDefault();
    // A part of this page is gone to without an address of its own: that would be a second line.
    const part = pressed.getAttribute("href")?.startsWith("#") && document.getElementById(pressed.hash.slice(1));
    if (part) {
      if (part.tabIndex < 0) part.tabIndex = -1;
      part.focus();
      return part.scrollIntoView();
    }
    root.pressed = pressed;
  };
  if (waits !== undefined) {
    for (const kind of ["click", "auxclick", "submit"]) addEventListener(kind, wait, true);
    // Where a script does not come, nothing waits for it, and that is said.
    const fail = () => {
      if (root.dataset.reading) return;
      root.dataset.reading = "as everywhere";
      const strip = document.getElementById("quiet-strip").content.firstElementChild.cloneNode(true);
      strip.querySelector(".actions").remove();
      document.body.append(strip);
      // Once it is there, so that it is read out.
      setTimeout(() => { strip.querySelector("[data-said]").textContent = strip.dataset.failed; }, 50);
    };
    addEventListener("error", ({ target }) => {
      // What others put into the page is not waited for.
      if (target.tagName !== "SCRIPT" || new URL(target.src, location).origin !== location.origin) return;
      document.readyState === "loading" ? addEventListener("DOMContentLoaded", fail) : fail();
    }, true);
  }

  // In a browser where only the link works, it leads to /leave/ by itself.
  const press = (event) => {
    if (!event.target.closest?.("#leave") || event.button > 1) return;
    event.preventDefault();
    leave(true);
  };
  for (const kind of ["click", "auxclick"]) addEventListener(kind, press, true);

  // Shift three times, each within five seconds of the last; Shift with anything else is only Shift.
  let presses = 0, alone = false, timer;
  function count(number) {
    clearTimeout(timer);
    presses = number;
    if (presses === 3) return leave(true);
    if (presses) timer = setTimeout(count, 5000, 0);
    const status = document.getElementById("leave-progress");
    if (!status) return;
    // What stands behind an open dialog is neither seen nor read out.
    (document.querySelector("dialog[open]") ?? document.body).append(status);
    status.textContent = ["", status.dataset.one, status.dataset.two][presses];
  }
  addEventListener("keydown", (event) => {
    if (gone && event.key === "Escape") {
      event.preventDefault(); // It would stop the way out.
      go();
    }
    alone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey && (alone || !event.repeat);
    if (!alone && presses) count(0);
  }, true);
  addEventListener("pointerdown", () => { alone = false; }, true);
  addEventListener("keyup", (event) => {
    if (event.key === "Shift" && alone) count(presses + 1);
    alone = false;
  }, true);
})();
