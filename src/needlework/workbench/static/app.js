// The workbench: one study, edited by hand or as text; the typical person at once, everybody behind.
import { chart, cloud, el, map, sessionLine, shortened, timeWords } from "/parts.js";
import { assure, draft, offer, plane, weigh } from "/views.js";

const $ = (id) => document.getElementById(id);
const state = { study: null, text: "", session: 0, typical: null, full: null, pins: [], job: null, moment: 0, start: null };
let edition = 0; // of the study: an answer to an older one is dropped

// ---- speaking to the server ------------------------------------------------------------------------------

async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  try {
    const answer = await fetch(path, { method, body: body === undefined ? undefined : JSON.stringify(body), headers: { "content-type": "application/json" } });
    $("server").textContent = answer.status === 401 ? "This session has ended: open the address that the server printed." : "";
    if (answer.status === 422) return { refused: (await answer.json()).faults };
    return answer.ok ? await answer.json() : { refused: [{ key: "", words: await answer.text() }] };
  } catch {
    $("server").textContent = "The server does not answer. What you entered is kept; start 'needlework serve' again.";
    return null;
  }
}

// ---- the study: by values, by text -------------------------------------------------------------------------

const valueOf = (key) => key.split(".").reduce((inner, part) => inner?.[part], state.study);

function write(key, value) {
  const parts = key.split("."), last = parts.pop();
  let inner = state.study;
  for (const part of parts) inner = inner[part] = typeof inner[part] === "object" && inner[part] ? inner[part] : {};
  if (value === "" || value == null) delete inner[last]; else inner[last] = value;
  for (const [holder, child, needed] of [["skin", "concern", "kind"], ["course", "anaesthesia", "product"]]) {
    if (state.study[holder]?.[child] && !state.study[holder][child][needed]) delete state.study[holder][child];
  }
}

async function changed(given) {
  const mine = ++edition;
  localStorage.setItem("needlework", given.text ?? JSON.stringify(state.study));
  const found = await ask("/api/check", given);
  if (!found || mine !== edition) return;
  faults(found.faults || found.refused || []);
  if (found.values) {
    state.study = found.values;
    state.python = found.python;
    state.text = found.text;
    localStorage.setItem("needlework", found.text);
    if (given.text === undefined) $("text").value = found.text;
    fill(given.text !== undefined);
    quick(mine);
  }
}

// What is typed into the file is read before a field changes it: an edit never overwrites text not yet read.
let reading = Promise.resolve(), read = () => {}, typing, waiting;
const typed = () => {
  const before = read;
  clearTimeout(typing);
  clearTimeout(waiting); // the file as it is seen is what counts, not a field's edit that has not reached it
  edition++;
  reading = new Promise((done) => { read = done; typing = setTimeout(() => changed({ text: $("text").value }).finally(done), 250); });
  before();
};
const edit = async (change, delay) => { await reading; change(); later(undefined, delay); };

const later = (given, delay = 60) => { clearTimeout(waiting); edition++; waiting = setTimeout(() => changed(given ?? { values: state.study }), delay); };

async function quick(mine) {
  const found = await ask("/api/typical", { text: state.text, moment: state.moment });
  if (!found || mine !== edition) return;
  if (found.refused) { faults(found.refused); return; }
  state.typical = found;
  state.full = null;
  state.shots = null;
  $("moment").max = found.moments.length - 1;
  $("pin").disabled = true;
  draw();
  const tissue = await ask("/api/section", { text: state.text });
  if (!tissue || mine !== edition) return;
  state.tissue = tissue.refused ? null : tissue;
  state.shots = tissue.shots ?? null;
  field();
}

function field() {
  const found = state.tissue, day = state.typical?.moments[state.moment] ?? 0;
  $("tissue-figure").hidden = !found?.times.length;
  if ($("tissue-figure").hidden) return;
  if (!$("field").options.length) $("field").replaceChildren(...found.fields.map((f) => el("option", { value: f.id, selected: f.id === "tgf_beta" }, f.title)));
  const shown = plane(found, $("field").value, day);
  $("tissue").replaceChildren(shown.svg);
  $("tissue-words").textContent = shown.words;
}

function faults(list) {
  document.querySelectorAll(".fault").forEach((node) => node.remove());
  for (const fault of list) {
    const field = [...document.querySelectorAll("[data-key]")].find((node) => fault.key && node.dataset.key === fault.key);
    (field?.closest("label") ?? $("other-faults")).append(el("p", { class: "fault" }, fault.words));
    field?.setAttribute("aria-invalid", "true");
  }
  if (!list.length) document.querySelectorAll("[aria-invalid]").forEach((node) => node.removeAttribute("aria-invalid"));
}

