// The paper key: made in this tab, printed, read back, and then nowhere but on paper.
import { renderSVG } from "letters/sealing";
import { newKey, proofOf, publicPart, toWords, unlock } from "letters/keyring";
import { ask, element, place } from "letters/wire";

const sheet = document.getElementById("sheet");
const confirm = document.getElementById("confirm");
const said = confirm.querySelector(".said");
const ASKED = 2; // words
const start = document.getElementById("make");
const passphrase = document.getElementById("passphrase"); // where there is a paper key already
let made = null;
let own = null;

async function unlockOwn() {
  const answer = start.querySelector(".said");
  answer.textContent = passphrase.dataset.working;
  // Painted before the work begins.
  await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    own = await unlock(passphrase.dataset.sealedPrivate, passphrase.value);
    passphrase.value = answer.textContent = "";
  } catch {
    answer.textContent = passphrase.dataset.wrong;
    passphrase.focus();
  }
  return own;
}

start.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (passphrase && !(await unlockOwn())) return;
  const key = await newKey();
  made = { public: await publicPart(key), words: toWords(key) };
  const code = sheet.querySelector(".code");
  const image = element("img", "", { alt: "", width: 240, height: 240 });
  image.src = `data:image/svg+xml;base64,${btoa(renderSVG(key))}`;
  code.replaceChildren(image);
  sheet.querySelector(".paper-words").replaceChildren(...made.words.map((word) => element("li", word)));
  sheet.querySelector(".day").textContent = new Date().toLocaleDateString(document.documentElement.lang);
  const asked = confirm.querySelector(".asked");
  asked.replaceChildren();
  const places = new Set();
  while (places.size < ASKED) places.add(crypto.getRandomValues(new Uint8Array(1))[0] % made.words.length);
  for (const number of [...places].sort((one, other) => one - other)) {
    const label = element("label", place.dataset.ask.replace("NUMBER", number + 1), { for: `word-${number}` });
    asked.append(label, element("input", "", { id: `word-${number}`, "data-number": number, autocomplete: "off", spellcheck: "false" }));
  }
  sheet.hidden = confirm.hidden = false;
  place.querySelector(".not-printed").hidden = true;
  document.getElementById("print").focus();
});

document.getElementById("print").addEventListener("click", () => window.print());

confirm.addEventListener("submit", async (event) => {
  event.preventDefault();
  for (const field of confirm.querySelectorAll("[data-number]")) {
    if (field.value.trim().toLowerCase() !== made.words[field.dataset.number]) {
      said.textContent = place.dataset.wrong;
      return field.focus();
    }
  }
  try {
    await ask(place.dataset.paper, { is_printed: made.public, ...(own && (await proofOf(own))) });
    location.assign(place.dataset.after);
  } catch (error) {
    said.textContent = error.message;
  }
});
