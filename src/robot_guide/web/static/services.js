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
const results = element("div");
const form = element("div");
content.append(element("div", { class: "row" }, search, department), form, results);

async function list() {
  const { services, total } = await get(`/api/services?limit=100&q=${encodeURIComponent(search.value)}&department=${department.value}`);
  const office = new Map(draft.hall.departments.map((one) => [one.id, named(one)]));
  const rows = services.map((one) => [named(one), office.get(one.department) ?? one.department, one.windows.join(", "), element("button", { onclick: () => attempt(() => show(one.id)) }, t("edit"))]);
  results.replaceChildren(element("p", { class: "quiet" }, `${t("total")} ${total}`), table(["name", "department", "windows", "action"], rows));
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
  const patch = { windows: inputs.windows.value.split(/[,，、\s]+/).filter(Boolean), online: inputs.online.checked, self_service: inputs.self_service.checked, names: {}, documents: {}, aliases: {} };
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