// ---- the form ------------------------------------------------------------------------------------------------

function fill(all = true) { // a field that is being typed in is left alone, unless the file was edited
  for (const field of document.querySelectorAll("[data-key]")) {
    if (!all && field === document.activeElement && field.tagName === "INPUT") continue;
    const value = valueOf(field.dataset.key);
    field.value = typeof value === "object" && value ? "" : value ?? "";
  }
  const depth = parseFloat(String(state.study.course.depth ?? "").replace(/ um$/, "")) || 1.5;
  $("depth").value = / um$/.test(state.study.course.depth ?? "") ? depth / 1000 : depth;
  $("depth-words").textContent = state.study.course.depth ?? "not stated";
  map($("face"), [state.study.skin?.site, ...(state.study.zones ?? []).map((z) => z.site)], (site) => { write("skin.site", site); later(); });
  const topical = state.study.course.topicals?.[0];
  if (document.activeElement !== $("active")) $("active").value = topical?.active ?? "";
  $("when").value = topical?.when ?? "after";
  sessions();
  zones();
}

const asDays = (text) => {
  const found = /^([\d.]+)\s*(\w+)/.exec(String(text ?? ""));
  const unit = { d: 1, w: 7, m: 30.4375, y: 365.25, h: 1 / 24 }[found?.[2]?.[0]] ?? 1;
  return found ? parseFloat(found[1]) * unit : 365.25;
};

// A course's sessions as a list: each a day, or a record with a day and what is its own.
function listed() {
  const course = state.study.course;
  if (Array.isArray(course.sessions)) return course.sessions.map((s) => ({ ...s, day: typeof s.day === "number" ? s.day : asDays(s.day) }));
  if (course.days) return course.days.map((day) => ({ day }));
  return Array.from({ length: course.sessions ?? 0 }, (_, i) => ({ day: i * asDays(course.interval ?? "0 days") }));
}

function putSessions(list) {
  const course = state.study.course;
  list.sort((a, b) => a.day - b.day);
  const first = list[0]?.day ?? 0;
  list.forEach((s) => { s.day = Math.round(s.day - first); });
  delete course.interval;
  delete course.days;
  delete course.sessions;
  if (!list.length) course.sessions = 0;
  else if (list.some((s) => Object.keys(s).length > 1)) course.sessions = list;
  else course.days = list.map((s) => s.day);
  sessions();
  later();
}

function sessions() {
  const list = listed(), horizon = asDays(state.study.horizon);
  state.session = Math.min(state.session, Math.max(list.length - 1, 0));
  sessionLine($("line"), list.map((s) => s.day), state.session, horizon, {
    choose: (i) => { state.session = i; $("own-depth").value = listed()[i]?.depth ?? ""; },
    move: (i, day) => { const all = listed(); const lowest = i ? all[i - 1].day + 1 : 0; const highest = (all[i + 1]?.day ?? horizon) - 1;
      all[i].day = Math.round(Math.min(Math.max(day, lowest), highest)); putSessions(all); },
    remove: (i) => putSessions(listed().filter((_, k) => k !== i)),
  });
  $("session-words").textContent = `${list.length} sessions, days ${list.map((s) => Math.round(s.day)).join(", ")}`;
}

function zones() {
  const list = state.study.zones ?? [];
  $("zones").replaceChildren(...list.map((zone, i) => el("li", {},
    el("label", {}, "Name ", el("input", { value: zone.name ?? "", onchange: (e) => { zone.name = e.target.value; later(); } })),
    el("label", {}, "Site ", el("select", { onchange: (e) => { zone.site = e.target.value; later(); } },
      ...Object.keys(state.start.sites).map((s) => el("option", { selected: s === zone.site }, s)))),
    el("label", {}, "Depth ", el("input", { value: zone.depth ?? "", onchange: (e) => { if (e.target.value) zone.depth = e.target.value; else delete zone.depth; later(); } })),
    el("button", { type: "button", onclick: () => { state.study.zones = list.filter((_, k) => k !== i); if (!state.study.zones.length) delete state.study.zones; later(); } }, "Remove"))));
}

// ---- answers ---------------------------------------------------------------------------------------------------

