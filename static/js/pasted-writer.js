// Writes down, line by line, what is kept of a pasted text: paragraphs, headings, lists, bold, italic, links.
window.pastedWriter = () => {
  const pieces = [];
  let html = document.createElement("div");
  let runs = []; // of the line that is being written
  let entered = []; // lists of the source that are open, outermost first: { ordered, id }
  let open = []; // lists that were written and are open: { list, id }
  let item = null; // of a list, that the next line belongs to: { id, level, ordered }

  function wrapped(run, isHeading) {
    let piece = document.createTextNode(run.text);
    const wrap = (name) => {
      const outer = document.createElement(name);
      outer.append(piece);
      piece = outer;
      return outer;
    };
    if (run.bold && !isHeading) wrap("strong");
    if (run.italic) wrap("em");
    if (run.href) wrap("a").setAttribute("href", run.href);
    return piece;
  }

  function fill(target, line) {
    const isHeading = target.tagName[0] === "H";
    line.forEach((run, place) => {
      let text = run.text;
      if (!place || line[place - 1].text === "\n") text = text.replace(/^ +/, "");
      if (place === line.length - 1 || line[place + 1].text === "\n") text = text.replace(/ +$/, "");
      if (run.text === "\n") target.append(isHeading ? " " : document.createElement("br"));
      else if (text) target.append(wrapped({ ...run, text }, isHeading));
    });
  }

  // The paragraphs in a line: two ends of line in a row begin the next one.
  function paragraphs() {
    const found = [[]];
    let ends = 0;
    for (const run of runs) {
      if (run.text === "\n") {
        ends += 1;
        continue;
      }
      if (!run.text.trim() && ends) continue;
      if (ends > 1) found.push([]);
      else if (ends === 1 && found.at(-1).length) found.at(-1).push({ text: "\n" });
      found.at(-1).push(run);
      ends = 0;
    }
    return found.filter((line) => line.some((run) => run.text.trim()));
  }

  function listItem(level, ordered, id) {
    if (open.length && open[0].id !== id) open = [];
    open.length = Math.min(open.length, level);
    while (open.length < level) {
      const list = document.createElement(ordered ? "ol" : "ul");
      const parent = open.length ? open.at(-1).list.lastElementChild : html;
      parent.append(list);
      open.push({ list, id });
      if (open.length < level) list.append(document.createElement("li"));
    }
    const made = document.createElement("li");
    open.at(-1).list.append(made);
    return made;
  }

  // Ends the line; a name says what it was: "li", "h2" or "h3".
  function end(name) {
    const lines = paragraphs();
    runs = [];
    if (item && lines.length) {
      const made = listItem(item.level, item.ordered, item.id);
      lines.forEach((line, place) => {
        if (place) made.append(document.createElement("br"));
        fill(made, line);
      });
      // A second paragraph of an item is no item of its own.
      item = null;
    } else {
      for (const line of lines) {
        if (!entered.length) open = [];
        if (entered.length && open.length) {
          const last = open.at(-1).list.lastElementChild;
          last.append(document.createElement("br"));
          fill(last, line);
          continue;
        }
        const made = document.createElement(name && name !== "li" ? name : "p");
        fill(made, line);
        html.append(made);
      }
    }
    if (name === "li") item = null;
  }

  function finish() {
    if (html.textContent.trim()) pieces.push({ html: html.innerHTML });
    html = document.createElement("div");
    open = [];
  }

  return {
    add(more) {
      runs.push(...more);
    },
    end,
    enterList(ordered, id) {
      entered.push({ ordered, id: entered.length ? entered[0].id : id });
    },
    leaveList() {
      entered.pop();
      if (!entered.length) open = [];
    },
    openItem(listed) {
      item = listed ?? { level: entered.length, ...entered.at(-1) };
    },
    closeLists() {
      if (!entered.length) open = [];
    },
    block(piece) {
      finish();
      pieces.push(piece);
    },
    pieces() {
      finish();
      return pieces;
    },
  };
};
