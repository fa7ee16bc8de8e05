// Finding a service by typing, and changing it.
import { get, whoAmI } from "/static/api.js";
import { DraftKeeper } from "/static/draft.js";
import { attempt, element, field, tell } from "/static/page.js";
import { table } from "/static/tables.js";
import { named, t } from "/static/words.js";

const content = document.getElementById("content");
const editable = (await whoAmI()).role !== "viewer";
const draft = new DraftKeeper();
await draft.load();
const search = element("input", { type: "search", placeholder: t("search_hint"), "aria-label": t("search"), "data-testid": "service-search", oninput: () => attempt(list) });
const department = element("select", { "aria-label": t("department"), onchange: () => attempt(list) }, element("option", { value: "" }, t("all")), ...draft.hall.departments.map((one) => element("option", { value: one.id }, named(one))));
const moveTo = element("input", { "aria-label": t("windows"), placeholder: "A05, A06", "data-testid": "move-windows" });
const moveSince = element("input", { type: "datetime-local", "data-testid": "move-since" });
const moving = element("details", {}, element("summary", {}, t("move_all")), element("div", { class: "row" }, field(t("windows"), moveTo), field(t("since_or_now"), moveSince),
  element("button", { type: "button", class: "main", "data-testid": "move", onclick: () => attempt(moveAll) }, t("apply"))));
const left = new Set(); // taken out of what moves
const results = element("div");
const form = element("div");
content.append(element("div", { class: "row" }, search, department), editable ? moving : "", form, results);

const found = (limit) => get(`/api/services?limit=${limit}&q=${encodeURIComponent(search.value)}&department=${department.value}`);
const idsIn = (text) => text.split(/[,，、\s]+/).filter(Boolean);

// All that are found and not taken out move to other windows, at once or at a stated time.
async function moveAll() {
  const windows = idsIn(moveTo.value);
  if (!windows.length) { tell(t("which_windows"), true); return; }
  const services = (await found(1000)).services.filter((one) => !left.has(one.id));
  if (!services.length) return;
  const label = `${services.length} ${t("services")} → ${windows.join(", ")}`;
  draft.at = moveSince.value || null;
  try {
    await draft.edit({ services: Object.fromEntries(services.map((one) => [one.id, { windows }])) }, label);
  } finally {
    draft.at = null;
  }
  tell(label);
  await list();
}

async function list() {
  const { services, total } = await found(100);
  const office = new Map(draft.hall.departments.map((one) => [one.id, named(one)]));
  const takes = (one) => element("input", { type: "checkbox", checked: !left.has(one.id), "aria-label": `${t("moves")}: ${named(one)}`, onchange: (event) => left[event.target.checked ? "delete" : "add"](one.id) });
  const rows = services.map((one) => [takes(one), named(one), office.get(one.department) ?? one.department, one.windows.join(", "), element("button", { onclick: () => attempt(() => show(one.id)) }, t("edit"))]);
  results.replaceChildren(element("p", { class: "quiet" }, `${t("total")} ${total}`), table(["moves", "name", "department", "windows", "action"], rows));
}

async function show(id) {
  const one = await get(`/api/services/${encodeURIComponent(id)}`);
  const inputs = {};
  const text = (key, value) => (inputs[key] = element("input", { value: value ?? "" }));
  const area = (key, list) => (inputs[key] = element("textarea", { rows: Math.min(Math.max((list ?? []).length, 2), 8), title: t("one_per_line") }));
  const fields = [];
  for (const language of ["zh", "en", "ko"]) {
    fields.push(field(t(`name_${language}`), text(`names.${language}`, one.names[language])));
    for (const key of ["documents", "aliases"]) {
      const made = area(`${key}.${language}`, one[key][language]);
      made.value = (one[key][language] ?? []).join("\n");
      fields.push(field(`${t(key)} (${language}, ${t("one_per_line")})`, made));
    }
  }
  const windows = field(t("windows"), text("windows", one.windows.join(", ")));
  const checks = ["online", "self_service"].map((key) => element("label", { class: "check" }, (inputs[key] = element("input", { type: "checkbox", checked: one[key] })), t(key)));
  const save = (event) => {
    event.preventDefault();
    attempt(async () => {
      await draft.edit({ services: { [id]: patchOf(inputs) } }, `${t("changed")}: ${named(one)}`);
      tell(`${t("changed")}: ${named(one)}`);
      await list();
    });
  };
  form.replaceChildren(element("form", { class: "card", onsubmit: save }, element("h2", {}, named(one)), windows, ...checks, ...fields,
    editable ? element("button", { class: "main" }, t("apply")) : null, element("button", { type: "button", onclick: () => form.replaceChildren() }, t("close"))));
  form.scrollIntoView({ block: "start" });
}

function patchOf(inputs) {
  const lines = (value) => value.split("\n").map((line) => line.trim()).filter(Boolean);
  const patch = { windows: idsIn(inputs.windows.value), online: inputs.online.checked, self_service: inputs.self_service.checked, names: {}, documents: {}, aliases: {} };
  for (const language of ["zh", "en", "ko"]) {
    patch.names[language] = inputs[`names.${language}`].value.trim() || null;
    for (const key of ["documents", "aliases"]) {
      const found = lines(inputs[`${key}.${language}`].value);
      patch[key][language] = found.length ? found : null;
    }
  }
  return patch;
}

attempt(list);
