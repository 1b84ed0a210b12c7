// Reads the tables of other programs: { table: { headings, rows, named }, merged, links, isTooLarge }.
window.pastedTables = (() => {
  const MOST = { columns: 12, rows: 200 }; // as the block takes
  const LONGEST = 500; // characters of a cell; more is text that was laid out with a table
  const ENDS_LINE = "p, div, li, h1, h2, h3, h4, h5, h6, dt, dd, pre, address, blockquote, tr";

  // The lines of a piece of a page, as plain text.
  function linesOf(node) {
    const copy = node.cloneNode(true);
    for (const dropped of copy.querySelectorAll("style, script, del, .MsoCommentReference")) dropped.remove();
    for (const text of texts(copy)) text.data = text.data.replace(/[\s\u00a0]+/g, " ");
    for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
    for (const block of copy.querySelectorAll(ENDS_LINE)) {
      block.prepend("\n");
      block.append("\n");
    }
    for (const picture of copy.querySelectorAll("img[alt]")) picture.replaceWith(/\p{Extended_Pictographic}/u.test(picture.alt) ? picture.alt : "");
    return copy.textContent.split("\n").map((line) => line.replace(/ +/g, " ").trim()).filter(Boolean);
  }

  function texts(node) {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("pre")) found.push(walker.currentNode);
    return found;
  }

  // Every place of the grid, each with the cell that covers it.
  function grid(node) {
    const rows = [...node.querySelectorAll("tr")].filter((row) => row.closest("table") === node);
    const places = rows.map(() => []);
    let merged = false;
    rows.forEach((row, down) => {
      let across = 0;
      for (const cell of row.children) {
        if (!/^T[DH]$/.test(cell.tagName)) continue;
        while (places[down][across]) across += 1;
        const width = Math.min(Number.parseInt(cell.getAttribute("colspan"), 10) || 1, 100);
        const height = Math.min(Number.parseInt(cell.getAttribute("rowspan"), 10) || 1, rows.length - down);
        if (width > 1 || height > 1) merged = true;
        for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) places[down + y][across + x] = cell;
        across += width;
      }
    });
    const filled = places.filter((row) => row.some((cell) => cell?.textContent.trim()));
    return { places: filled, merged };
  }

  function isBold(cell) {
    const text = cell.textContent.trim();
    const marked = [cell, ...cell.querySelectorAll("b, strong, [style*=font-weight]")].filter(
      (node) => /^(B|STRONG)$/.test(node.tagName) || /font-weight: ?(bold|[6-9]00)/i.test(node.getAttribute("style") || ""),
    );
    return marked.some((node) => node.textContent.trim() === text);
  }

  // Does the first row say what the columns hold?
  function hasHeadings(node, places, rows) {
    const first = places[0].filter(Boolean);
    if (rows.length < 2 || !first.length) return false;
    if (first.every((cell) => cell.tagName === "TH") || first[0].closest("thead")) return true;
    const said = first.filter((cell) => cell.textContent.trim());
    if (said.every(isBold) && !places[1].filter((cell) => cell?.textContent.trim()).every(isBold)) return true;
    const isShort = rows[0].slice(1).every((text) => text && text.length <= 40 && !/\d/.test(text));
    return isShort && rows.slice(1).filter((row) => row.slice(1).some((text) => /\d/.test(text))).length * 2 > rows.length - 1;
  }

  // null where a table only lays out a text, as mails do.
  function read(node) {
    if (/^(presentation|none)$/.test(node.getAttribute("role") || "") || node.querySelector("table")) return null;
    const { places, merged } = grid(node);
    let width = Math.max(0, ...places.map((row) => row.length));
    while (width && places.every((row) => !row[width - 1]?.textContent.trim())) width -= 1;
    if (width < 2 || places.length < 2) return null;
    const rows = places.map((row) => Array.from({ length: width }, (_, place) => (row[place] ? linesOf(row[place]).join("\n") : "")));
    if (rows.flat().some((text) => text.length > LONGEST)) return null;
    const headed = hasHeadings(node, places, rows);
    const caption = node.querySelector("caption")?.textContent.trim() ?? "";
    return {
      table: made(rows, headed, caption),
      merged,
      links: new Set(places.flat().flatMap((cell) => (cell ? [...cell.querySelectorAll("a[href]")] : []))).size,
      isTooLarge: width > MOST.columns || rows.length > MOST.rows,
    };
  }

  function made(rows, headed, caption = "") {
    const body = headed ? rows.slice(1) : rows;
    const headings = headed ? rows[0].map((text) => text.replace(/\n/g, " ")) : rows[0].map(() => "");
    const first = body.map((row) => row[0]);
    return { caption, headings, rows: body, named: first.every(Boolean) };
  }

  // Text whose every line has the same number of tabs is a table, too: null where it has not.
  function readTabs(text) {
    const rows = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t").map((cell) => cell.trim()));
    const width = rows[0].length;
    if (width < 2 || rows.length < 2 || width > MOST.columns || rows.length > MOST.rows) return null;
    if (rows.some((row) => row.length !== width || row.some((cell) => cell.length > LONGEST))) return null;
    // Bullets, numbers and paragraphs that begin with a tab are lists and text.
    if (rows.every(([first]) => /^([•·▪◦‣o*–-]|[\divxlc]{1,4}[.)]|[a-z][.)])?$/i.test(first))) return null;
    const isShort = rows[0].slice(1).every((cell) => cell && cell.length <= 40 && !/\d/.test(cell));
    return made(rows, isShort && rows.slice(1).every((row) => /\d/.test(row.slice(1).join(""))));
  }

  // Where no table can be: "Mon: 9–17" in a line, or "Mon: opens 9, closes 17".
  function asLines({ headings, rows }) {
    return rows.map(([first, ...others]) => {
      const said = others.map((text, place) => [others.length > 1 ? headings[place + 1] : "", text.replace(/\n/g, ", ")].filter(Boolean).join(" ")).filter(Boolean);
      return [first.replace(/\n/g, ", "), said.join(", ")].filter(Boolean).join(": ");
    });
  }

  return { read, readTabs, asLines, linesOf };
})();
