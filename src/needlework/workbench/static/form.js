// The form: fields that know their key in the study, lists of sessions, zones and products, the map of sites.
import { el, map, sessionLine } from "/parts.js";

const $ = (id) => document.getElementById(id);
const steps = (key) => key.match(/[^.[\]]+/g);
const fields = () => [...document.querySelectorAll("[data-key]")];
const INLINE = "inline"; // the choice of a device that is not in the catalogue

// ---- values by key ---------------------------------------------------------------------------------------

export const valueAt = (study, key) => steps(key).reduce((inner, step) => inner?.[step], study);

export function writeAt(study, key, value) {
  const path = steps(key), last = path.pop();
  let inner = study;
  for (const step of path) inner = inner[step] = typeof inner[step] === "object" && inner[step] ? inner[step] : {};
  if (value === "" || value == null) delete inner[last]; else inner[last] = value;
  // a block without what names it says nothing: it goes with it
  for (const [holder, block, needed] of [["skin", "concern", "kind"], ["course", "anaesthesia", "product"]]) {
    if (study[holder]?.[block] && !study[holder][block][needed]) delete study[holder][block];
  }
  for (const zone of study.zones ?? []) if (zone.concern && !zone.concern.kind) delete zone.concern;
}

// Writes the sessions, each a day and what is its own, as the server lists them; a day that is no number is left for it to judge.
function putSessions(state, list) {
  const { course } = state.study, numbers = list.every((s) => typeof s.day === "number");
  if (numbers) {
    list.sort((a, b) => a.day - b.day);
    const first = list[0]?.day ?? 0;
    list.forEach((s) => { s.day = Math.round(s.day - first); });
  }
  for (const key of ["interval", "days", "sessions"]) delete course[key];
  if (!list.length) course.sessions = 0;
  else if (!numbers || list.some((s) => Object.keys(s).length > 1)) course.sessions = list;
  else course.days = list.map((s) => s.day);
  state.sessions = list;
}

// ---- the form as a whole -----------------------------------------------------------------------------------

const OPTIONS = {}; // of selects, by the last step of a key
const option = ([value, words]) => el("option", { value }, words);
const same = (list) => list.map((value) => [value, value.replaceAll("_", " ")]);

// What is asked of each row of a list: key, words, how it is chosen or an example.
const ROWS = {
  zones: [["name", "Name", "left cheek"], ["site", "Site"], ["kind", "Concern", null, "concern.kind"], ["device", "Device"], ["depth", "Depth", "as the course"],
    ["density", "Density", "as the course"], ["passes", "Passes", "as the course"], ["area", "Area", "100 cm2"]],
  "course.topicals": [["active", "Product", "ascorbic_acid"], ["when", "When"], ["strength", "Strength", "15 %"], ["delay", "Delay", "2 hours"], ["for", "Stays on", "8 hours"]],
  session: [["day", "Day"], ["device", "Device"], ["depth", "Depth", "as the course"], ["density", "Density", "as the course"], ["passes", "Passes", "as the course"],
    ["energy", "Energy", "as the course"], ["other", "Instead of needling", "subcision"]],
};

function row(base, [name, words, example, path]) {
  const key = `${base}.${path ?? name}`, choices = OPTIONS[name];
  const field = choices ? el("select", { "data-key": key }, ...[["", "as the course"], ...choices].map(option))
    : el("input", { "data-key": key, placeholder: example ?? "", list: name === "active" ? "actives" : null, "data-number": name === "day" || name === "passes" });
  return el("label", {}, `${words} `, field);
}

export function setUp(state, edit) {
  const { start } = state;
  Object.assign(OPTIONS, { site: Object.entries(start.sites), device: Object.entries(start.devices) });
  for (const [name, words] of Object.entries(start.choices)) OPTIONS[name] = same(words);
  for (const select of document.querySelectorAll("select[data-from]")) {
    const own = select.dataset.key === "course.device" ? [[INLINE, "a device of my own"]] : [];
    const none = "needed" in select.dataset ? [] : [["", "not stated"]];
    select.replaceChildren(...[...none, ...OPTIONS[select.dataset.from], ...own].map(option));
  }
  for (const list of ["actives", "numbing"]) $(list).replaceChildren(...start[list].map((value) => el("option", { value })));
  const changed = (e) => {
    const field = e.target, key = field.dataset?.key;
    if (!key || (field.tagName === "SELECT") !== (e.type === "change")) return;
    const text = field.value.trim(), number = "number" in field.dataset && text !== "" && !Number.isNaN(Number(text));
    edit(() => put(state, key, number ? Number(text) : text), field.tagName === "SELECT" ? 0 : 250);
  };
  $("form").addEventListener("input", changed);
  $("form").addEventListener("change", changed);
  $("depth").addEventListener("input", () => edit(() => {
    state.depth = $("depth").value;
    put(state, "course.depth", `${state.depth} mm`);
  }));
  $("add").addEventListener("click", () => edit(() => sessionsAs(state, (all) => all.push({ day: (all.at(-1)?.day ?? -28) + 28 }))));
  const grow = (key, made) => () => edit(() => writeAt(state.study, key, [...(valueAt(state.study, key) ?? []), made()]));
  $("add-zone").addEventListener("click", grow("zones", () => ({ name: `zone ${(state.study.zones?.length ?? 0) + 1}`, site: state.study.skin?.site ?? "cheek" })));
  $("add-topical").addEventListener("click", grow("course.topicals", () => ({ active: "hyaluronic_acid", when: "after", strength: "1 %" })));
}

