// Making one's key; letting oneself in with the paper key.
import { fromWords, lock, newKey, open, publicPart, suggestion } from "letters/keyring";
import { sealEverythingAgain } from "letters/resealing";
import { ask, place, Refused } from "letters/wire";

const ENOUGH = 4; // of 4

const form = document.getElementById("new-key");
const passphrase = document.getElementById("passphrase");
const again = document.getElementById("again");
const said = form.querySelector(".said");
let meter = null;

async function measure() {
  meter ??= await import("letters/strength");
  const score = passphrase.value.length < 16 ? Math.min(2, meter.strength(passphrase.value).score) : meter.strength(passphrase.value).score;
  form.querySelector("meter").value = score;
  const { good, weak } = form.dataset;
  document.getElementById("strength").textContent = passphrase.value ? (score >= ENOUGH ? good : weak) : "";
  return score;
}

passphrase.addEventListener("input", measure);
const suggest = document.getElementById("suggest");
suggest.disabled = false; // Before this script was there, pressing it did nothing.
suggest.addEventListener("click", () => {
  passphrase.value = suggestion();
  measure();
  again.focus();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "";
  if ((await measure()) < ENOUGH) {
    said.textContent = form.dataset.weak;
    return passphrase.focus();
  }
  if (passphrase.value !== again.value) {
    said.textContent = form.dataset.different;
    return again.focus();
  }
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  said.textContent = form.dataset.working;
  // Painted before the work begins.
  await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    const key = await newKey();
    const data = { public: await publicPart(key), sealed_private: await lock(key, passphrase.value) };
    const { let_in: isIn } = await ask(place.dataset.key, data);
    location.assign(isIn ? place.dataset.paper : place.dataset.key);
  } catch (error) {
    said.textContent = error.message;
    button.disabled = false;
  }
});

document.getElementById("with-paper")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = event.target.querySelector(".said");
  const bar = event.target.querySelector("progress");
  try {
    const { public: expected, sealed } = await ask(place.dataset.withPaper);
    let key = "";
    try {
      key = fromWords(document.getElementById("paper-words").value);
    } catch {
      throw new Refused(event.target.dataset.wrong);
    }
    if ((await publicPart(key)) !== expected) throw new Refused(event.target.dataset.wrong);
    await ask(place.dataset.withPaper, await open(sealed, key));
    bar.hidden = false;
    await sealEverythingAgain(key, (done, all) => Object.assign(bar, { max: all, value: done }));
    location.assign(place.dataset.after);
  } catch (error) {
    answer.textContent = error.message;
  }
});
