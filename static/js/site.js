// Small improvements of pages that work without them. `start` is for a whole page, or for one that was
// brought into another's place (quiet.js).

// Its name is read here and goes nowhere.
const agent = navigator.userAgent;
const maker = [["SamsungBrowser", "samsung"], ["Edg", "edge"], ["Firefox|FxiOS", "firefox"], ["Chrome|CriOS", "chrome"], ["Safari", "safari"]]
  .find(([sign]) => new RegExp(sign).test(agent))?.[1];
const browser = `${maker}-${/Mobi|Android|iPhone|iPad/.test(agent) || (maker === "safari" && navigator.maxTouchPoints > 1) ? "phone" : "computer"}`;

const quiet = document.getElementById("quiet-strip");
async function readQuietly() {
  try {
    const { default: begin } = await import(quiet.dataset.script);
    begin(start, JSON.parse(quiet.dataset.words ?? "{}"));
  } catch {
    // Said in words; from here on, links are followed as everywhere.
    const strip = quiet.content.firstElementChild.cloneNode(true);
    strip.querySelector(".actions").remove();
    document.body.append(strip);
    document.documentElement.dataset.reading = "as everywhere";
    setTimeout(() => { strip.querySelector("[data-said]").textContent = strip.dataset.failed; }, 50);
  }
}

function start(root) {
  // "Copy the address": sharing without telling anybody else.
  for (const share of root.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    share.hidden = false;
    share.querySelector("button").addEventListener("click", async () => {
      await navigator.clipboard.writeText(share.dataset.copy);
      share.querySelector("[role=status]").textContent = share.dataset.done;
    });
  }

  // Suggestions come with the first use of a search box.
  for (const form of root.querySelectorAll("form[data-suggest]")) {
    form.addEventListener("input", async () => {
      const { default: suggestFor } = await import(form.dataset.script);
      suggestFor(form, form.dataset);
    }, { once: true });
  }

  // A form that somebody floods asks the browser for work.
  for (const form of root.querySelectorAll("form[data-work]")) {
    import(form.dataset.script).then(({ default: work }) => work(form));
  }

  // A video loads only after someone chooses to play it.
  for (const embed of root.querySelectorAll("[data-player]")) {
    const button = embed.querySelector("[data-play]");
    button.hidden = false;
    button.addEventListener("click", () => {
      const player = document.createElement("iframe");
      player.src = embed.dataset.player;
      player.title = embed.dataset.title;
      player.allowFullscreen = true;
      player.referrerPolicy = "no-referrer";
      button.replaceWith(player);
      player.focus();
    });
  }

  // Safer browsing: the part for this browser opens.
  const advice = root.querySelector(`[data-browser="${browser}"]`);
  if (advice) {
    advice.open = true;
    advice.querySelector("[data-yours]").hidden = false;
  }

  // Reading without a trail comes when it is asked for.
  for (const choice of root.querySelectorAll("[data-quiet]")) {
    if (!quiet) continue; // in a preview
    choice.hidden = false;
    choice.querySelector("button").addEventListener("click", readQuietly);
  }
}

start(document);
// The address that was given out for it begins so.
if (quiet?.dataset.words) readQuietly();

// On paper, everything that is folded is shown.
const folded = () => document.querySelectorAll("main details:not([open])");
addEventListener("beforeprint", () => folded().forEach((part) => { part.open = true; part.dataset.print = ""; }));
addEventListener("afterprint", () => document.querySelectorAll("details[data-print]").forEach((part) => {
  part.open = false;
  delete part.dataset.print;
}));
