// Messages: opened here, in the browser of somebody who has a key. The server hands out sealed texts only.
import { open, proofOf, seal, unlock } from "letters/keyring";
import { sealEverythingAgain } from "letters/resealing";
import { ask, element, place, Refused } from "letters/wire";

const IDLE = 15 * 60 * 1000; // ms
const words = JSON.parse(document.getElementById("letters-words").textContent);
const find = (name) => document.getElementById(name);
const section = find("message");
const saidThere = section.querySelector(".said");
const trouble = find("trouble");
const saidHere = find("unlock").querySelector(".said");
let key = null;
let timer = 0;
let worked = 0; // when something was done last, ms
let opening = 0;
let current = null; // the message that is open: { url, number, texts, … }
let wanted = ""; // what to open as soon as the key is there

function tell(error, where) {
  where.textContent = error instanceof Refused ? error.message || words.signed_out : words.failed;
}

function lock(reason = "") {
  key = null;
  worked = 0;
  clearTimeout(timer);
  closeMessage();
  find("unlock").hidden = false;
  find("unlocked").hidden = true;
  saidHere.textContent = reason;
}

function working() {
  clearTimeout(timer);
  // A clock that slept does not ring: the first key pressed afterwards finds it.
  if (key && worked && Date.now() - worked > IDLE) return lock(words.locked);
  worked = Date.now();
  if (key) timer = setTimeout(() => lock(words.locked), IDLE);
}

function closeMessage() {
  current = null;
  section.hidden = true;
  section.querySelector(".texts").replaceChildren();
  clearFields();
}

function clearFields() {
  for (const name of ["reply-text", "note-text"]) find(name).value = "";
}

find("unlock").addEventListener("submit", async (event) => {
  event.preventDefault();
  saidHere.textContent = words.working;
  // Painted before the work begins.
  await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    key = await unlock(place.dataset.sealedPrivate, find("passphrase").value);
  } catch {
    saidHere.textContent = words.wrong;
    return find("passphrase").focus();
  }
  find("passphrase").value = saidHere.textContent = "";
  find("unlock").hidden = true;
  find("unlocked").hidden = false;
  working();
  if (wanted) await openMessage(wanted);
  wanted = "";
});

find("lock").addEventListener("click", () => lock());
for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, working);

// What one text says, as pairs of a heading and words.
function lines(content) {
  const found = (content.questions ?? []).map(({ question, answer }) => [question, answer]);
  if (content.text) found.push(["", content.text]);
  if (content.answer) {
    found.push([words.answer_by, words.ways[content.answer.way] ?? ""]);
    for (const [name, heading] of Object.entries(words.details)) {
      const value = content.answer[name];
      // Nothing said about a message left on the phone means no.
      if (name === "leave_message" && content.answer.way === "call") found.push([heading, words[value || "no"]]);
      else if (value && name !== "leave_message") found.push([heading, value]);
    }
  }
  return found;
}

async function read(part) {
  let found;
  try {
    found = { heading: part.name, on: part.on, lines: lines(await open(part.sealed, key)) };
  } catch (error) {
    const isDamaged = !/no identity|match/i.test(error.message);
    found = { heading: part.name, on: part.on, lines: [["", isDamaged ? words.unreadable : words.not_mine]] };
  }
  return { ...found, kind: part.kind };
}

function show(text) {
  const box = element("article", "", { class: `text ${text.kind}` });
  box.append(element("h3", `${text.heading}, ${text.on}`));
  for (const [heading, value] of text.lines) {
    if (heading) box.append(element("p", heading, { class: "help" }));
    box.append(element("p", value, { class: "as-written" }));
  }
  return box;
}

async function openMessage(url) {
  // What was open before must not be taken for this one.
  section.querySelector(".texts").replaceChildren();
  if (current?.url !== url) clearFields();
  const turn = (opening += 1);
  trouble.textContent = "";
  try {
    const found = await ask(url, {});
    const texts = [];
    for (const part of found.parts) texts.push(await read(part));
    // Meanwhile another one was opened, or everything was locked.
    if (turn !== opening || !key) return;
    current = { ...found, url, texts };
  } catch (error) {
    return tell(error, trouble);
  }
  find("message-title").textContent = `${current.title} ${current.number}`;
  const dates = section.querySelector(".dates");
  dates.textContent = dates.dataset.words.replace("RECEIVED", current.received).replace("GONE", current.gone_after);
  section.querySelector(".texts").replaceChildren(...current.texts.map(show));
  find("reply").hidden = !current.can_answer_here;
  find("state").value = current.state;
  find("looks-after").value = current.looked_after_by ?? "";
  saidThere.textContent = "";
  section.hidden = false;
  section.focus({ preventScroll: true });
  section.scrollIntoView({ block: "nearest" });
}

