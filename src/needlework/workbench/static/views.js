// Views beside the course: what a number rests on, tissue, comparison, plan, trial, and what sources say.
import { writeAt } from "/form.js";
import { drawn, el, faulty, shortened, table, timeWords } from "/parts.js";

const $ = (id) => document.getElementById(id);
const listOf = (text) => text.split(",").map((s) => s.trim()).filter(Boolean);

// ---- long answers ------------------------------------------------------------------------------------------

// Starts a job with its own buttons; `done` gets its answer, or the faults of what was asked.
export async function follow(name, path, body, ask, done) {
  const begun = await ask(path, body);
  if (begun?.refused) { $(`${name}-state`).textContent = ""; done(null, begun.refused); } else if (begun) await watch(name, begun.id, ask, done);
}

// Tells how far a job is, and gives its answer. A server that does not answer is asked again: a laptop that was closed loses nothing.
const watched = {};
export async function watch(name, id, ask, done) {
  const told = $(name === "run" ? "state" : `${name}-state`), stop = $(name === "run" ? "stop" : `${name}-stop`);
  watched[name] = id;
  stop.onclick = () => ask(`/api/jobs/${id}`, undefined, "DELETE");
  for (; watched[name] === id;) {
    const job = await ask(`/api/jobs/${id}`);
    if (job?.refused) break; // a new server knows nothing of it
    stop.disabled = job?.state !== "running";
    if (job) {
      $(name === "run" ? "progress" : `${name}-progress`).value = job.total ? job.done / job.total : 0;
      told.textContent = job.state === "running" ? `${job.step} ${job.done} of ${job.total}` : job.why || job.state;
      if (job.state === "done") done(job.answer);
      if (job.state !== "running") break;
    }
    await new Promise((go) => setTimeout(go, job ? 120 : 1000));
  }
  if (watched[name] === id) stop.disabled = true;
}

// ---- what a number rests on ----------------------------------------------------------------------------------

export async function why(ask, question) {
  show("One moment", [el("p", {}, "Turning every dial, drawing every record.")]);
  const found = await ask("/api/grounds", question);
  if (!found || found.refused) { show("Not known", faulty(found?.refused ?? [])); return; }
  const moved = found.dials.filter((d) => d.moves), still = found.dials.filter((d) => !d.moves).map((d) => d.dial);
  const recorded = (r) => (r.id ? el("button", { type: "button", class: "link", onclick: () => record(ask, r.id, () => why(ask, question)) }, r.meaning) : r.meaning);
  show(found.title, [el("p", {}, el("strong", {}, found.value), ` ${found.what}${found.definition ? `; ${found.definition}` : ""}`),
    el("p", {}, `Rests on numbers that are ${found.evidence}; ${found.label}.`),
    el("h3", {}, "What would move it"),
    ...(moved.length ? [table(["Turn this dial", "and it is"], moved.map((d) => [d.dial, d.gives]))] : []),
    ...(still.length ? [el("p", {}, `Without effect in these digits: ${still.join("; ")}.`)] : []),
    el("h3", {}, "Records it hangs on most"), el("p", { class: "hint" }, found.records_note),
    ...(found.records.length ? [table(["Record", "Share", "Value", "Known from", "Source"], found.records.map((r) => [recorded(r), r.share, r.value, r.basis, r.source]))] : [el("p", {}, "None stands out.")]),
    el("h3", {}, "Published"),
    ...(found.published.length ? [table(["Published", "By", "What was done"], found.published.map((p) => [p.value, p.source, [p.detail, p.standing].filter(Boolean).join("; ")]))] : [el("p", {}, "No figure on file may stand beside it.")])]);
}

async function record(ask, id, back) {
  const found = await ask(`/api/records/${encodeURIComponent(id)}`);
  if (!found || found.refused) return;
  show(id, [el("dl", {}, ...Object.entries(found).filter(([, v]) => v).flatMap(([k, v]) => [el("dt", {}, k), el("dd", {}, String(v))])),
    el("button", { type: "button", onclick: back }, "Back")]);
}

function show(title, nodes) {
  $("record-title").textContent = title;
  $("record-body").replaceChildren(...nodes);
  if (!$("record").open) $("record").showModal();
}

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

// ---- compare -----------------------------------------------------------------------------------------------

export function compare(state, ask) {
  const texts = state.pins.map((pin) => pin.text);
  follow("compare", "/api/compare", { texts }, ask, (answer, refused) => {
    if (refused) { $("compared").replaceChildren(...faulty(refused)); return; }
    const number = (d) => el("button", { type: "button", class: "link", onclick: () => why(ask, { text: texts[d.a.replace(/\D/g, "") - 1] ?? texts[0], id: d.id, definition: d.definition, place: d.zone }) }, d.words);
    const rows = answer.differences.map((d) => [d.where, `${d.a} minus ${d.b}`, number(d), d.ahead]);
    const told = (lines) => table(["Outcome, at the end", "Which", "Difference, and how unsure (9 in 10)", "Draws in which the first is better"], lines);
    $("compared").replaceChildren(el("p", {}, `Every course has ${answer.shared}.${answer.clouds.length ? " Large dots are the middle, small ones single draws." : ""}`),
      el("div", { class: "pictures" }, ...answer.clouds.map((c) => el("div", {}, el("h3", {}, c.title), drawn(c.picture), el("p", { class: "hint" }, c.words)))),
      told(rows.slice(0, 9)), el("details", {}, el("summary", {}, "More outcomes"), told(rows.slice(9))), ...answer.notes.map((n) => el("p", { class: "hint" }, n)));
  });
}

