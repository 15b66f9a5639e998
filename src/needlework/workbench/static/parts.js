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

export const shortened = (x) => (x == null ? "-" : Math.abs(x) >= 100 ? x.toFixed(0) : String(+x.toPrecision(2)));

export function timeWords(day) {
  if (day < 1) return `${shortened(day * 24)} h`;
  if (day < 60) return `day ${shortened(day)}`;
  return `${shortened(day / 30.4375)} months`;
}

// Square-root time: the first week is seen beside the year.
const place = (day, horizon) => Math.sqrt(Math.max(day, 0) / horizon);

export function chart(title, unit, lines, moment) {
  const [w, h, left, right, top, bottom] = [300, 170, 36, 8, 22, 24];
  const every = lines.flatMap((l) => [...l.values, ...(l.low || []), ...(l.high || [])]).filter((v) => v != null);
  const horizon = Math.max(...lines.map((l) => l.times.at(-1)));
  let low = Math.min(0, ...every), high = Math.max(...every);
  if (high === low) high = low + 1;
  const x = (t) => left + place(t, horizon) * (w - left - right);
  const y = (v) => h - bottom - ((v - low) / (high - low)) * (h - top - bottom);
  const drawn = [el("title", {}, `${title}, ${unit}`),
    el("text", { x: 2, y: 13 }, `${title}, ${unit}`),
    el("path", { class: "axis", d: `M${left} ${top}V${h - bottom}H${w - right}` }),
    el("text", { x: 2, y: y(high) + 4 }, shortened(high)), el("text", { x: 2, y: y(low) + 4 }, shortened(low))];
  for (const day of [1, 7, 28, 91, 365, 1826].filter((d) => d < horizon * 0.97)) {
    drawn.push(el("line", { class: "axis", x1: x(day), x2: x(day), y1: h - bottom, y2: h - bottom + 4 }),
      el("text", { x: x(day), y: h - 6, "text-anchor": "middle" }, day < 60 ? `${day} d` : `${Math.round(day / 30.44)} mo`));
  }
  lines.forEach((line, i) => {
    const at = line.times.map((t, k) => [t, k]).filter(([, k]) => line.values[k] != null);
    if (line.low) {
      const up = at.map(([t, k]) => `${x(t).toFixed(1)} ${y(line.high[k]).toFixed(1)}`);
      const down = at.map(([t, k]) => `${x(t).toFixed(1)} ${y(line.low[k]).toFixed(1)}`).reverse();
      drawn.push(el("path", { class: `band c${i}`, d: `M${up.join("L")}L${down.join("L")}Z` }));
    }
    const d = at.map(([t, k]) => `${x(t).toFixed(1)} ${y(line.values[k]).toFixed(1)}`).join("L");
    drawn.push(el("path", { class: `curve c${i}`, d: `M${d}` }));
  });
  if (moment != null) drawn.push(el("line", { class: "axis", x1: x(moment), x2: x(moment), y1: top, y2: h - bottom }));
  return el("svg", { class: "chart", viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": `${title} over time` }, ...drawn);
}

export function cloud(points) {
  const [w, h, pad] = [420, 260, 44];
  const most = (key) => Math.max(...points.map((p) => p[key][2]), 1e-9) * 1.1;
  const [mx, my] = [most("x"), most("y")];
  const x = (v) => pad + (v / mx) * (w - pad - 10), y = (v) => h - pad - (v / my) * (h - pad - 20);
  const drawn = [el("title", {}, "Benefit against downtime"), el("path", { class: "axis", d: `M${pad} 20V${h - pad}H${w - 10}` }),
    el("text", { x: w / 2, y: h - 8 }, "downtime, days"), el("text", { x: 4, y: 14 }, "benefit over untreated")];
  points.forEach((p, i) => drawn.push(
    el("path", { class: `curve c${i}`, d: `M${x(p.x[0])} ${y(p.y[1])}H${x(p.x[2])}M${x(p.x[1])} ${y(p.y[0])}V${y(p.y[2])}` }),
    el("circle", { class: `dot c${i}`, cx: x(p.x[1]), cy: y(p.y[1]), r: 5 }),
    el("text", { x: x(p.x[1]) + 8, y: y(p.y[1]) - 6 }, p.name)));
  return el("svg", { class: "chart", viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": "Benefit against downtime" }, ...drawn);
}

// Places of the sites on a face (left) and a body (right), in the map's own units.
const SITES = { forehead: [30, 22], periorbital: [19, 36], nose: [30, 46], cheek: [17, 52], upper_lip: [30, 57], chin: [30, 69],
  neck: [30, 82], shoulder: [76, 40], chest: [92, 46], upper_arm: [72, 58], abdomen: [92, 70], back: [108, 46], forearm: [68, 78],
  buttock: [108, 82], dorsal_hand: [64, 94], thigh: [86, 106] };

export function map(svg, chosen, choose) {
  svg.replaceChildren(el("ellipse", { class: "axis", cx: 30, cy: 46, rx: 24, ry: 33 }), el("circle", { class: "axis", cx: 92, cy: 20, r: 9 }),
    el("path", { class: "axis", d: "M80 33H104L110 90H104L100 145H94L92 96L90 145H84L80 90H74Z" }));
  for (const [site, [x, y]] of Object.entries(SITES)) {
    const pick = () => choose(site);
    svg.append(el("circle", { class: "site", cx: x, cy: y, r: 4, tabindex: 0, role: "button", "aria-label": site.replace("_", " "),
      "aria-pressed": chosen.includes(site), onclick: pick,
      onkeydown: (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); pick(); } } }, el("title", {}, site.replace("_", " "))));
  }
}

export function sessionLine(svg, days, chosen, horizon, on) {
  const x = (day) => 14 + (day / horizon) * 372;
  const focused = document.activeElement?.dataset?.session;
  svg.replaceChildren(el("line", { class: "axis", x1: 14, x2: 386, y1: 34, y2: 34 }));
  days.forEach((day, i) => {
    const pin = el("circle", { class: "pin", cx: x(day), cy: 34, r: i === chosen ? 8 : 6, tabindex: 0, role: "slider", "data-session": i,
      "aria-label": `session ${i + 1}`, "aria-valuemin": 0, "aria-valuemax": Math.round(horizon), "aria-valuenow": Math.round(day), "aria-valuetext": timeWords(day),
      onfocus: () => on.choose(i),
      onkeydown: (e) => {
        const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -7, PageUp: 7 }[e.key];
        if (step) { e.preventDefault(); on.move(i, day + step); }
        if (e.key === "Delete") { e.preventDefault(); on.remove(i); }
      },
      onpointerdown: (e) => {
        e.preventDefault();
        on.choose(i);
        const box = svg.getBoundingClientRect();
        const follow = (m) => on.move(i, (((m.clientX - box.left) / box.width) * 400 - 14) / 372 * horizon);
        const end = () => { removeEventListener("pointermove", follow); removeEventListener("pointerup", end); };
        addEventListener("pointermove", follow);
        addEventListener("pointerup", end);
      } }, el("title", {}, timeWords(day)));
    svg.append(pin, el("text", { x: x(day), y: 54, "text-anchor": "middle", class: "day" }, Math.round(day)));
  });
  if (focused != null) svg.querySelector(`[data-session="${focused}"]`)?.focus();
}
