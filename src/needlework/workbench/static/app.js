// The workbench: one study, edited by hand or as text; the typical person at once, everybody behind.
import { faults, fill, setUp } from "/form.js";
import { chart, drawn, el, table, timeWords } from "/parts.js";
import { assure, calendar, claims, compare, draft, offer, past, plane, screening, watch, weigh, why } from "/views.js";

const $ = (id) => document.getElementById(id);
const state = { study: null, text: "", session: 0, place: 0, moment: 1, typical: null, full: null, pins: [], start: null };
const MOST_PINS = 4; // what a cloud tells apart by colour
let edition = 0; // of the study: an answer to an older one is dropped

// ---- speaking to the server ------------------------------------------------------------------------------

async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  try {
    const answer = await fetch(path, { method, body: body === undefined ? undefined : JSON.stringify(body), headers: { "content-type": "application/json" } });
    $("server").textContent = answer.status === 401 ? "This session has ended: open the address that the server printed. What you entered is kept." : "";
    if (answer.status === 422) return { refused: (await answer.json()).faults };
    if (!answer.ok) return { refused: [{ key: "", words: await answer.text() }], status: answer.status };
    return answer.headers.get("content-type") === "application/zip" ? await answer.blob() : await answer.json();
  } catch {
    $("server").textContent = "The server does not answer. What you entered is kept; start 'needlework serve' again.";
    return null;
  }
}

// ---- the study: by values, by text -------------------------------------------------------------------------

let sending = false, next = null; // one question at a time; of those that wait the last one only
let last; // the study as it was asked last, by text or by values

async function changed(given) {
  const mine = ++edition;
  last = given;
  keep("study", given.text ?? JSON.stringify(state.study));
  if (sending) { next?.(); await new Promise((go) => { next = go; }); if (mine !== edition) return; }
  sending = true;
  const found = await ask("/api/typical", { ...given, moment: state.moment, place: state.place });
  sending = false;
  next?.();
  next = null;
  if (!found || mine !== edition) return;
  faults(found.faults || found.refused || []);
  if (found.values) take(found, given.text !== undefined, mine);
}

const formOf = (found) => ({ study: found.values, sessions: found.sessions, horizon: found.horizon_days, depth: found.depth_mm });

function take(found, typed, mine) {
  Object.assign(state, { ...formOf(found), python: found.python, text: found.text, typical: found.answer, full: null, shots: null });
  keep("study", found.text);
  if (!typed) $("text").value = found.text;
  fill(state, edit, typed);
  places();
  draw();
  clearTimeout(rest);
  rest = setTimeout(() => behind(mine), 200);
}

// What a hand does not wait for: the other slices, the tissue, what enters the skin. Asked when the hand rests.
let rest;
async function behind(mine) {
  const question = { text: state.text, place: state.place };
  const tissue = await ask("/api/plane", question);
  if (!tissue || mine !== edition) return;
  state.tissue = tissue.refused ? null : tissue;
  state.shots = tissue.shots ?? null;
  field();
  $("unused").replaceChildren(...(tissue.warnings ?? []).map((w) => el("li", {}, w)),
    ...(tissue.not_used ?? []).map((u) => el("li", {}, `${u.field} (${u.value}) moves no number: ${u.why}`)));
  $("unused-box").hidden = !$("unused").children.length;
  const entering = await ask("/api/entering", question);
  if (!entering || mine !== edition) return;
  const list = entering.refused ? entering.refused.map((f) => el("p", { class: "fault" }, f.words))
    : entering.map((e) => el("div", {}, drawn(e.picture), el("p", {}, `${e.words.join("; ")}. No benefit follows from amounts.`)));
  $("entering").replaceChildren(...(list.length ? [el("h3", {}, "What enters"), ...list] : []));
}

// What is typed into the file is read before a field changes it: an edit never overwrites text not yet read.
let reading = Promise.resolve(), read = () => {}, waiting = null;
const soon = (question, delay) => { // the newest change is what counts: one that waits is replaced
  clearTimeout(waiting);
  edition++;
  waiting = setTimeout(() => { waiting = null; question(); }, delay);
};
const typed = () => {
  const before = read;
  reading = new Promise((done) => { read = done; soon(() => changed({ text: $("text").value }).finally(done), 250); });
  before();
};
const edit = async (change, delay = 30) => {
  await reading;
  change();
  fill(state, edit, false);
  soon(() => changed({ values: state.study }), delay);
};

// ---- answers ---------------------------------------------------------------------------------------------------

function places() {
  const names = state.typical.places;
  $("place-row").hidden = names.length < 2;
  $("place").replaceChildren(...names.map((name, i) => el("option", { value: i, selected: i === state.place }, name)));
  state.place = Math.min(state.place, names.length - 1);
}

