// Reading without a trail: pages are fetched and exchanged under the one address that was opened, so that
// the browser's history keeps one line (docs/safety.md). Nothing is stored: it ends with the tab, with
// leaving, and with a reload.
const SLOW = 700, LONGEST = 30_000; // milliseconds

const root = document.documentElement;
const stripOf = (page) => page.getElementById("quiet-strip").content.firstElementChild.cloneNode(true);
const named = (page, { hash }) => {
  try { return page.getElementById(decodeURIComponent(hash.slice(1))); } catch { return null; }
};
const strip = stripOf(document);
const part = (name) => strip.querySelector(`[data-${name}]`);
const say = (word) => { part("said").textContent = strip.dataset[word]; };
let here = location.href; // the address of what is shown
let again = true; // whether it can be asked for once more: answers to forms cannot
let begun, asking, posting;
const before = []; // [address, how far down] of the pages read until now

export default (start, words) => {
  if (begun) return;
  begun = true;
  const { title } = document.querySelector("script[data-title]").dataset;
  const sheets = () => [...document.head.querySelectorAll("link[rel=stylesheet]")];

  // Go to a part of what is shown, as a link within a page does.
  function arrive(target) {
    for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  }

  async function exchange(page, to, down) {
    for (const name of ["lang", "dir", "data-palette"]) {
      const value = page.documentElement.getAttribute(name);
      if (value === null) root.removeAttribute(name);
      else root.setAttribute(name, value);
    }
    const wanted = [...page.querySelectorAll("link[rel=stylesheet]")];
    for (const sheet of sheets()) sheet.media = wanted.some(({ href }) => href === sheet.href) ? "all" : "not all";
    await Promise.all(wanted.filter(({ href }) => !sheets().some((sheet) => href === sheet.href)).map((sheet) => new Promise((done) => {
      sheet.onload = sheet.onerror = done;
      document.head.append(sheet);
    })));
    // Read where no script runs, they hold what is for browsers without scripts.
    for (const words of page.querySelectorAll("noscript")) words.textContent = words.innerHTML;
    // The strip speaks the language of the page.
    const fresh = stripOf(page);
    Object.assign(strip.dataset, fresh.dataset);
    strip.replaceChildren(...fresh.children);
    part("back").hidden = !before.length;
    document.body.replaceChildren(...page.body.childNodes, strip);
    document.title = title;
    start(document.body);
    switchedOn();
    // What the first page allows holds on, and players of other sites are not among it; the link beside them remains.
    for (const play of document.querySelectorAll("[data-play]")) play.hidden = true;
    const target = named(document, to);
    arrive(target ?? document.querySelector("h1") ?? document.getElementById("main"));
    if (!target) scrollTo(0, down);
  }

  async function go(to, { back, ...how } = {}) {
    if (posting) return;
    asking?.abort();
    const mine = asking = new AbortController();
    posting = how.method === "POST";
    const late = [setTimeout(say, SLOW, "slow"), setTimeout(() => mine.abort("late"), LONGEST)];
    try {
      const answer = await fetch(to, { ...how, signal: mine.signal });
      if (answer.status === 429 || answer.status >= 500) throw answer.status;
      const kind = answer.headers.get("Content-Type") ?? "";
      if (!kind.startsWith("text/html")) {
        mine.abort();
        return ask("file", to);
      }
      const text = await answer.text();
      if (asking !== mine) return;
      if (back) before.pop();
      else if (again) before.push([here, scrollY]);
      const arrived = new URL(answer.url);
      arrived.hash ||= new URL(to).hash;
      here = arrived.href;
      again = how.method !== "POST" || answer.redirected;
      await exchange(new DOMParser().parseFromString(text, "text/html"), arrived, back ?? 0);
      say("on");
    } catch {
      if (asking === mine) say("lost");
    } finally {
      late.forEach(clearTimeout);
      if (asking === mine) posting = asking = null;
    }
  }

  // What would leave a trace is asked about first: a file, another site.
  let asked;
  function ask(what, to) {
    for (const name of ["file", "other"]) part(name).hidden = name !== what;
    if (!what) return;
    say("on");
    asked = document.activeElement;
    const link = part(what).querySelector("a");
    link.href = to;
    link.focus();
  }

  function follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button > 1) return;
    const to = new URL(link.getAttribute("href"), here);
    if (!to.protocol.startsWith("http")) return;
    if (strip.contains(link)) {
      // The other site takes this page's place, so that Back leads to what was before both.
      if (!link.download) event.preventDefault(), location.replace(to);
      return ask();
    }
    event.preventDefault();
    if (to.origin !== location.origin) return ask("other", to);
    if (link.hasAttribute("download")) return ask("file", to);
    const target = named(document, to);
    if (target && to.href.split("#")[0] === here.split("#")[0]) return arrive(target);
    go(to);
  }
  addEventListener("click", follow);
  addEventListener("auxclick", follow);

  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const form = event.target, data = new FormData(form);
    if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
    const to = new URL(form.getAttribute("action") ?? "", here);
    if (form.getAttribute("method")?.toLowerCase() === "post") {
      return go(to, { method: "POST", body: form.enctype === "multipart/form-data" ? data : new URLSearchParams(data) });
    }
    to.search = new URLSearchParams(data);
    go(to);
  });

  strip.addEventListener("click", ({ target }) => {
    const pressed = target.closest("button")?.dataset ?? {};
    if ("back" in pressed) go(before.at(-1)[0], { back: before.at(-1)[1] });
    if ("end" in pressed) strip.dataset.end ? location.replace(strip.dataset.end) : location.reload();
    if ("stay" in pressed) {
      ask();
      if (asked?.isConnected) asked.focus();
    }
  });

  // What was read does not come back with Back or Forward: only the page of the address does.
  addEventListener("pagehide", () => document.body?.replaceChildren());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // A word behind the address leads on; browsers do not send it.
  const lead = () => {
    const word = location.hash.slice(1).toLowerCase();
    if (Object.hasOwn(words, word)) go(new URL(words[word], here));
  };
  addEventListener("hashchange", lead);

  function switchedOn() {
    for (const choice of document.querySelectorAll("[data-quiet]")) choice.hidden = true;
  }

  document.title = title;
  document.body.append(strip);
  switchedOn();
  if (!Object.keys(words).length && !strip.dataset.end) part("said").focus();
  lead();
};
