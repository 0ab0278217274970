// What a keyboard and a screen reader need beyond what Streamlit's elements give them.  The page's words for it
// are in the element with data-house-language.
(() => {
  "use strict";
  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  // Streamlit's own link skips to where the navigation begins.
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-testid='stSkipToContent']")) return;
    const heading = document.querySelector("h1");
    if (!heading) return;
    event.preventDefault();
    heading.tabIndex = -1;
    heading.focus();
  });

  // A box that scrolls sideways says so, and the arrow keys move it.
  const scrolling = (box, words) => {
    if (box.scrollWidth > box.clientWidth + 1) {
      for (const [name, value] of [["role", "group"], ["tabindex", "0"], ["aria-label", words]]) set(box, name, value);
    } else if (box.hasAttribute("tabindex")) {
      for (const name of ["role", "tabindex", "aria-label"]) box.removeAttribute(name);
    }
  };

  // What a reader who does not see the page is told of what changed on it: that a file is being read, what came of
  // it, and of each answer.
  const live = document.createElement("p");
  live.id = "live";
  live.setAttribute("role", "status");
  let page, told;
  const tell = (current) => {
    const moved = current !== page;
    const found = document.querySelectorAll(moved ? ".reading, h1" : ".reading, h1, .solved, .answered");
    const texts = Array.from(found, (each) => each.textContent.trim());
    const news = told ? texts.filter((text) => !told.has(text)) : [];
    if (news.length) live.textContent = news.join(" ");
    const all = document.querySelectorAll(".reading, h1, .solved, .answered");
    [page, told] = [current, new Set(Array.from(all, (each) => each.textContent.trim()))];
  };

  const survey = () => {
    const marker = document.querySelector("[data-house-language]");
    if (!marker) return;
    const words = marker.dataset;
    for (const box of document.querySelectorAll(".scroll, .picture")) scrolling(box, words.houseScrolls);
    tell(words.housePage);
  };

  // Once nothing changes; but what stands at the start is looked at at once, else what comes soon after would be no news.
  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    if (!told && document.querySelector("h1")) survey();
    waiting = setTimeout(survey, 150);
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(live);
    new MutationObserver(soon).observe(document.getElementById("root"), { subtree: true, childList: true, characterData: true });
    addEventListener("resize", soon);
  });
})();