const asked = (id) => why(ask, { text: state.text, id, place: state.typical.places[state.place] });
const figure = (f) => el("div", {}, el("dt", {}, f.title), el("dd", {}, el("button", { type: "button", class: "link", title: "Where this comes from", onclick: () => asked(f.id) }, f.text)));

function draw() {
  if (!state.typical) return;
  const { moments, figures } = state.typical;
  $("moment").max = moments.length - 1;
  state.moment = Math.min(state.moment, moments.length - 1);
  $("moment").value = state.moment;
  $("slice").innerHTML = state.shots?.[state.moment] ?? state.typical.shot; // drawn by our own server from numbers
  $("moment-words").textContent = state.moment ? timeWords(moments[state.moment]) : "before";
  $("scenario").textContent = state.typical.scenario;
  $("figures").replaceChildren(...figures.filter((f) => f.lead).map(figure));
  $("more-figures").replaceChildren(...figures.filter((f) => !f.lead).map(figure));
  curves();
  rows();
}

function curves() {
  const shown = state.full?.places[state.place] ?? state.typical;
  const keys = Object.keys(state.typical.curves), { lead } = state.typical;
  const charts = Object.fromEntries(keys.map((key) => {
    const curve = shown.curves[key] ?? state.typical.curves[key], times = shown.curves[key] ? shown.times : state.typical.times;
    const lines = [{ times, ...curve, name: "now" }];
    state.pins.forEach((pin, i) => { if (pin.curves[key]) lines.push({ times: pin.times, values: pin.curves[key], name: `course ${i + 1}` }); });
    return [key, chart(curve.title, curve.unit, lines, state.typical.moments[state.moment])];
  }));
  $("curves").replaceChildren(...lead.filter((key) => key in charts).map((key) => charts[key]));
  $("more-curves").replaceChildren(...keys.filter((key) => !lead.includes(key)).map((key) => charts[key]));
}

function field() {
  const found = state.tissue, day = state.typical?.moments[state.moment] ?? 0;
  $("tissue-figure").hidden = !found?.times.length;
  if ($("tissue-figure").hidden) return;
  if (!$("field").options.length) $("field").replaceChildren(...found.fields.map((f) => el("option", { value: f.id, selected: f.id === (kept("field") ?? "tgf_beta") }, f.title)));
  const picture = plane(found, $("field").value, day);
  $("tissue").replaceChildren(picture.svg);
  $("tissue-words").textContent = picture.words;
}

function rows() {
  if (!state.full) { $("rows").replaceChildren(); return; }
  const number = (row) => el("button", { type: "button", class: "link", onclick: () => why(ask, { text: state.text, id: row.id, place: row.place }) }, row.mean);
  const told = (lead) => table(["Outcome", "Average", "How unsure we are of it", "9 in 10 people", "More than untreated", "Rests on numbers"], state.full.rows.filter((row) => row.lead === lead)
    .map((row) => [[row.title, row.place].filter(Boolean).join(", "), number(row), row.unsure, row.people, row.more, row.evidence]));
  $("rows").replaceChildren(el("h3", {}, "Everybody"), told(true), el("details", {}, el("summary", {}, "More outcomes"), told(false)));
}

// ---- everybody -------------------------------------------------------------------------------------------------

async function everybody() {
  const begun = await ask("/api/everybody", { text: state.text });
  if (!begun) return;
  if (begun.refused) { faults(begun.refused); return; }
  keep("job", JSON.stringify({ id: begun.id, text: state.text }));
  follow(begun.id, state.text);
}

// Follows a run, be it just begun or found again after a reload or a lost server.
function follow(id, text) {
  watch("run", id, ask, (answer) => {
    $("state").replaceChildren(`kept as ${answer.folder} `, el("a", { href: `/api/runs/${answer.folder}/report.html`, target: "_blank" }, "Open the report"));
    if (text !== state.text) return;
    state.full = answer;
    draw();
  });
}

function pin() {
  const { times, curves } = state.full?.places[state.place] ?? state.typical;
  const slim = Object.fromEntries(Object.entries(curves).map(([key, c]) => [key, c.values.map((v) => (v == null ? v : +v.toPrecision(4)))]));
  state.pins.push({ text: state.text, study: state.study, title: state.typical.scenario, times, curves: slim });
  pinsChanged();
}

