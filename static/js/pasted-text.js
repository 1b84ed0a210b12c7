// What another program puts on the clipboard, as pieces that a page is made of:
// { pieces: [{ html } | { table } | { quote }], pictures, merged, tableLinks, quoteLinks }.
// A table is { headings: [text], rows: [[text]], named: does its first column name the rows? }.
window.readPasted = (() => {
  const KEPT = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", CITE: "italic" };
  const DROPPED =
    "style, script, meta, link, title, object, template, noscript, del, [style*='mso-element:comment'], [style*='mso-hide'], .MsoCommentReference, .MsoCommentText";
  const BLOCKS =
    "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER COL COLGROUP DD DETAILS DIALOG DIR DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR LEGEND LI MAIN MENU NAV OL OPTGROUP OPTION P PRE SEARCH SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL";
  const LINE = new Set(BLOCKS.split(" "));
  const PICTURE = new Set(["IMG", "VIDEO", "AUDIO", "IFRAME", "EMBED", "CANVAS"]);
  const EMOJI = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f\u20e3#*0-9]+$/u;
  const LONGEST_QUOTE = 1000; // characters, as the block takes

  // Word's "conditional comments" come in two forms; the downlevel-revealed one is no comment to a browser.
  function withoutConditions(html) {
    return html
      .replace(/^[\s\S]*?<!--\s*StartFragment\s*-->/i, (before) => unclosed(before))
      .replace(/<!--\s*EndFragment\s*-->[\s\S]*$/i, "")
      .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "")
      .replace(/<!\[[^\]]*\]>/g, "")
      .replace(/<!--[\s\S]*?-->/g, "");
  }

  // Excel marks its fragment inside the table: the rows alone would be no table.
  function unclosed(before) {
    const opened = before.match(/<table\b[^>]*>(?![\s\S]*<\/table>)/i);
    return opened ? opened[0] : "";
  }

  function styleOf(node) {
    return (node.getAttribute("style") || "").replace(/\s+/g, " ").toLowerCase();
  }

  // A picture that stands for a character; other pictures are counted, unless they are there to count readers.
  function pictureText(node, seen) {
    const alt = node.getAttribute("alt") || node.getAttribute("data-emoji") || "";
    if (alt && EMOJI.test(alt.trim())) return alt.trim();
    const isTiny = [node.getAttribute("width"), node.getAttribute("height")].some((size) => size && Number.parseFloat(size) <= 2);
    if (!isTiny) seen.pictures += 1;
    return "";
  }

  function looksOf(node, before) {
    const style = styleOf(node);
    const weight = style.match(/font-weight: ?([a-z0-9]+)/)?.[1];
    const looks = { ...before };
    if (KEPT[node.tagName]) looks[KEPT[node.tagName]] = true;
    if (weight) looks.bold = weight === "bold" || Number(weight) >= 600;
    if (/font-style: ?italic/.test(style)) looks.italic = true;
    if (/font-style: ?normal/.test(style)) looks.italic = false;
    if (/white-space: ?(pre|break-spaces)/.test(style) || node.tagName === "PRE") looks.keepsLines = true;
    const href = node.tagName === "A" ? node.getAttribute("href") || "" : "";
    if (/^(https?|mailto|tel):/i.test(href)) looks.href = withoutTrackers(href);
    return looks;
  }

  function withoutTrackers(address) {
    return window.withoutTrackers ? window.withoutTrackers(address) : address;
  }

  // Text with what is kept of its looks: [{ text, bold, italic, href }]; "\n" is the end of a line.
  function textRuns(text, looks) {
    if (!looks.keepsLines) {
      const folded = text.replace(/[\s\u00a0]+/g, " ");
      return folded ? [{ ...looks, text: folded }] : [];
    }
    return text.split(/\r?\n/).flatMap((line, place) => [
      ...(place ? [{ ...looks, text: "\n" }] : []),
      ...(line ? [{ ...looks, text: line.replace(/\u00a0/g, " ") }] : []),
    ]);
  }

  // A paragraph of Word that is an item of a list: { id, level, ordered }.
  function wordItem(node, lists) {
    const found = styleOf(node).match(/mso-list: ?(l\d+) level(\d+)/);
    if (!found) return null;
    const key = `${found[1]}:level${found[2]}`;
    const marker = node.querySelector("[style*='mso-list']")?.textContent ?? "";
    const ordered = lists[key] ?? /^\s*(\d+|[a-z]|[ivx]+)[.)]/i.test(marker);
    return { id: found[1], level: Number(found[2]), ordered };
  }

  // What Word's style sheet says of its lists: {"l0:level1": is it numbered?}.
  function wordLists(html) {
    const found = {};
    for (const [, list, level, rules] of html.matchAll(/@list (l\d+):level(\d+)\s*\{([^}]*)\}/g)) {
      const format = rules.match(/mso-level-number-format:\s*([\w-]+)/)?.[1];
      found[`${list}:level${level}`] = format !== "bullet" && format !== "image";
    }
    return found;
  }

  // Mail programs indent with it, and put whole letters into it that are answered.
  function isQuotation(node) {
    if (node.tagName !== "BLOCKQUOTE" || node.matches("[type=cite], .gmail_quote, [class*=quote_]")) return false;
    if (/border(-width)?: ?(none|0)/.test(styleOf(node)) || /margin: ?0/.test(styleOf(node))) return false;
    return !node.querySelector("table, ul, ol, h1, h2, h3, h4, h5, h6") && node.textContent.trim().length <= LONGEST_QUOTE;
  }

  return (html, { canHoldBlocks = false } = {}) => {
    const lists = wordLists(html);
    const source = new DOMParser().parseFromString(withoutConditions(html), "text/html").body;
    const seen = { pictures: 0, merged: 0, tableLinks: 0, quoteLinks: 0 };
    const writer = window.pastedWriter();

    function walkChildren(node, looks) {
      for (const child of node.childNodes) walk(child, looks);
    }

    function walk(node, looks) {
      if (node.nodeType === Node.TEXT_NODE) return writer.add(textRuns(node.data, looks));
      if (node.nodeType !== Node.ELEMENT_NODE || node.matches(DROPPED)) return;
      const name = node.tagName;
      if (PICTURE.has(name)) return writer.add(textRuns(pictureText(node, seen), looks));
      if (name === "svg") return;
      if (name === "BR") return writer.add([{ text: "\n" }]);
      const now = looksOf(node, looks);
      if (!LINE.has(name)) {
        if (name === "Q") writer.add([{ ...now, text: "“" }]);
        walkChildren(node, now);
        if (name === "Q") writer.add([{ ...now, text: "”" }]);
        return;
      }
      if (name === "UL" || name === "OL" || name === "MENU" || name === "DIR") return list(node, now);
      if (name === "TABLE") return table(node, now);
      const listed = name === "P" || name === "DIV" ? wordItem(node, lists) : null;
      writer.end();
      if (listed) {
        for (const marker of node.querySelectorAll("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']")) marker.remove();
        writer.openItem(listed);
        walkChildren(node, now);
        return writer.end("li");
      }
      if (isQuotation(node)) return quotation(node, now);
      const heading = name.match(/^H([1-6])$/)?.[1];
      walkChildren(node, heading ? { ...now, bold: false } : now);
      writer.end(heading && (heading < 3 ? "h2" : "h3"));
      if (name !== "LI") writer.closeLists();
    }

    function list(node, looks) {
      const ordered = node.tagName === "OL";
      writer.end();
      writer.enterList(ordered, node);
      for (const child of node.children) {
        if (child.tagName === "LI") {
          writer.openItem();
          walkChildren(child, looksOf(child, looks));
          writer.end("li");
        } else walk(child, looks); // Google Docs puts the inner list beside its item.
      }
      writer.leaveList();
    }

    function quotation(node, looks) {
      const named = node.querySelector("cite, footer");
      const attribution = named ? named.textContent.trim().replace(/^[—–-]\s*/, "") : "";
      named?.remove();
      if (!canHoldBlocks) {
        const [first, last] = [document.createTextNode("“"), document.createTextNode("”")];
        const isMarked = /^\s*[“"«„]/.test(node.textContent);
        if (!isMarked) {
          const lines = [...node.querySelectorAll("p, div")];
          (lines[0] ?? node).prepend(first);
          (lines.at(-1) ?? node).append(last);
        }
        walkChildren(node, looks);
        writer.end();
        if (attribution) writer.add([{ ...looks, text: `— ${attribution}` }]);
        return writer.end();
      }
      const text = window.pastedTables.linesOf(node).join("\n\n");
      for (const picture of node.querySelectorAll([...PICTURE].join())) pictureText(picture, seen);
      seen.quoteLinks += node.querySelectorAll("a[href]").length;
      if (text) writer.block({ quote: { text, attribution: attribution.slice(0, 120) } });
    }

    function table(node, looks) {
      const found = window.pastedTables.read(node);
      writer.end();
      if (!found) {
        writer.closeLists();
        walkChildren(node, looks);
        return writer.end();
      }
      for (const picture of node.querySelectorAll([...PICTURE].join())) pictureText(picture, seen);
      if (found.merged) seen.merged += 1;
      if (canHoldBlocks && !found.isTooLarge) {
        seen.tableLinks += found.links;
        return writer.block({ table: found.table });
      }
      for (const line of window.pastedTables.asLines(found.table)) {
        writer.add([{ ...looks, text: line }]);
        writer.end();
      }
    }

    walkChildren(source, {});
    writer.end();
    return { pieces: writer.pieces(), ...seen };
  };
})();