const NEEDED = { columns: ["radius"], sheet: [] }; // of a device described in the form, beside its kind; each begins at its example
const OWN = ({ start }, kind) => ({ kind, ...Object.fromEntries((NEEDED[kind] ?? ["needles", "needle_diameter"]).map((key) => [key, start.examples[key]])) });

function put(state, key, value) {
  const study = state.study;
  if (key === "course.device" && value === INLINE) value = OWN(state, state.start.choices.device_kind[0]);
  if (key === "course.device.kind") [key, value] = ["course.device", OWN(state, value)]; // each kind has keys of its own
  const own = /^course\.sessions\[(\d+)\]\.(.+)$/.exec(key);
  if (own) sessionsAs(state, (all) => writeAt(all[own[1]], own[2], value)); else writeAt(study, key, value);
}

function sessionsAs(state, change) {
  const all = state.sessions.map((s) => ({ ...s }));
  change(all);
  putSessions(state, all);
}

// Writes the study into the fields; one that is being typed in is left alone, unless the file was edited.
export function fill(state, edit, all = true) {
  const { study } = state;
  rows("zones", study.zones ?? [], state, edit);
  rows("course.topicals", study.course.topicals ?? [], state, edit);
  sessions(state, edit);
  const own = typeof study.course.device === "object" && study.course.device;
  $("own-device").hidden = !own;
  for (const part of document.querySelectorAll("[data-for]")) part.hidden = !own || !part.dataset.for.split(" ").includes(own.kind);
  $("morphology").hidden = study.skin?.concern?.kind !== "atrophic_scar";
  show(state, fields().filter((field) => all || field !== document.activeElement || field.tagName !== "INPUT"));
  if (state.depth != null) $("depth").value = state.depth;
  map($("face"), [study.skin?.site, ...(study.zones ?? []).map((z) => z.site)], (site) => edit(() => writeAt(study, "skin.site", site)));
}

function show({ study, sessions }, chosen) {
  for (const field of chosen) {
    const { key } = field.dataset, own = key.startsWith("course.sessions["), value = own ? valueAt(sessions, key.slice(15)) : valueAt(study, key);
    const plain = Array.isArray(value) ? value.join(" to ") : key === "course.device" ? INLINE : "";
    field.value = typeof value === "object" && value ? plain : value ?? "";
  }
}

// Rows are made anew only where their number changed, so that a field keeps the focus.
function rows(key, list, state, edit) {
  const holder = $(key.split(".").at(-1));
  if (holder.children.length === list.length) return;
  holder.replaceChildren(...list.map((_, i) => el("li", {}, ...ROWS[key].map((field) => row(`${key}[${i}]`, field)),
    el("button", { type: "button", onclick: () => edit(() => {
      const left = valueAt(state.study, key).filter((_, k) => k !== i);
      writeAt(state.study, key, left.length ? left : null);
    }) }, `Remove ${key === "zones" ? "zone" : "product"} ${i + 1}`))));
}

function sessions(state, edit) {
  const { sessions: list, horizon } = state;
  state.session = Math.min(state.session, Math.max(list.length - 1, 0));
  const choose = (i) => {
    state.session = i;
    document.querySelectorAll("#line .pin").forEach((pin, k) => pin.classList.toggle("chosen", k === i));
    session(i);
    show(state, [...$("session").querySelectorAll("[data-key]")]);
  };
  const last = list.at(-1)?.day ?? 0, shown = Math.min(horizon, [84, 182, 365, 730, 1826].find((days) => days > 1.25 * last) ?? horizon);
  sessionLine($("line"), list, state.session, shown, {
    choose,
    move: (i, day) => edit(() => sessionsAs(state, (all) => {
      const lowest = i ? all[i - 1].day + 1 : 0, highest = (all[i + 1]?.day ?? horizon) - 1;
      all[i].day = Math.round(Math.min(Math.max(day, lowest), highest));
    })),
    remove: (i) => edit(() => sessionsAs(state, (all) => all.splice(i, 1))),
  });
  $("session-words").textContent = list.length ? `${list.length} sessions, days ${list.map((s) => Math.round(s.day)).join(", ")}` : "no session: untreated skin";
  $("session").hidden = !list.length;
  session(state.session);
}

// The settings of one session, over those of the course.
function session(i) {
  const chosen = `course.sessions[${i}]`, block = $("session");
  if (block.dataset.of === chosen) return;
  block.dataset.of = chosen;
  block.replaceChildren(el("legend", {}, `Session ${i + 1}`), ...ROWS.session.map((field) => row(chosen, field)));
}

// ---- faults -------------------------------------------------------------------------------------------------

// Each fault beside its field; one of a block beside the block; the rest below the form.
export function faults(list) {
  document.querySelectorAll("#form .fault").forEach((node) => node.remove());
  for (const field of document.querySelectorAll("[aria-invalid]")) { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); }
  list.forEach((fault, i) => {
    const field = fields().find((node) => fault.key && node.dataset.key === fault.key);
    const blocks = [...document.querySelectorAll("[data-block]")].filter((node) => fault.key?.startsWith(node.dataset.block));
    const block = blocks.sort((a, b) => b.dataset.block.length - a.dataset.block.length)[0];
    (field?.closest("label") ?? block ?? $("other-faults")).append(el("p", { class: "fault", id: `fault-${i}` }, fault.words));
    field?.setAttribute("aria-invalid", "true");
    field?.setAttribute("aria-describedby", `fault-${i}`);
  });
}
