// While an old site is read or brought over, shows how far it is. Nothing is lost when the page is closed.
"use strict";

const EVERY = 2000; // milliseconds

const shown = () => document.querySelector("[data-busy]");

async function look() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-old-site]");
      if (fresh) document.querySelector("[data-old-site]").replaceWith(fresh);
    }
  } catch {
    // The network is away; the next look may find it.
  }
  if (shown()) setTimeout(look, EVERY);
}

if (shown()) setTimeout(look, EVERY);
