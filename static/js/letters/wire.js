// How the pages of “Messages” talk with the server, and bytes as text.
export const place = document.getElementById("letters");
const token = place.querySelector("[name=csrfmiddlewaretoken]").value;

export class Refused extends Error {}

// Asks the server; what it refuses is thrown with its sentence.
export async function ask(url, data) {
  const options = data
    ? { method: "POST", body: JSON.stringify(data), headers: { "Content-Type": "application/json", "X-CSRFToken": token } }
    : {};
  const response = await fetch(url, options);
  if (response.redirected || !response.headers.get("Content-Type")?.startsWith("application/json")) {
    throw new Refused("");
  }
  const found = await response.json();
  if (!response.ok) throw new Refused(found.error ?? "");
  return found;
}

export function toText(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
