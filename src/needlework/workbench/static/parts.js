// Drawing: curves with bands, the line of sessions, the map of sites. Values in, SVG out; no state.
const NS = "http://www.w3.org/2000/svg";

export function el(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "line", "circle", "rect", "text", "title", "ellipse"].includes(name);
  const node = svg ? document.createElementNS(NS, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("aria-")) node.setAttribute(key, String(value));
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c != null));
  return node;
}

export const drawn = (svg) => { const node = el("figure"); node.innerHTML = svg; return node; }; // drawn by our own server from numbers

export const table = (head, lines) => el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": head[0] }, el("table", {},
  el("thead", {}, el("tr", {}, ...head.map((h) => el("th", {}, h)))), el("tbody", {}, ...lines.map((line) => el("tr", {}, ...line.map((c) => el("td", {}, c ?? "-")))))));

export const faulty = (list) => list.map((f) => el("p", { class: "fault" }, f.words));

export const shortened = (x) => (x == null ? "-" : Math.abs(x) >= 100 ? x.toFixed(0) : String(+x.toPrecision(2)));

const MONTH = 365.25 / 12; // days
export function timeWords(day) {
  if (day > 0 && day < 1) return `${shortened(day * 24)} h`;
  if (day < 60) return `day ${shortened(day)}`;
  return `${shortened(day / MONTH)} months`;
}

// Square-root time: the first week is seen beside the year.
const place = (day, horizon) => Math.sqrt(Math.max(day, 0) / horizon);

// The value at an end of an axis, without the dust of a computation.
const ended = (v, span) => (Math.abs(v) < span * 1e-3 ? "0" : shortened(v));

export function chart(title, unit, lines, moment) {
  const [w, h, left, right, top, bottom] = [300, 170, 36, lines.length > 1 ? 54 : 8, 22, 24];
  const every = lines.flatMap((l) => [...l.values, ...(l.low || []), ...(l.high || [])]).filter((v) => v != null);
  const horizon = Math.max(...lines.map((l) => l.times.at(-1)));
  let low = Math.min(0, ...every), high = Math.max(0, ...every);
  if (high === low) high = low + 1;
  const x = (t) => left + place(t, horizon) * (w - left - right);
  const y = (v) => h - bottom - ((v - low) / (high - low)) * (h - top - bottom);
  const head = unit && unit !== "1" ? `${title}, ${unit}` : title;
  const drawn = [el("title", {}, head), el("text", { x: 2, y: 13 }, head),
    el("path", { class: "axis", d: `M${left} ${top}V${h - bottom}H${w - right}` }),
    el("text", { x: left - 4, y: y(high) + 8, "text-anchor": "end" }, ended(high, high - low)),
    el("text", { x: left - 4, y: y(low) + 4, "text-anchor": "end" }, ended(low, high - low))];
  for (const day of [1, 7, 28, 91, 365, 1826].filter((d) => d < horizon * 0.97)) {
    drawn.push(el("line", { class: "axis", x1: x(day), x2: x(day), y1: h - bottom, y2: h - bottom + 4 }),
      el("text", { x: x(day), y: h - 6, "text-anchor": "middle" }, day < 60 ? `${day} d` : `${Math.round(day / MONTH)} mo`));
  }
  const ends = [];
  lines.forEach((line, i) => {
    const at = line.times.map((t, k) => [t, k]).filter(([, k]) => line.values[k] != null);
    const along = (values) => at.map(([t, k]) => `${x(t).toFixed(1)} ${y(values[k]).toFixed(1)}`);
    if (line.low) drawn.push(el("path", { class: `band c${i}`, d: `M${along(line.high).join("L")}L${along(line.low).reverse().join("L")}Z` }));
    drawn.push(el("path", { class: `curve c${i}`, d: `M${along(line.values).join("L")}` }));
    const last = at.at(-1)?.[1];
    if (lines.length > 1 && last != null) ends.push([y(line.values[last]) + 4, line.name]);
  });
  ends.sort((a, b) => b[0] - a[0]).reduce((below, [at, name]) => { // names at the ends of curves keep clear of one another
    const up = Math.min(at, below - 11);
    drawn.push(el("text", { x: w - right + 3, y: up }, name));
    return up;
  }, h);
  if (moment != null) drawn.push(el("line", { class: "now", x1: x(moment), x2: x(moment), y1: top, y2: h - bottom }));
  return el("svg", { class: "chart", viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": `${title} over time` }, ...drawn);
}

// ---- the map of sites ----------------------------------------------------------------------------------------

// Places of the sites on a face, and on a body from the front and from the back, in the map's own units.
const SITES = { forehead: [38, 26], periorbital: [26, 44], nose: [38, 54], cheek: [22, 60], upper_lip: [38, 68], chin: [38, 84],
  neck: [38, 100], shoulder: [95, 31], chest: [112, 37], upper_arm: [92, 45], abdomen: [112, 56], forearm: [88.5, 61], dorsal_hand: [86.5, 73],
  thigh: [103, 88], back: [164, 42], buttock: [164, 66] };
const FACE = ["M12 40Q12 8 38 8T64 40Q64 66 54 80Q46 91 38 91T22 80Q12 66 12 40Z", "M28 88V100Q24 108 12 110M48 88V100Q52 108 64 110",
  "M20 41Q26 37 32 41Q26 45 20 41ZM44 41Q50 37 56 41Q50 45 44 41Z", "M19 34Q26 30 33 33M43 33Q50 30 57 34", "M37 42L34 57Q38 61 42 57", "M29 74Q34 71 38 73Q42 71 47 74Q38 80 29 74Z",
  "M12 40Q7 40 9 50T14 56M64 40Q69 40 67 50T62 56"];
const HALF = "M0 22H-4V26L-15 29Q-19 31 -20 40L-25 70L-27 78L-23 79L-21 71L-15 46L-13 60Q-17 70 -15 84L-11 118H-5L-1 78H0";

export function map(svg, chosen, choose) {
  const half = (x, side) => el("path", { class: "drawn", d: HALF, transform: `translate(${x} 0) scale(${side} 1)` });
  const body = (x, words) => [el("ellipse", { class: "drawn", cx: x, cy: 14, rx: 7, ry: 9 }), half(x, 1), half(x, -1), el("text", { class: "small", x, y: 128, "text-anchor": "middle" }, words)];
  svg.replaceChildren(...FACE.map((d) => el("path", { class: "drawn", d })), ...body(112, "front"), ...body(164, "back"));
  for (const [site, [x, y]] of Object.entries(SITES)) {
    const words = site.replace("_", " "), pick = () => choose(site);
    svg.append(el("circle", { class: "site", cx: x, cy: y, r: 4.5, tabindex: 0, role: "button", "aria-label": words, "data-site": site,
      "aria-pressed": chosen.includes(site), onclick: pick,
      onkeydown: (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); pick(); } } }, el("title", {}, words)));
  }
}