function draw() {
  const shown = state.full ?? state.typical;
  if (!shown || !state.typical) return;
  state.moment = Math.min(state.moment, state.typical.moments.length - 1);
  $("slice").innerHTML = state.shots?.[state.moment] ?? state.typical.shot; // drawn by our own server from numbers
  $("moment-words").textContent = timeWords(state.typical.moments[state.moment]);
  $("figures").replaceChildren(...state.typical.figures.filter((f) => f.value != null)
    .map((f) => el("div", {}, el("dt", {}, f.title), el("dd", {}, `${shortened(f.value)} ${f.unit === "1" ? "" : f.unit}`))));
  const curves = Object.entries(shown.curves).map(([key, c]) => {
    const lines = [{ times: shown.times, ...c }];
    state.pins.forEach((pin) => { if (pin.curves[key]) lines.push({ times: pin.times, values: pin.curves[key].values }); });
    return chart(c.title, c.unit, lines.slice(0, 4), state.typical.moments[state.moment]);
  });
  $("curves").replaceChildren(...curves);
  rows();
}

const span = (pair) => (pair ? `${shortened(pair[0])} to ${shortened(pair[1])}` : "-");

function rows() {
  if (!state.full) { $("rows").replaceChildren(); return; }
  const last = new Map();
  for (const row of state.full.document.outcomes) if (row.reported !== false) last.set(`${row.zone ?? ""} ${row.title}`, row);
  const cells = [...last.values()].map((row) => el("tr", {}, el("td", {}, row.zone ? `${row.title}, ${row.zone}` : row.title),
    el("td", {}, `${shortened(row.mean)} ${row.unit}`), el("td", {}, span(row.mean_interval)),
    el("td", {}, row.difference ? `${shortened(row.difference.mean)} (${span(row.difference.mean_interval)})` : "-"),
    el("td", {}, el("button", { type: "button", class: "link", onclick: () => basis(row) }, row.evidence))));
  $("rows").replaceChildren(el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Outcomes" }, el("table", {}, el("thead", {}, el("tr", {},
    ...["Outcome", "Average", "How unsure we are of it", "More than untreated", "Rests on"].map((t) => el("th", {}, t)))), el("tbody", {}, ...cells))));
}

function basis(row) {
  $("record-title").textContent = row.title;
  $("record-body").replaceChildren(...(row.records ?? []).map((id) => el("dt", {}, el("button", { type: "button", class: "link", onclick: () => record(id) }, id))),
    el("dt", {}, "sources"), el("dd", {}, row.sources.join(", ") || "none: assumed"), el("dt", {}, "label"), el("dd", {}, row.label));
  $("record").showModal();
}

async function record(id) {
  const found = await ask(`/api/records/${encodeURIComponent(id)}`);
  if (!found || found.refused) return;
  $("record-title").textContent = id;
  $("record-body").replaceChildren(...Object.entries(found).filter(([, v]) => v).flatMap(([k, v]) => [el("dt", {}, k.replaceAll("_", " ")), el("dd", {}, String(v))]));
}

async function everybody() {
  const mine = edition, begun = await ask("/api/jobs", { text: state.text });
  if (!begun) return;
  if (begun.refused) { faults(begun.refused); return; }
  state.job = begun.id;
  $("stop").disabled = false;
  for (;;) {
    const job = await ask(`/api/jobs/${begun.id}`);
    if (!job || state.job !== begun.id) break;
    $("progress").value = job.total ? job.done / job.total : 0;
    $("state").textContent = job.state === "running" ? `${job.step} ${job.done} of ${job.total}` : job.why || job.state;
    if (job.state !== "running") {
      if (job.state === "done" && mine === edition) { state.full = job.answer; $("pin").disabled = state.pins.length >= 4; draw(); $("state").textContent = `kept as ${job.answer.folder}`; }
      break;
    }
    await new Promise((go) => setTimeout(go, 120));
  }
  $("stop").disabled = true;
}

// ---- compare, screening, calendar, texts, runs -------------------------------------------------------------------

