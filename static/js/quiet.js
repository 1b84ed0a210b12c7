// Reading without a trail: pages are fetched and exchanged under one address (docs/safety.md). Nothing is stored:
// it ends with the tab, with leaving, with a reload.
const SLOW = 700, LONGEST = 30_000, LONGEST_LETTER = 300_000; // milliseconds

const root = document.documentElement;
const stripOf = (page) => page.getElementById("quiet-strip").content.firstElementChild.cloneNode(true);
const named = (page, { hash }) => {
  try { return page.getElementById(decodeURIComponent(hash.slice(1))); } catch { return null; }
};
const strip = stripOf(document);
const part = (name) => strip.querySelector(`[data-${name}]`);
const say = (word) => { part("said").textContent = strip.dataset[word]; };
let here = location.href; // the address of what is shown
let again = strip.dataset.posted === undefined; // whether it can be asked for once more: answers to forms cannot
let begun, asking, posting, asked;
const before = []; // [address, how far down] of the pages read until now

export default (start, words) => {
  if (begun) return;
  begun = true;
  const { title } = document.querySelector("script[data-title]").dataset;

  // Go to a part of what is shown, as a link within a page does.
  function arrive(target) {
    for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  }

  function switchedOn() {
    // Where it was pressed it stays, so that nothing else comes under the thumb.
    for (const choice of document.querySelectorAll("[data-quiet]")) {
      if (again && !before.length && here === location.href) choice.querySelector("button").disabled = true;
      else choice.hidden = true;
    }
    // Players belong to others; the link beside them asks first.
    for (const play of document.querySelectorAll("[data-play]")) play.hidden = true;
    for (const player of document.querySelectorAll("[data-player] iframe")) player.remove();
  }

  function exchange(page, to, down) {
    const fresh = stripOf(page); // fails where the answer is no page of this site, before anything is changed
    for (const name of ["lang", "dir", "data-palette"]) {
      const value = page.documentElement.getAttribute(name);
      if (value === null) root.removeAttribute(name);
      else root.setAttribute(name, value);
    }
    // Read where no script runs, they hold what is for browsers without scripts.
    for (const words of page.querySelectorAll("noscript")) words.textContent = words.innerHTML;
    // The strip speaks the language of the page.
    Object.assign(strip.dataset, fresh.dataset);
    strip.setAttribute("aria-label", fresh.getAttribute("aria-label"));
    strip.replaceChildren(...fresh.children);
    document.body.replaceChildren(...page.body.childNodes, strip);
    document.title = title;
    start(document.body);
    switchedOn();
    const target = named(document, to);
    arrive(target ?? document.querySelector("h1") ?? document.getElementById("main"));
    if (!target || down !== undefined) scrollTo(0, down ?? 0);
  }

  async function go(to, { back, ...how } = {}) {
    if (posting) return say("slow");
    // What was asked before is no question any more.
    asked = null;
    ask();
    asking?.abort();
    const mine = asking = new AbortController();
    posting = how.method === "POST";
    // An address of ours may lead to another site, which is not to learn of it by itself.
    let elsewhere = false;
    const noted = ({ effectiveDirective }) => { elsewhere ||= effectiveDirective === "connect-src"; };
    addEventListener("securitypolicyviolation", noted);
    const late = [setTimeout(say, SLOW, "slow"), setTimeout(() => mine.abort(), posting ? LONGEST_LETTER : LONGEST)];
    try {
      const answer = await fetch(to, { ...how, signal: mine.signal });
      // What is said about a letter is shown, whatever became of it.
      if (!posting && (answer.status === 429 || answer.status >= 500)) throw answer.status;
      if (!answer.headers.get("Content-Type")?.startsWith("text/html")) {
        if (posting) throw answer.status;
        mine.abort();
        return ask("file", to);
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const arrived = new URL(answer.url), left = [here, scrollY];
      arrived.hash ||= new URL(to).hash;
      exchange(page, arrived, back);
      if (back !== undefined) before.pop();
      else if (again) before.push(left);
      here = arrived.href;
      again = !posting || answer.redirected;
      part("back").hidden = !before.length;
      say("on");
    } catch {
      // What the browser refused is told a moment later.
      await new Promise((resume) => setTimeout(resume, 50));
      if (asking !== mine) return;
      if (elsewhere && !posting) ask("other", to);
      else say(posting ? "unsent" : "lost");
    } finally {
      removeEventListener("securitypolicyviolation", noted);
      late.forEach(clearTimeout);
      if (asking === mine) posting = asking = null;
    }
  }

  // What would leave a trace is asked about first: a file, another site.
  function ask(what, to) {
    for (const name of ["file", "other"]) part(name).hidden = name !== what;
    // One thing at a time.
    part("said").hidden = strip.querySelector(".actions").hidden = !!what;
    if (what) {
      asked = document.activeElement;
      const link = part(what).querySelector("a");
      link.href = to;
      // Where an address of ours leads on, the browser does not say to where.
      part("host").textContent = link.origin === location.origin ? strip.dataset.elsewhere : link.host;
      link.focus();
    } else if (asked?.isConnected) asked.focus();
  }

  function follow(event) {
    const link = event.target.closest?.("a[href], area[href]");
    if (!link || link.id === "leave" || event.defaultPrevented || event.button > 1) return;
    const to = new URL(link.getAttribute("href"), here);
    if (!to.protocol.startsWith("http")) return;
    if (strip.contains(link)) {
      // The other site takes this page's place, so that Back leads to what was before both.
      if (!link.hasAttribute("download")) event.preventDefault(), location.replace(to);
      return ask();
    }
    event.preventDefault();
    if (to.origin !== location.origin) return ask("other", to);
    if (link.hasAttribute("download")) return ask("file", to);
    const target = named(document, to);
    if (to.hash && to.href.split("#")[0] === here.split("#")[0]) return target && arrive(target);
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
    if ("back" in pressed) go(before[before.length - 1][0], { back: before[before.length - 1][1] });
    if ("end" in pressed) strip.dataset.end ? location.replace(strip.dataset.end) : location.reload();
    if ("stay" in pressed) ask();
  });

  // What was read does not come back with Back or Forward: only the page of the address does.
  addEventListener("pagehide", () => document.body?.replaceChildren());
  addEventListener("pageshow", (event) => { if (event.persisted && document.body) location.reload(); });

  // A word behind the address leads on; browsers do not send it.
  const lead = () => {
    const word = location.hash.slice(1).toLowerCase();
    if (Object.prototype.hasOwnProperty.call(words, word)) go(new URL(words[word], here));
  };
  addEventListener("hashchange", lead);

  document.title = title;
  // What an earlier try said is over.
  document.querySelectorAll(".quiet-strip").forEach((one) => one.remove());
  document.body.append(strip);
  switchedOn();
  // Once it is there, so that it is read out; unless a first page came, or failed, sooner.
  setTimeout(() => part("said").textContent || say("begun"), 50);
  // What was pressed while this was on its way is followed now (leave.js).
  root.dataset.reading = "quietly";
  lead();
  const pressed = root.pressed;
  if (pressed?.isConnected) pressed.requestSubmit ? pressed.requestSubmit() : (pressed.querySelector("[type=submit]") ?? pressed).click();
};
