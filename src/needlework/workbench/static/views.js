// Views beside the course: tissue around a channel, courses within limits, a virtual trial.
import { el, shortened, timeWords } from "/parts.js";

const $ = (id) => document.getElementById(id);
const listOf = (text) => text.split(",").map((s) => s.trim()).filter(Boolean);
const drawn = (svg) => { const node = el("figure"); node.innerHTML = svg; return node; }; // drawn by our own server from numbers

// A job with its own buttons: starts it, tells how far it is, and gives its answer.
export async function follow(name, path, body, ask, done) {
  const begun = await ask(path, body);
  if (!begun) return;
  const told = $(`${name}-state`), stop = $(`${name}-stop`);
  if (begun.refused) { told.textContent = ""; done(null, begun.refused); return; }
  stop.disabled = false;
  stop.onclick = () => ask(`/api/jobs/${begun.id}`, undefined, "DELETE");
  for (;;) {
    const job = await ask(`/api/jobs/${begun.id}`);
    if (!job || job.refused) break;
    $(`${name}-progress`).value = job.total ? job.done / job.total : 0;
    told.textContent = job.state === "running" ? `${job.step} ${job.done} of ${job.total}` : job.why || job.state;
    if (job.state !== "running") { if (job.state === "done") done(job.answer); break; }
    await new Promise((go) => setTimeout(go, 150));
  }
  stop.disabled = true;
}

const faulty = (list) => list.map((f) => el("p", { class: "fault" }, f.words));

// ---- tissue ------------------------------------------------------------------------------------------------