function pinned() {
  $("pins").replaceChildren(...state.pins.map((pin, i) => el("div", { class: "row" }, el("span", {}, `${pin.name} (${pin.title})`),
    el("button", { type: "button", onclick: () => { state.pins.splice(i, 1); pinned(); draw(); } }, "Unpin"))));
  const last = (pin, id) => pin.document.outcomes.filter((r) => r.id === id).at(-1);
  const points = state.pins.map((pin) => {
    const benefit = pin.document.outcomes.filter((r) => r.difference?.mean != null && pin.curves[r.id] && r.relative_to == null).at(-1) ?? last(pin, "collagen_total");
    const down = last(pin, "downtime"), d = benefit?.difference ?? benefit;
    if (!down || !d?.mean_interval || !down.mean_interval) return null;
    const ends = d.mean_interval.map(Math.abs).sort((a, b) => a - b);
    return { name: pin.name, x: [down.mean_interval[0], down.mean, down.mean_interval[1]], y: [ends[0], Math.abs(d.mean), ends[1]] };
  }).filter(Boolean);
  $("cloud").replaceChildren(...(points.length ? [cloud(points)] : [el("p", {}, "Pin a course after 'Everybody' has answered; up to four.")]));
  differences();
}

async function differences() {
  if (state.pins.length < 2) { $("differences").replaceChildren(); return; }
  const found = await ask("/api/compare", { texts: state.pins.map((pin) => pin.text) });
  if (!found || found.refused) { $("differences").replaceChildren(...(found?.refused ?? []).map((f) => el("p", { class: "fault" }, f.words))); return; }
  const last = new Map();
  for (const d of found.differences) last.set(`${d.id} ${d.a} ${d.b}`, d);
  $("differences").replaceChildren(table(["Outcome", "First", "Second", "First minus second", "How unsure", "Share of draws in which the first is ahead"],
    [...last.values()].map((d) => [d.id.replaceAll("_", " "), d.a, d.b, `${shortened(d.mean)} ${d.unit}`, span(d.mean_interval), shortened(d.share_ahead)])));
}

const table = (head, lines) => el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": head[0] }, el("table", {}, el("thead", {}, el("tr", {}, ...head.map((h) => el("th", {}, h)))),
  el("tbody", {}, ...lines.map((line) => el("tr", {}, ...line.map((c) => el("td", {}, c ?? "-")))))));

async function screening() {
  const history = $("history").value.split("\n").map((s) => s.trim()).filter(Boolean);
  const found = await ask("/api/screen", { values: { ...state.study, ...(history.length ? { history } : {}) } });
  if (!found) return;
  const faulty = found.refused?.map((f) => el("p", { class: "fault" }, f.words));
  $("findings").replaceChildren(...(faulty ?? [found.findings.length ? table(["Condition", "Class", "Why", "What each source says"],
    found.findings.map((f) => [f.condition, f.class, f.reason, f.positions.map((p) => `${p.source}: ${p.says}`).join("; ")])) : el("p", {}, "Nothing on file speaks against it."),
    ...(found.not_recognised?.length ? [el("p", {}, `Not recognised: ${found.not_recognised.map((n) => n.text ?? n).join("; ")}`)] : [])]));
}

async function calendar() {
  const found = await ask("/api/calendar", { text: state.text });
  if (found && !found.refused) $("days").replaceChildren(table(["When", "What", "What to know"], found.entries.map((e) => [`${timeWords(e.start)} to ${timeWords(e.end)}`, e.title, e.text])));
}

async function claims() {
  const found = await ask("/api/text", { text: $("brochure").value });
  if (found && !found.refused) $("hits").replaceChildren(found.hits.length ? table(["Claim", "Verdict", "Said", "Why"], found.hits.map((c) => [c.statement, c.verdict, c.words, c.why])) : el("p", {}, "No claim on file was found in it."));
}

async function past() {
  const found = await ask("/api/runs");
  if (found) $("saved").replaceChildren(found.length ? table(["Run", "Title", "Files"], found.map((r) => [r.name, r.title,
    el("span", { class: "row" }, ...["report.html", "study.yaml", "result.json", "outcomes.csv"].map((f) => el("a", { href: `/api/runs/${r.name}/${f}`, download: true }, f)))])) : el("p", {}, "No runs yet."));
}

const opened = { screening: () => { $("history").value = (state.study.history ?? []).join("\n"); }, calendar, runs: past, pinned,
  trial: () => { offer(state.start.trials, state.study.skin?.concern?.kind); if (!$("design-text").value) draft(state.study, state.pins.map((pin) => pin.study)); } };

function view(name) {
  document.querySelectorAll("main > section").forEach((s) => { s.hidden = s.id !== name; });
  document.querySelectorAll("nav button").forEach((b) => b.setAttribute("aria-pressed", b.dataset.view === name));
  opened[name]?.();
}

function save() {
  const link = el("a", { href: URL.createObjectURL(new Blob([state.text], { type: "text/yaml" })), download: "study.yaml" });
  link.click();
  URL.revokeObjectURL(link.href);
}

