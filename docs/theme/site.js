"use strict";
// Search that needs no server: the index is a script, loaded from beside this page when a reader first types.
(() => {
  const box = document.getElementById("search");
  const found = document.getElementById("found");
  if (!box || !found) return;
  box.form.hidden = false;
  let index = null;
  const load = () =>
    (index ??= new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = box.dataset.index;
      script.onload = () => done(window.needleworkIndex);
      script.onerror = fail;
      document.head.append(script);
    }));
  const score = (doc, words) => {
    const title = doc.title.toLowerCase();
    const text = doc.text.toLowerCase();
    let sum = 0;
    for (const word of words) {
      const inTitle = title.includes(word);
      const at = text.indexOf(word);
      if (!inTitle && at < 0) return 0;
      sum += (inTitle ? 10 : 0) + (at >= 0 ? 1 + Math.min(text.split(word).length - 1, 5) / 5 : 0);
    }
    return sum / (1 + Math.log10(1 + text.length / 2000));
  };
  const entry = (doc, words) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = box.dataset.root.replace(/\/?$/, "/") + doc.location;
    link.textContent = doc.title;
    const at = Math.max(0, doc.text.toLowerCase().indexOf(words[0]) - 50);
    const excerpt = document.createElement("small");
    excerpt.textContent = doc.text.slice(at, at + 160);
    item.append(link, excerpt);
    return item;
  };
  const show = async () => {
    const docs = (await load()).docs;
    // Read after the wait: what was typed meanwhile counts, and an early answer never replaces a later one.
    const words = box.value.toLowerCase().split(/\s+/).filter((word) => word.length > 1);
    found.dataset.query = box.value;
    if (!words.length) return found.replaceChildren();
    const ranked = docs.map((doc) => [score(doc, words), doc]).filter(([points]) => points > 0);
    ranked.sort((a, b) => b[0] - a[0]);
    const none = document.createElement("li");
    none.textContent = "Nothing found.";
    found.replaceChildren(...(ranked.length ? ranked.slice(0, 12).map(([, doc]) => entry(doc, words)) : [none]));
  };
  box.addEventListener("input", show);
  if (box.value) show(); // typed before this script ran, or kept by the browser over a reload
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) location.href = first.href;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") found.replaceChildren();
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      box.focus();
    }
  });
})();
(() => {
  const pages = document.querySelector(".frame > nav > details");
  if (pages && matchMedia("(max-width: 61.99rem)").matches) pages.open = false;
  const reveal = () => {
    const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let opened = false;
    for (let fold = goal && goal.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      opened = opened || !fold.open;
      fold.open = true;
    }
    if (opened) goal.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
