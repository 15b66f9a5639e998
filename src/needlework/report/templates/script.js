"use strict";
(() => {
  const reveal = () => {
    const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!goal) return;
    for (let fold = goal.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    goal.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
(() => {
  const slider = document.getElementById("slider");
  const shown = document.getElementById("slice-shown");
  const said = document.getElementById("slider-said");
  const frames = [...document.querySelectorAll(".frames > li")];
  if (!slider || !shown || !frames.length) return;
  const show = (k) => {
    shown.setAttribute("href", `#frame-${k}`);
    slider.value = String(k);
    frames.forEach((frame, i) => frame.classList.toggle("chosen", i === k));
    const caption = frames[k].querySelector("figcaption");
    const name = caption.querySelector("b").textContent;
    const facts = [...caption.querySelectorAll("span")].map((when) => when.textContent);
    facts.push(caption.dataset.facts);
    const bold = document.createElement("b");
    bold.textContent = name;
    said.replaceChildren(bold, ` · ${facts.join(" · ")}`);
    slider.setAttribute("aria-valuetext", name);
  };
  slider.addEventListener("input", () => show(Number(slider.value)));
  frames.forEach((frame, k) => frame.addEventListener("click", () => show(k)));
  document.querySelector(".slider").hidden = false;
  document.documentElement.classList.add("scripted");
  show(Number(slider.value));
})();