// The plane at the moment nearest to a day: rings to both sides of the channel, strata downward, darker for more.
export function plane(found, id, day) {
  const field = found.fields.find((f) => f.id === id) ?? found.fields[0];
  const moment = found.times.reduce((best, t, i) => (Math.abs(t - day) < Math.abs(found.times[best] - day) ? i : best), 0);
  const radii = found.radii_um[moment], edges = found.edges_um, values = field.values[moment];
  const every = field.values.flat(2), low = Math.min(0, ...every), high = Math.max(...every, low + 1e-9);
  const [w, h, top] = [400, 200, 14], wide = radii.at(-1), deep = edges.at(-1);
  const x = (r) => w / 2 + (r / wide) * (w / 2 - 50), y = (z) => top + (z / deep) * (h - top - 6);
  const cells = values.flatMap((row, k) => row.flatMap((value, r) => [1, -1].map((side) => {
    const [a, b] = [x(side * radii[r]), x(side * radii[r + 1])];
    return el("rect", { class: "tissue", x: Math.min(a, b), y: y(edges[k]), width: Math.abs(b - a), height: y(edges[k + 1]) - y(edges[k]), "fill-opacity": (0.04 + 0.86 * (value - low) / (high - low)).toFixed(3) },
      el("title", {}, `${shortened(value)} ${field.unit}`));
  })));
  const tip = Math.min(found.depth_um[moment], deep);
  const words = `${field.title}, ${timeWords(found.times[moment])}: ${shortened(Math.min(...values.flat()))} to ${shortened(Math.max(...values.flat()))} ${field.unit}`;
  const svg = el("svg", { class: "chart", viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": words },
    el("rect", { class: "axis", x: x(-wide), y: y(0), width: x(wide) - x(-wide), height: y(edges[0]) - y(0) }), ...cells,
    el("path", { class: "reach", d: `M${w / 2} ${y(0)}V${y(tip)}` }),
    el("text", { x: 2, y: y(0) + 10 }, "surface"), el("text", { x: 2, y: y(deep) }, `${Math.round(deep)} \u00b5m`),
    el("text", { x: w - 2, y: y(deep), "text-anchor": "end" }, `\u00b1 ${Math.round(wide)} \u00b5m`));
  return { svg, words };
}

// ---- plan --------------------------------------------------------------------------------------------------

function limitsOf(study) {
  const form = new FormData($("limits")), limits = {}, vary = {};
  for (const [key, text] of form) {
    if (!text.trim()) continue;
    const whole = (s) => (/^\d+$/.test(s) ? Number(s) : s);
    if (key.startsWith("vary.")) vary[key.slice(5)] = listOf(text).map(whole); else limits[key] = whole(text.trim());
  }
  return { ...study, schema: "needlework/limits/1", draws: 48, population: { persons: 4 }, limits, vary };
}

export function weigh(study, ask, table) {
  follow("weigh", "/api/plan", { values: limitsOf(study) }, ask, (answer, refused) => {
    if (refused) { $("weighed").replaceChildren(...faulty(refused)); return; }
    const plan = answer.document, unit = plan.objectives[0].unit;
    const told = (f, scale = 1) => `${shortened(f.mean * scale)} (${shortened(f.mean_interval[0] * scale)} to ${shortened(f.mean_interval[1] * scale)})`;
    const rows = plan.courses.filter((c) => c.on_front).sort((a, b) => a.burden.mean - b.burden.mean)
      .map((c) => [plan.levels.includes(c.name) ? el("strong", {}, c.name) : c.name, told(c.benefit), told(c.risk, 100), told(c.burden), shortened(100 * c.share_on_front)]);
    $("weighed").replaceChildren(el("p", {}, plan.statement), el("div", { class: "pictures" }, ...answer.charts.map(drawn)),
      ...(rows.length ? [table(["Course", `Better than untreated, ${unit}`, "People who darken, %", "Days of downtime in all", "Unbeaten in draws, %"], rows)] : []));
  });
}

// ---- trial -------------------------------------------------------------------------------------------------

export function offer(choices, concern) {
  const fitting = choices.endpoints.filter((e) => !e.concerns.length || e.concerns.includes(concern));
  const endpoint = $("design").elements.endpoint, analysis = $("design").elements.analysis, kept = endpoint.value;
  endpoint.replaceChildren(...fitting.map((e) => el("option", { value: e.outcome }, e.title)));
  if (fitting.some((e) => e.outcome === kept)) endpoint.value = kept;
  const ways = () => {
    const kind = fitting.find((e) => e.outcome === endpoint.value)?.kind, within = $("design").elements.layout.value === "split_face";
    analysis.replaceChildren(...choices.analyses.filter((a) => a.kinds.includes(kind) && a.within === within).map((a) => el("option", { value: a.id }, a.title)));
  };
  endpoint.onchange = ways;
  $("design").elements.layout.onchange = ways;
  ways();
}

export function draft(study, pins) {
  const form = $("design").elements, course = (s) => s.course;
  const arms = pins.length > 1 ? { first: { course: course(pins[0]) }, second: { course: course(pins[1]) } }
    : { needled: { course: course(study) }, untreated: { course: { sessions: 0 } } };
  const [better, than] = Object.keys(arms);
  const design = {
    schema: "needlework/design/1", title: study.title ?? "From the workbench",
    cohort: { skin: study.skin ?? {}, persons: 4, draws: 400 }, arms, layout: { kind: form.layout.value },
    visits: { after: "last_session", at: listOf(form.visits.value) },
    endpoints: [{ outcome: form.endpoint.value, analysis: form.analysis.value }], contrasts: [{ better, than }],
    prior: { no_effect: form.prior.value }, n: listOf(form.n.value).map(Number), wanted: "60 %", trials: 1000, null_trials: 10000, seed: study.seed ?? 1,
  };
  $("design-text").value = JSON.stringify(design, null, 1);
}

export function assure(ask) {
  follow("assure", "/api/trial", { text: $("design-text").value }, ask, (answer, refused) => {
    if (refused) { $("assured").replaceChildren(...faulty(refused)); return; }
    const map = (m) => el("div", {}, el("h3", {}, `${m.contrast_title}: ${m.endpoint_title}`), drawn(m.picture));
    $("assured").replaceChildren(...answer.lines.map((line) => el("p", {}, line)), ...answer.maps.map(map));
  });
}