async function loadList(url = location.href) {
  const response = await fetch(url, { headers: { "X-Requested-With": "list" } });
  if (response.ok && !response.redirected) find("list").innerHTML = await response.text();
}

place.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]");
  const link = event.target.closest("a[data-list]");
  if (button && key) openMessage(button.dataset.open);
  if (button && !key) {
    wanted = button.dataset.open;
    find("passphrase").focus();
  }
  if (link) {
    event.preventDefault();
    history.replaceState(null, "", link.href);
    loadList(link.href);
  }
});

async function change(data) {
  try {
    const answer = await ask(current.url.replace("/open/", "/change/"), data);
    find("state").value = answer.state;
    await loadList();
    return true;
  } catch (error) {
    tell(error, saidThere);
    return false;
  }
}

find("state").addEventListener("change", (event) => change({ state: event.target.value, seen: current.seen }));
find("looks-after").addEventListener("change", (event) => change({ looked_after_by: Number(event.target.value) || null }));
find("done").addEventListener("click", async () => (await change({ state: "done", seen: current.seen })) && closeMessage());
find("close").addEventListener("click", closeMessage);

async function add(kind, field, recipients) {
  const text = field.value.trim();
  if (!text) return field.focus();
  const button = field.form.querySelector("button");
  button.disabled = true;
  try {
    // Notes say who wrote them; answers come from the organisation.
    const content = kind === "note" ? { text: `${place.dataset.person}: ${text}` } : { text };
    await ask(current.url.replace("/open/", "/add/"), { kind, sealed_to: current.sealed_to, sealed: await seal(content, recipients) });
    field.value = "";
    await openMessage(current.url);
    await loadList();
  } catch (error) {
    tell(error, saidThere);
  } finally {
    button.disabled = false;
  }
}

find("reply").addEventListener("submit", (event) => {
  event.preventDefault();
  add("reply", find("reply-text"), current.for_reply);
});
find("note").addEventListener("submit", (event) => {
  event.preventDefault();
  add("note", find("note-text"), current.for_note);
});

find("delete").addEventListener("click", async () => {
  if (!window.confirm(words.delete)) return;
  try {
    await ask(current.url.replace("/open/", "/delete/"), {});
    closeMessage();
    await loadList();
  } catch (error) {
    tell(error, saidThere);
  }
});

find("print").addEventListener("click", () => window.print());
find("export").addEventListener("click", () => {
  if (!window.confirm(words.export)) return;
  const texts = current.texts.map((text) => [`${text.heading}, ${text.on}`, ...text.lines.flat().filter(Boolean)].join("\n"));
  const file = new Blob([[find("message-title").textContent, ...texts].join("\n\n")], { type: "text/plain" });
  const link = element("a", "", { href: URL.createObjectURL(file), download: `message-${current.number}.txt` });
  link.click();
  URL.revokeObjectURL(link.href);
});

async function sealAgainNow() {
  const said = find("readers").querySelector(".progress");
  if (!key) return find("passphrase").focus();
  const left = await sealEverythingAgain(key, (done, all) => {
    working();
    said.textContent = words.progress.replace("DONE", done).replace("ALL", all);
  });
  said.textContent = left ? words.left.replace("NUMBER", left) : words.sealed;
  find("seal-again").hidden = !left;
}

find("readers").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (!key) {
    saidHere.textContent = "";
    return find("passphrase").focus();
  }
  try {
    if (button.dataset.letIn) {
      await ask(button.dataset.letIn, await proofOf(key));
      button.replaceWith("✓");
    }
    await sealAgainNow();
  } catch (error) {
    tell(error, find("readers").querySelector(".progress"));
  }
});