function pinsChanged() {
  keep("pins", JSON.stringify(state.pins));
  $("pin").disabled = state.pins.length >= MOST_PINS;
  $("pin").textContent = `Pin (${state.pins.length} of ${MOST_PINS})`;
  $("pins").replaceChildren(...state.pins.map((pinned, i) => el("li", {}, `course ${i + 1}: ${pinned.title} `,
    el("button", { type: "button", onclick: () => load(pinned.text) }, `Edit course ${i + 1}`), " ",
    el("button", { type: "button", onclick: () => { state.pins.splice(i, 1); pinsChanged(); draw(); } }, `Unpin course ${i + 1}`))));
  $("compare").disabled = state.pins.length < 2;
  $("compared").replaceChildren(...(state.pins.length < 2 ? [el("p", {}, "Pin two courses or more, up to four: in Course, press Pin, turn a dial, press Pin again.")] : []));
}

// ---- views, files, what is kept --------------------------------------------------------------------------------

const opened = { calendar: () => calendar(state, ask), runs: () => past(ask, load),
  screening: () => { $("history").value = (state.study.history ?? []).join("\n"); },
  trial: () => { offer(state.start.trials, state.study.skin?.concern?.kind); if (!$("design-text").value) draft(state.study, state.pins.map((p) => p.study)); } };

function view(name) {
  document.querySelectorAll("main > section").forEach((s) => { s.hidden = s.id !== name; });
  document.querySelectorAll("nav button").forEach((b) => b.setAttribute("aria-pressed", b.dataset.view === name));
  keep("view", name);
  opened[name]?.();
}

function keep(name, text) {
  try { localStorage.setItem(name === "study" ? "needlework" : `needlework.${name}`, text); } catch { $("server").textContent = "The browser keeps no more: save the study as a file."; }
}
const kept = (name) => localStorage.getItem(name === "study" ? "needlework" : `needlework.${name}`);

function download(content, name, type) {
  const link = el("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
state.download = download;

async function tissueFile(form) {
  const found = await ask("/api/sections", { text: state.text, form, zone: state.typical.places[state.place] });
  if (found instanceof Blob) download(found, `sections-${form}.zip`, "application/zip"); else if (found) faults(found.refused);
}

const load = (text) => { $("text").value = text; view("build"); return changed({ text }); };
const taken = async (file) => {
  if (file.size > state.start.most_bytes) faults([{ key: "", words: state.start.too_large }]);
  else load(await file.text());
};

function wire() {
  const on = (id, event, does) => $(id).addEventListener(event, does);
  setUp(state, edit);
  $("disclaimer").textContent = state.start.disclaimer;
  on("moment", "input", () => { state.moment = +$("moment").value; draw(); field(); });
  on("place", "change", () => { state.place = +$("place").value; if (waiting === null) changed(last); }); // what waits asks for the new place
  on("field", "change", () => { keep("field", $("field").value); field(); });
  on("text", "input", typed);
  on("run", "click", everybody);
  on("pin", "click", pin);
  on("compare", "click", () => compare(state, ask));
  on("weigh", "click", () => weigh(state.study, ask));
  on("draft", "click", () => draft(state.study, state.pins.map((p) => p.study)));
  on("assure", "click", () => assure(ask));
  on("save", "click", () => download(state.text, "study.yaml", "text/yaml"));
  on("python", "click", async () => { await navigator.clipboard.writeText(state.python ?? ""); $("file-state").textContent = "Python copied"; });
  on("open", "change", () => { if ($("open").files[0]) taken($("open").files[0]); $("open").value = ""; });
  on("history", "input", () => edit(() => { state.study.history = $("history").value.split("\n").map((s) => s.trim()).filter(Boolean); }, 250));
  on("screen", "click", () => screening(state, ask));
  on("check", "click", () => claims(ask));
  on("start-day", "change", () => calendar(state, ask));
  on("record-close", "click", () => $("record").close());
  for (const form of ["vti", "vtu"]) on(form, "click", () => tissueFile(form));
  addEventListener("dragover", (e) => e.preventDefault());
  addEventListener("drop", (e) => { e.preventDefault(); if (e.dataTransfer.files[0]) taken(e.dataTransfer.files[0]); });
  document.querySelectorAll("nav button").forEach((b) => b.addEventListener("click", () => view(b.dataset.view)));
  for (const entry of document.querySelectorAll("[data-keep]")) {
    entry.value = kept(`entry.${entry.dataset.keep}`) ?? entry.value;
    entry.addEventListener("input", () => keep(`entry.${entry.dataset.keep}`, entry.value));
  }
}

async function begin() {
  state.start = await ask("/api/start");
  if (!state.start || state.start.refused) { setTimeout(begin, 2000); return; }
  Object.assign(state, formOf(state.start.study));
  wire();
  state.pins = JSON.parse(kept("pins") ?? "[]");
  pinsChanged();
  const held = kept("study");
  if (held) $("text").value = held;
  fill(state, edit);
  await changed(held ? { text: held } : { values: state.study });
  const job = JSON.parse(kept("job") ?? "null");
  if (job) follow(job.id, job.text);
  if (kept("view")) view(kept("view"));
}

begin();
