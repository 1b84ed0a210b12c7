// In the editor: what is pasted from Word, Google Docs or a page keeps headings, lists, links, bold and italic,
// and nothing else. The cleaned text is handed on as if it had been copied that way.
(() => {
  const KEPT = { B: "strong", STRONG: "strong", I: "em", EM: "em" };
  const DROPPED = "style, script, meta, link, title, img, picture, svg, object, del, [style*='mso-element:comment'], [style*='mso-hide'], .MsoCommentReference, .MsoCommentText";
  const LINE = /^(P|DIV|LI|H[1-6]|BLOCKQUOTE|TD|TH|DT|DD|PRE|FIGCAPTION)$/;

  // Word's "conditional comments" come in two forms; the downlevel-revealed one is no comment to a browser.
  function withoutConditions(html) {
    const body = html.replace(/^[\s\S]*?<!--\s*StartFragment\s*-->/i, "").replace(/<!--\s*EndFragment\s*-->[\s\S]*$/i, "");
    return body
      .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "")
      .replace(/<!\[[^\]]*\]>/g, "")
      .replace(/<!--[\s\S]*?-->/g, "");
  }

  function styleOf(node) {
    return (node.getAttribute("style") || "").replace(/\s+/g, " ").toLowerCase();
  }

  // Runs of text with what is kept of their looks: [{ text, bold, italic, href }].
  function runs(node, looks = {}) {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.replace(/[\s\u00a0]+/g, " ");
      return text ? [{ ...looks, text }] : [];
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(DROPPED)) return [];
    if (node.tagName === "BR") return [{ ...looks, text: "\n" }];
    if (/^(UL|OL|TABLE)$/.test(node.tagName)) return [];
    const style = styleOf(node);
    const weight = style.match(/font-weight: ?([a-z0-9]+)/)?.[1];
    const now = { ...looks };
    if (KEPT[node.tagName] === "strong") now.bold = true;
    if (KEPT[node.tagName] === "em") now.italic = true;
    if (weight) now.bold = weight === "bold" || Number(weight) >= 600;
    if (/font-style: ?italic/.test(style)) now.italic = true;
    if (/font-style: ?normal/.test(style)) now.italic = false;
    if (node.tagName === "A" && /^(https?|mailto|tel):/i.test(node.getAttribute("href") || "")) now.href = node.getAttribute("href");
    return [...node.childNodes].flatMap((child) => runs(child, now));
  }

  function fill(target, found, plain) {
    const kept = found.filter((run, place) => run.text !== "\n" || (place > 0 && place < found.length - 1));
    kept.forEach((run, place) => {
      let text = run.text;
      if (!place) text = text.trimStart();
      if (place === kept.length - 1) text = text.trimEnd();
      if (!text) return;
      if (text === "\n") return target.append(document.createElement("br"));
      let piece = document.createTextNode(text);
      const wrap = (name) => {
        const outer = document.createElement(name);
        outer.append(piece);
        piece = outer;
        return outer;
      };
      if (run.bold && !plain) wrap("strong");
      if (run.italic) wrap("em");
      if (run.href) wrap("a").setAttribute("href", run.href);
      target.append(piece);
    });
    return target.textContent.trim() !== "";
  }

  // A paragraph of Word that is an item of a list: { level, ordered }.
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

  function clean(html) {
    const lists = wordLists(html);
    const source = new DOMParser().parseFromString(withoutConditions(html), "text/html").body;
    const result = document.createElement("div");
    let open = []; // lists that are open, outermost first: { list, id }

    function item(level, ordered, id, found) {
      if (open.length && open[0].id !== id) open = [];
      open.length = Math.min(open.length, level);
      while (open.length < level) {
        const list = document.createElement(ordered ? "ol" : "ul");
        const parent = open.length ? open.at(-1).list.lastElementChild : result;
        (parent ?? result).append(list);
        open.push({ list, id });
        if (open.length < level) list.append(document.createElement("li"));
      }
      const line = document.createElement("li");
      if (fill(line, found)) open.at(-1).list.append(line);
    }

    function inner(node) {
      return [...node.childNodes].flatMap((child) => runs(child));
    }

    function walk(node, level = 0) {
      if (node.nodeType !== Node.ELEMENT_NODE) {
        if (node.nodeType === Node.TEXT_NODE && node.data.trim()) line("p", runs(node));
        return;
      }
      if (node.matches(DROPPED)) return;
      const name = node.tagName;
      if (name === "UL" || name === "OL") {
        const id = level ? open[0]?.id : node;
        for (const child of node.children) {
          if (child.tagName === "LI") {
            item(level + 1, name === "OL", id, inner(child));
            for (const nested of child.querySelectorAll(":scope > ul, :scope > ol, :scope > p > ul")) walk(nested, level + 1);
          } else walk(child, level + 1); // Google Docs puts the inner list beside its item.
        }
        if (!level) open = [];
        return;
      }
      const listed = name === "P" || name === "DIV" ? wordItem(node, lists) : null;
      if (listed) {
        for (const marker of node.querySelectorAll("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']")) marker.remove();
        return item(listed.level, listed.ordered, listed.id, inner(node));
      }
      const holdsLines = [...node.children].some((child) => LINE.test(child.tagName) || /^(UL|OL|TABLE|TBODY|THEAD|TR|SECTION|ARTICLE)$/.test(child.tagName) || child.querySelector("p, li, h1, h2, h3, h4, table"));
      if (holdsLines) return node.childNodes.forEach((child) => walk(child, level));
      const heading = name.match(/^H([1-6])$/)?.[1];
      open = [];
      line(heading ? (heading < 3 ? "h2" : "h3") : "p", runs(node));
    }

    function line(name, found) {
      const made = document.createElement(name);
      if (fill(made, found, name !== "p")) result.append(made);
    }

    let loose = []; // inline pieces without a paragraph of their own
    function flush() {
      if (loose.length) line("p", loose);
      loose = [];
    }
    function top(node) {
      for (const child of node.childNodes) {
        const isBlock = child.nodeType === Node.ELEMENT_NODE && (LINE.test(child.tagName) || /^(UL|OL|TABLE|SECTION|ARTICLE|HR)$/.test(child.tagName));
        const holds = child.nodeType === Node.ELEMENT_NODE && child.querySelector("p, li, h1, h2, h3, h4, h5, h6, table");
        if (isBlock) {
          flush();
          walk(child);
        } else if (holds) {
          flush();
          top(child);
        } else loose.push(...runs(child));
      }
      flush();
    }
    top(source);
    return result.innerHTML;
  }

  document.addEventListener(
    "paste",
    (event) => {
      const editor = event.target.closest?.(".public-DraftEditor-content");
      const html = event.clipboardData?.getData("text/html");
      // What was copied inside the editor itself keeps its facts and links.
      if (!editor || !html || event.cleaned || html.includes("data-editor")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const data = new DataTransfer();
      const cleaned = clean(html);
      data.setData("text/plain", event.clipboardData.getData("text/plain"));
      if (cleaned) data.setData("text/html", cleaned);
      const again = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      again.cleaned = true;
      event.target.dispatchEvent(again);
    },
    true,
  );
})();