// ---- the line of sessions ------------------------------------------------------------------------------------

const LINE = [14, 386, 34]; // its ends and its height

export function sessionLine(svg, list, chosen, horizon, on) {
  const [start, end, y] = LINE, x = (day) => start + (day / horizon) * (end - start);
  const focused = document.activeElement?.dataset?.session;
  const step = [7, 14, 28, 91, 182, 365].find((s) => horizon / s < 14) ?? 730;
  const ticks = Array.from({ length: Math.floor(horizon / step) + 1 }, (_, i) => i * step);
  svg.replaceChildren(el("line", { class: "axis", x1: start, x2: end, y1: y, y2: y }),
    ...ticks.map((day) => el("line", { class: "axis", x1: x(day), x2: x(day), y1: y, y2: y + 5 })),
    el("text", { class: "day", x: end, y: 56, "text-anchor": "end" }, timeWords(horizon)));
  list.forEach(({ day, ...own }, i) => {
    if (typeof day !== "number") return; // a fault of it is told beside its field
    const kind = `pin${i === chosen ? " chosen" : ""}${Object.keys(own).length ? " own" : ""}`;
    svg.append(el("circle", { class: kind, cx: x(day), cy: y, r: 7, tabindex: 0, role: "slider", "data-session": i,
      "aria-label": `session ${i + 1}`, "aria-valuemin": 0, "aria-valuemax": Math.round(horizon), "aria-valuenow": Math.round(day), "aria-valuetext": timeWords(day),
      onfocus: () => on.choose(i), onkeydown: (e) => keyed(e, i, day, on), onpointerdown: (e) => dragged(e, svg, i, horizon, on) }, el("title", {}, timeWords(day))),
    el("text", { x: x(day), y: 20, "text-anchor": "middle", class: "day" }, Math.round(day)));
  });
  if (focused != null) svg.querySelector(`[data-session="${focused}"]`)?.focus();
}

function keyed(e, i, day, on) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -7, PageUp: 7 }[e.key];
  if (!step && e.key !== "Delete") return;
  e.preventDefault();
  if (step) on.move(i, day + step); else on.remove(i);
}

function dragged(e, svg, i, horizon, on) {
  e.preventDefault();
  on.choose(i);
  const box = svg.getBoundingClientRect(), [start, end] = LINE, wide = svg.viewBox.baseVal.width;
  const follow = (m) => on.move(i, (((m.clientX - box.left) / box.width) * wide - start) / (end - start) * horizon);
  const drop = () => { removeEventListener("pointermove", follow); removeEventListener("pointerup", drop); removeEventListener("pointercancel", drop); };
  addEventListener("pointermove", follow);
  addEventListener("pointerup", drop);
  addEventListener("pointercancel", drop);
}
