// Suggestions while typing: ARIA's combobox pattern.
const set = (node, attributes) => {
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  return node;
};
const make = (tag, attributes) => set(document.createElement(tag), attributes);

export default (form, words) => {
  const input = form.querySelector("input");
  const id = `${input.id}-list`;
  const list = make("ul", { id, class: "suggestions", role: "listbox", "aria-label": words.list });
  const status = make("p", { class: "visually-hidden", role: "status" });
  form.append(list, status);
  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": id });

  let timer, asking, active, listed;
  const choose = (place) => {
    active = place;
    input.removeAttribute("aria-activedescendant");
    [...list.children].forEach((option, number) => {
      set(option, { "aria-selected": number === place });
      if (number === place) set(input, { "aria-activedescendant": option.id });
    });
  };
  const open = (yes) => {
    list.hidden = !yes;
    set(input, { "aria-expanded": yes });
    choose(-1);
  };
  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    open(false);
    status.textContent = "";
  };
  const ask = async () => {
    const q = input.value.trim();
    if (q.length < 2) return close();
    asking?.abort();
    const { signal } = asking = new AbortController();
    try {
      const answer = await fetch(`${words.suggest}?${new URLSearchParams({ q })}`, { signal });
      const { suggestions } = await answer.json();
      if (signal.aborted || document.activeElement !== input) return;
      list.replaceChildren(...suggestions.map(({ title, kind, url, language }, number) => {
        const option = make("li", { id: `${id}-${number}`, role: "option" });
        const small = make("span");
        small.append(kind);
        if (language) {
          set(option, { lang: language });
          set(small, { lang: document.documentElement.lang });
        }
        option.append(title, " ", small);
        // Followed as any link of the page is.
        option.onclick = () => {
          const link = form.appendChild(make("a", { href: url }));
          link.click();
          link.remove();
        };
        return option;
      }));
      listed = q;
      const count = suggestions.length;
      open(count > 0);
      status.textContent = count ? words.some.replace("NUMBER", count) : words.none;
    } catch {
      if (!signal.aborted) close();
    }
  };

  input.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  };
  input.onblur = close;
  // A press must not take the focus.
  list.onpointerdown = (event) => event.preventDefault();
  list.onclick = close;
  input.onkeydown = (event) => {
    const count = list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    // Closed while somebody went on typing, the list is of other words.
    if (step && list.hidden && listed !== input.value.trim()) ask();
    else if (step && count) {
      if (list.hidden) open(true);
      // After the last comes what was typed, then the first again.
      choose((active + 1 + step + count + 1) % (count + 1) - 1);
    } else if (list.hidden) return;
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) list.children[active].click();
    else return;
    event.preventDefault();
  };
  open(false);
  ask();
};
