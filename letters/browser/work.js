// Only on a form that somebody floods: the browser works for a moment while its owner writes.
import { pbkdf2, solveChallenge } from "altcha/lib";

export default (form) => {
  const challenge = JSON.parse(form.dataset.work);
  let done = null;

  const solution = solveChallenge({ challenge, deriveKey: pbkdf2.deriveKey }).then((found) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "altcha", value: btoa(JSON.stringify({ challenge, solution: found })) });
    form.append(field);
    done = true;
  });

  form.addEventListener("submit", (event) => {
    if (done !== null) return;
    event.preventDefault();
    // Whatever goes wrong, the letter is sent.
    solution.catch(() => (done = false)).then(() => form.requestSubmit());
  });
};