const taken = async (file) => { if (file.size > 1e6) { faults([{ key: "", words: "expected a study file of at most 1 MB; received a larger one; next: check that this is a study file" }]); return; } $("text").value = await file.text(); changed({ text: $("text").value }); };

// ---- wiring ----------------------------------------------------------------------------------------------------

function wire() {
  const options = (key, pairs) => document.querySelector(`[data-key="${key}"]`).replaceChildren(el("option", { value: "" }, "not stated"), ...pairs.map(([v, t]) => el("option", { value: v }, t)));
  options("skin.site", Object.entries(state.start.sites));
  options("skin.phototype", state.start.phototypes.map((p) => [p, p]));
  options("skin.concern.kind", state.start.concerns.map((c) => [c, c.replaceAll("_", " ")]));
  options("course.device", Object.entries(state.start.devices).map(([k, d]) => [k, d.title]));
  $("actives").replaceChildren(...state.start.actives.map((a) => el("option", { value: a })));
  $("disclaimer").textContent = state.start.disclaimer;
  for (const field of document.querySelectorAll("[data-key]")) {
    field.addEventListener(field.tagName === "SELECT" ? "change" : "input", () => {
      const value = field.value.trim(), number = "number" in field.dataset && value !== "" && !Number.isNaN(Number(value));
      edit(() => write(field.dataset.key, number ? Number(value) : value), field.tagName === "SELECT" ? 0 : 250);
    });
  }
  $("depth").addEventListener("input", () => { const depth = `${$("depth").value} mm`; $("depth-words").textContent = depth; edit(() => write("course.depth", depth)); });
  $("moment").addEventListener("input", () => { state.moment = +$("moment").value; draw(); field(); });
  $("field").addEventListener("change", field);
  $("weigh").addEventListener("click", () => weigh(state.study, ask, table));
  $("draft").addEventListener("click", () => draft(state.study, state.pins.map((pin) => pin.study)));
  $("assure").addEventListener("click", () => assure(ask));
  $("add").addEventListener("click", () => { const all = listed(); all.push({ day: (all.at(-1)?.day ?? -28) + 28 }); putSessions(all); });
  $("own-depth").addEventListener("change", () => { const all = listed(); if (!all.length) return; if ($("own-depth").value) all[state.session].depth = $("own-depth").value; else delete all[state.session].depth; putSessions(all); });
  $("add-zone").addEventListener("click", () => { state.study.zones = [...(state.study.zones ?? []), { name: `zone ${(state.study.zones?.length ?? 0) + 1}`, site: state.study.skin?.site ?? "cheek" }]; later(); });
  const topical = () => { if ($("active").value.trim()) write("course.topicals", [{ ...(state.study.course.topicals?.[0] ?? {}), active: $("active").value.trim(), when: $("when").value }]); else delete state.study.course.topicals; later(undefined, 250); };
  $("active").addEventListener("input", topical);
  $("when").addEventListener("change", topical);
  $("text").addEventListener("input", typed);
  $("run").addEventListener("click", everybody);
  $("stop").addEventListener("click", () => ask(`/api/jobs/${state.job}`, undefined, "DELETE"));
  $("pin").addEventListener("click", () => { state.pins.push({ ...state.full, text: state.text, study: state.study, name: `course ${state.pins.length + 1}`, title: state.study.title ?? "untitled" }); $("pin").disabled = true; pinned(); });
  $("save").addEventListener("click", save);
  $("python").addEventListener("click", async () => { await navigator.clipboard.writeText(state.python ?? ""); $("state").textContent = "Python copied"; });
  $("open").addEventListener("change", () => { if ($("open").files[0]) taken($("open").files[0]); });
  addEventListener("dragover", (e) => e.preventDefault());
  addEventListener("drop", (e) => { e.preventDefault(); if (e.dataTransfer.files[0]) taken(e.dataTransfer.files[0]); });
  $("screen").addEventListener("click", screening);
  $("check").addEventListener("click", claims);
  $("record-close").addEventListener("click", () => $("record").close());
  document.querySelectorAll("nav button").forEach((b) => b.addEventListener("click", () => view(b.dataset.view)));
}

async function begin() {
  state.start = await ask("/api/start");
  if (!state.start || state.start.refused) { setTimeout(begin, 2000); return; }
  wire();
  state.study = state.start.study;
  const held = localStorage.getItem("needlework");
  if (held) { $("text").value = held; fill(); changed({ text: held }); } else changed({ values: state.study });
}

begin();