// ---- plan --------------------------------------------------------------------------------------------------

function limitsOf(study) {
  const plan = { ...structuredClone(study), schema: "needlework/limits/1", limits: {}, vary: {} };
  const whole = (s) => (/^\d+$/.test(s) ? Number(s) : s);
  for (const [key, text] of new FormData($("limits"))) {
    if (!text.trim()) continue;
    const [, head, rest] = /^(vary|study)\.(.+)$/.exec(key) ?? [key, "limits", key];
    if (head === "vary") plan.vary[rest] = listOf(text).map(whole); else writeAt(head === "study" ? plan : plan.limits, rest, whole(text.trim()));
  }
  return plan;
}

export function weigh(study, ask) {
  follow("weigh", "/api/plan", { values: limitsOf(study) }, ask, (answer, refused) => {
    if (refused) { $("weighed").replaceChildren(...faulty(refused)); return; }
    const plan = answer.document, course = (name) => plan.courses.find((c) => c.name === name).course;
    const number = (name, words) => el("button", { type: "button", class: "link", onclick: () => why(ask, { values: { ...plan.study, course: course(name) }, id: plan.objectives[0].outcome }) }, words);
    const rows = answer.rows.map(([level, name, benefit, ...more]) => [level ? el("strong", {}, name) : name, number(name, benefit), ...more]);
    $("weighed").replaceChildren(el("p", {}, plan.statement), el("div", { class: "pictures" }, ...answer.charts.map(drawn)),
      ...(rows.length ? [table(["Course", "Better than untreated", "People who darken", "Days of downtime in all", "Unbeaten in draws, %"], rows)] : []));
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

// ---- what sources say ----------------------------------------------------------------------------------------

export async function screening(state, ask) {
  const found = await ask("/api/screen", { values: state.study });
  if (!found) return;
  const missed = found.not_recognised ?? [];
  const card = (f) => el("article", {}, el("h3", {}, `${f.condition}: ${f.class}`), el("p", {}, f.reason),
    el("div", { class: "cards" }, ...f.positions.map((p) => el("div", {}, el("strong", {}, p.cited), el("p", {}, p.says)))));
  $("findings").replaceChildren(...(found.refused ? faulty(found.refused) : [
    ...(found.findings.length ? found.findings.map(card) : [el("p", {}, "Nothing on file speaks against it.")]),
    ...(missed.length ? [el("p", {}, `Not recognised: ${missed.map((n) => n.text ?? n).join("; ")}`)] : [])]));
}

export async function calendar(state, ask) {
  const question = { text: state.text }, papers = await ask("/api/papers", { ...question, start: $("start-day").value, run: state.full?.folder });
  if (papers && !papers.refused) {
    const file = (key, name, words, type) => (papers[key] ? [el("button", { type: "button", onclick: () => state.download(papers[key], name, type) }, words)] : []);
    $("papers").replaceChildren(...file("professional", "professional.html", "Summary for professionals", "text/html"),
      ...file("plain", "plain-language.html", "Sheet in plain language", "text/html"), ...file("ics", "course.ics", "Calendar file (.ics)", "text/calendar"));
  }
  const found = await ask("/api/calendar", question);
  if (found && !found.refused) $("days").replaceChildren(table(["When", "What", "What to know"], found.entries.map((e) => [e.when, e.title, e.text])));
}

export async function claims(ask) {
  const found = await ask("/api/text", { text: $("brochure").value });
  if (!found) return;
  $("hits").replaceChildren(...(found.refused ? faulty(found.refused) : [found.hits.length
    ? table(["Said", "Claim", "Verdict", "Why"], found.hits.map((c) => [c.words, c.statement, c.verdict, c.why])) : el("p", {}, "No claim on file was found in it.")]));
}

export async function past(ask, load) {
  const found = await ask("/api/runs");
  if (!found || found.refused) return;
  const at = (r, file) => `/api/runs/${r.name}/${file}`;
  const open = async (r) => { const text = await (await fetch(at(r, "study.yaml"))).text(); load(text); };
  $("saved").replaceChildren(found.length ? table(["Run", "Title", "When", "Open", "Files"], found.map((r) => [r.name, r.title, r.when,
    el("span", { class: "row" }, el("button", { type: "button", "aria-label": `Edit ${r.name}`, onclick: () => open(r) }, "Edit"), el("a", { href: at(r, "report.html"), target: "_blank" }, "Report")),
    el("span", { class: "row" }, ...["study.yaml", "result.json", "outcomes.csv", "sources.bib"].map((f) => el("a", { href: at(r, f), download: true }, f)))])) : el("p", {}, "No runs yet: press 'Run everybody' in Course."));
}
