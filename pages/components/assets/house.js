// Streamlit's own words in the reader's language, and <html lang> and the title that go with it.
// The page says its language and name in an element with data-house-language; nothing of the user's is touched.
(() => {
  "use strict";
  const dictionary = /*dictionary*/{};
  const patterns = dictionary.patterns.map(([from, to]) => [new RegExp(from), to]);
  const attributes = ["placeholder", "aria-label", "title"];
  const ours = "[data-testid='stHtml'], [data-testid='stText'], [data-testid='stVegaLiteChart'] svg, script, style";
  const originals = new WeakMap(); // node → { name → [original, translated] }
  let language = document.documentElement.lang;

  const translated = (text) => {
    const word = text.trim();
    if (!word) return null;
    if (Object.hasOwn(dictionary.words, word)) return text.replace(word, dictionary.words[word]);
    for (const [from, to] of patterns) {
      const groups = from.exec(word)?.groups;
      if (groups) return text.replace(word, to.replace(/\{(\w+)\}/g, (_, name) => groups[name]));
    }
    return null;
  };

  const swap = (node, name, read, write) => {
    const kept = originals.get(node) ?? {};
    const shown = read();
    if (shown === null || shown === undefined) return;
    const before = kept[name] && kept[name][1] === shown ? kept[name][0] : shown;
    const wanted = language.startsWith("zh") ? translated(before) ?? before : before;
    kept[name] = [before, wanted];
    originals.set(node, kept);
    if (wanted !== shown) write(wanted);
  };

  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      swap(node, "text", () => node.nodeValue, (text) => { node.nodeValue = text; });
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(ours)) return;
    for (const name of attributes) {
      if (node.hasAttribute(name)) {
        swap(node, name, () => node.getAttribute(name), (text) => node.setAttribute(name, text));
      }
    }
    node.childNodes.forEach(visit);
  };

  const outside = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return element !== null && element.closest(ours) === null;
  };

  // Streamlit keeps the place of the page before: its foot would be where another page begins.
  let page = null;
  const beginAtTheTop = (current) => {
    if (page !== null && page !== current) document.querySelector("[data-testid='stMain']")?.scrollTo(0, 0);
    page = current;
  };

  // Charts are drawn for the scheme on the screen; on paper, which is light, the style sheet turns dark ones over.
  const sayScheme = () => {
    const dark = getComputedStyle(document.querySelector(".stApp") ?? document.body).colorScheme.includes("dark");
    document.documentElement.dataset.houseScheme = dark ? "dark" : "light";
  };

  // Hands in the ticket of a workbook that is to be kept for a reload: the answer sets a cookie that no script sees.
  let ticket = null;
  const keep = () => {
    const found = document.querySelector("[data-house-keep]")?.dataset.houseKeep;
    if (!found || found === ticket) return;
    ticket = found;
    fetch(`./house/keep/${found}`, { method: "POST" });
  };

  const follow = () => {
    keep();
    const marker = document.querySelector("[data-house-language]");
    if (!marker) return;
    if (document.title !== marker.dataset.houseTitle) document.title = marker.dataset.houseTitle;
    beginAtTheTop(marker.dataset.housePage);
    const now = marker.dataset.houseLanguage;
    if (now === language) return;
    language = now;
    document.documentElement.lang = now;
    visit(document.body);
  };

  // A link to a page of ours: Streamlit follows the address as it does on the way back, and loads nothing anew.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-house-to]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
  });

  // What was opened stays open when other words take the place of its own.
  const opened = new Set();
  document.addEventListener("toggle", ({ target }) => opened[target.open ? "add" : "delete"](target.className), true);
  const open = (each) => { if (each.matches("details.outlook, details.score")) each.open = opened.has(each.className); };

  // Streamlit takes SVG out of HTML, so our drawings come as text; nothing but shapes and words is taken from it.
  const decoder = new TextDecoder();
  const shapes = new Set(["svg", "rect", "line", "path", "circle", "text", "title"]);
  const drawAll = (root) => {
    const places = [...root.querySelectorAll("[data-drawing]:empty")];
    if (!places.length) return;
    const text = (place) => {
      const packed = atob(place.dataset.drawing), bytes = new Uint8Array(packed.length);
      for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at); // a tenth of what `from` takes
      return decoder.decode(bytes);
    };
    const all = new DOMParser().parseFromString(`<g>${places.map(text).join("")}</g>`, "image/svg+xml").documentElement;
    [...all.children].forEach((drawing, n) => {
      if ([drawing, ...drawing.querySelectorAll("*")].every((each) => shapes.has(each.localName))) {
        places[n].replaceChildren(drawing);
      }
    });
  };

  // A row that is clicked in a chart chooses the option of its list, which is not seen.
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("[data-pick]");
    const list = row?.closest("[data-testid='stVerticalBlock']")?.querySelectorAll("input[type='radio']");
    list?.[Number(row.dataset.pick)]?.click();
  });

  // Copies the table before a button as text for a spreadsheet; no cell can run there.
  const copy = (button) => {
    const tables = [...document.querySelectorAll("table")].filter((each) => each.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING);
    const cell = (each) => each.textContent.trim().replace(/\s+/g, " ").replace(/^(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/, "'");
    const table = tables[tables.length - 1];
    const text = [...table.rows].map((row) => [...row.cells].map(cell).join("\t")).join("\n");
    const takes = (event) => { event.clipboardData.setData("text/plain", text); event.preventDefault(); };
    document.addEventListener("copy", takes); // navigator.clipboard is for pages with HTTPS only
    getSelection().selectAllChildren(table);
    if (document.execCommand("copy")) {
      const label = button.textContent;
      button.textContent = button.dataset.done;
      button.setAttribute("role", "status");
      setTimeout(() => { button.textContent = label; button.removeAttribute("role"); }, 2000);
    }
    document.removeEventListener("copy", takes);
    getSelection().removeAllRanges();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button.copy");
    if (button) copy(button);
  });

  const observer = new MutationObserver((mutations) => {
    follow();
    drawAll(document);
    for (const mutation of mutations) {
      if (mutation.type === "childList") {
        mutation.addedNodes.forEach((node) => {
          if (outside(node)) visit(node);
          if (opened.size && node.nodeType === Node.ELEMENT_NODE) [node, ...node.querySelectorAll("details")].forEach(open);
        });
      } else if (outside(mutation.target)) {
        visit(mutation.target.nodeType === Node.TEXT_NODE ? mutation.target : shallow(mutation.target));
      }
    }
  });
  const shallow = (element) => {
    for (const name of attributes) {
      if (element.hasAttribute(name)) {
        swap(element, name, () => element.getAttribute(name), (text) => element.setAttribute(name, text));
      }
    }
    return document.createComment("");
  };
  const begin = () => {
    visit(document.body);
    drawAll(document.body);
    follow();
    observer.observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true,
      attributeFilter: [...attributes, "data-house-language", "data-house-title", "data-house-page", "href"],
    });
  };
  addEventListener("beforeprint", sayScheme);
  if (document.body) begin(); else addEventListener("DOMContentLoaded", begin);
})();
