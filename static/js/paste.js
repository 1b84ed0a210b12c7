// In the editor: what is pasted from another program keeps headings, lists, links, bold and italic, and nothing
// else; tables and quotations become blocks of their own. What could not be kept is told.
(() => {
  const words = document.currentScript.dataset;
  const { trackers, wrappers } = JSON.parse(words.addresses);
  const TRACKER = new RegExp(`^(${trackers})$`, "i");

  // The same as pages/addresses.py, which has the last word when the page is saved.
  window.withoutTrackers = (address) => {
    for (let depth = 0; depth < 4; depth += 1) {
      let parts;
      try {
        parts = new URL(address);
      } catch {
        return address;
      }
      const place = parts.hostname + parts.pathname;
      const wrapper = wrappers.find(([pattern, name]) => new RegExp(`^(${pattern})$`, "i").test(place) && /^https?:/i.test(parts.searchParams.get(name) ?? ""));
      if (!wrapper) break;
      address = parts.searchParams.get(wrapper[1]);
    }
    const [, before, query, fragment] = address.match(/^(https?:[^?#]*)\?([^#]*)(#.*)?$/i) ?? [];
    if (before === undefined) return address;
    const kept = query.split("&").filter((part) => !TRACKER.test(part.split("=")[0]));
    return before + (kept.some(Boolean) ? "?" : "") + kept.join("&") + (fragment ?? "");
  };

  function tell(sentences) {
    if (!sentences.length) return;
    // Wagtail shows it above the form and reads it out.
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text: sentences.join(" "), type: "warning" } }));
  }

  function counted(one, many, count) {
    return count === 1 ? one : many.replace("%d", count);
  }

  function sentencesOf({ pictures, merged, tableLinks, quoteLinks, tables }) {
    return [
      tables ? counted(words.table, words.tables, tables) : "",
      merged ? words.merged : "",
      tableLinks ? counted(words.tableLink, words.tableLinks, tableLinks) : "",
      quoteLinks ? counted(words.quoteLink, words.quoteLinks, quoteLinks) : "",
      pictures ? counted(words.picture, words.pictures, pictures) : "",
    ].filter(Boolean);
  }

  // The stream that a paragraph belongs to, and its place in it: null where there is none, as in an accordion.
  function streamOf(element) {
    for (let root = element.closest("[id$='-root']"); root; root = root.parentElement.closest("[id$='-root']")) {
      const stream = root.rootBlock;
      if (!stream?.blockDef?.childBlockDefsByName) continue;
      const place = stream.children.findIndex((child) => child.element.contains(element));
      if (place >= 0) return { stream, place, child: stream.children[place] };
    }
    return null;
  }

  function pasteInto(target, html, plain) {
    const data = new DataTransfer();
    data.setData("text/plain", plain);
    if (html) data.setData("text/html", html);
    const again = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    again.cleaned = true;
    target.dispatchEvent(again);
  }

  function plainOf(html) {
    return new DOMParser().parseFromString(html, "text/html").body.textContent;
  }

  function tableState({ caption, headings, rows, named }) {
    const columns = headings.map((heading) => ({ type: "text", heading }));
    return { cells: { caption, columns, rows: rows.map((values) => ({ values })) }, first_column_names_rows: named };
  }

  async function editorIn(element) {
    for (let wait = 0; wait < 100; wait += 1) {
      const found = element.querySelector(".public-DraftEditor-content");
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return null;
  }

  // What follows the first piece: each in a block of its own, below the paragraph.
  async function insertBelow({ stream, place }, pieces) {
    let at = place;
    for (const piece of pieces) {
      at += 1;
      const id = crypto.randomUUID?.();
      if (piece.table) stream.insert({ type: "table", value: tableState(piece.table), id }, at);
      else if (piece.quote) stream.insert({ type: "quote", value: { ...stream.blockDef.initialChildStates.quote, ...piece.quote }, id }, at);
      else {
        const child = stream.insert({ type: "paragraph", value: stream.blockDef.initialChildStates.paragraph, id }, at);
        const editor = await editorIn(child.element);
        editor?.focus();
        if (editor) pasteInto(editor, piece.html, plainOf(piece.html));
      }
    }
  }

  function pasteText(event, editor, html, plain) {
    const found = streamOf(editor);
    const types = found?.stream.blockDef.childBlockDefsByName ?? {};
    const canHoldBlocks = found?.child.type === "paragraph" && Boolean(types.table && types.quote);
    let result = html ? window.readPasted(html, { canHoldBlocks }) : null;
    if (!html) {
      const table = canHoldBlocks ? window.pastedTables.readTabs(plain) : null;
      if (!table) return;
      result = { pieces: [{ table }], pictures: 0, merged: 0, tableLinks: 0 };
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const tables = result.pieces.filter((piece) => piece.table).length;
    tell(sentencesOf({ ...result, tables }));
    const [first, ...others] = result.pieces;
    const standsAlone = !first || first.html !== undefined;
    if (standsAlone && (first || !result.pictures)) pasteInto(event.target, first?.html, plain);
    const below = standsAlone ? others : result.pieces;
    if (!below.length) return;
    const isEmpty = !standsAlone && !editor.textContent.trim();
    insertBelow(found, below).then(() => {
      // Somebody who opened a paragraph only to paste a table wants no empty one above it.
      if (isEmpty) found.stream.deleteBlock(found.place);
    });
  }

  // A table on the clipboard, pasted into a table of the editor: from the cell on where something stands already.
  function pasteCells(event, field, html, plain) {
    const found = streamOf(field);
    const cells = found?.child.block?.childBlocks?.cells;
    if (!cells) return;
    const node = html ? new DOMParser().parseFromString(html, "text/html").querySelector("table") : null;
    const read = node ? window.readPasted(html, { canHoldBlocks: true }) : null;
    const table = read?.pieces.find((piece) => piece.table)?.table ?? window.pastedTables.readTabs(plain);
    if (!table) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(sentencesOf({ ...(read ?? {}), tables: 0 }));
    const state = cells.getState();
    const filled = state.rows.some((row) => row.values.some((value) => value?.trim())) || state.columns.some((column) => column.heading);
    if (!filled) {
      const caption = state.caption || table.caption;
      found.child.block.setState(tableState({ ...table, caption }));
    } else {
      const [down, across] = placeOf(field);
      const rows = table.headings.some(Boolean) ? [table.headings, ...table.rows] : table.rows;
      put(state, rows, Math.max(down, 0), across);
      cells.setState(state);
    }
    field.form?.dispatchEvent(new Event("change", { bubbles: true }));
    cells.container[0].querySelector("textarea, input[type=text]")?.focus();
  }

  function placeOf(field) {
    const cell = field.closest("td, th");
    const row = cell?.closest("tbody tr");
    if (!cell) return [0, 0];
    return [row ? [...row.parentElement.children].indexOf(row) : -1, Math.max(0, [...cell.parentElement.children].indexOf(cell) - 1)];
  }

  function put(state, rows, down, across) {
    const width = Math.max(state.columns.length, across + rows[0].length);
    while (state.columns.length < width) state.columns.push({ type: "text", heading: "" });
    while (state.rows.length < down + rows.length) state.rows.push({ values: [] });
    for (const row of state.rows) while (row.values.length < width) row.values.push("");
    rows.forEach((row, y) => {
      row.forEach((text, x) => {
        state.rows[down + y].values[across + x] = text;
      });
    });
  }

  document.addEventListener(
    "paste",
    (event) => {
      if (event.cleaned || !event.clipboardData) return;
      const html = event.clipboardData.getData("text/html");
      const plain = event.clipboardData.getData("text/plain");
      const field = event.target.closest?.(".typed-table-block input, .typed-table-block textarea");
      if (field) return pasteCells(event, field, html, plain);
      const editor = event.target.closest?.(".public-DraftEditor-content");
      // What was copied inside the editor itself keeps its facts and links.
      if (!editor || html.includes("data-editor") || (!html && !plain.includes("\t"))) return;
      pasteText(event, editor, html, plain);
    },
    true,
  );
})();
