// Finding services by typing, moving them to other windows, and changing them and their departments.
import { get, whoAmI } from "/static/api.js";
import { Departments } from "/static/departments.js";
import { DraftKeeper } from "/static/draft.js";
import { attempt, element, field, tell } from "/static/page.js";
import { ServiceForm } from "/static/service_form.js";
import { stepsBar } from "/static/steps.js";
import { table } from "/static/tables.js";
import { named, t } from "/static/words.js";

const PAGE = 100;
const content = document.getElementById("content");
const editable = (await whoAmI()).role !== "viewer";
const draft = new DraftKeeper();
const bar = await stepsBar(draft, () => form.refresh());
await draft.load();

const search = element("input", { type: "search", placeholder: t("service_hint"), "aria-label": t("search"), "data-testid": "service-search", oninput: () => attempt(list) });
const department = element("select", { "aria-label": t("department"), onchange: () => attempt(list) });
const moveTo = element("input", { "aria-label": t("windows"), placeholder: "A05, A06", "data-testid": "move-windows" });
const moveSince = element("input", { type: "datetime-local", "data-testid": "move-since" });
const moving = element("details", { ontoggle: () => attempt(list) }, element("summary", {}, t("move_all")), element("div", { class: "row" }, field(t("windows"), moveTo), field(t("since_or_now"), moveSince),
  element("button", { type: "button", class: "main", "data-testid": "move", onclick: () => attempt(moveAll) }, t("apply"))));
const left = new Set(); // taken out of what moves
const results = element("div");
const form = new ServiceForm({ draft, editable, kinds: await get("/api/kinds") });
const add = editable ? element("button", { type: "button", "data-testid": "add-service", onclick: () => form.open(null) }, t("add_service")) : "";
const offices = new Departments({ draft, editable });
let shown = PAGE;
content.append(bar, element("div", { class: "row" }, search, department, add), editable ? moving : "", form.root, results, offices.root);

const found = (limit) => get(`/api/services?limit=${limit}&q=${encodeURIComponent(search.value)}&department=${encodeURIComponent(department.value)}`);
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
}

function showDepartments() {
  const chosen = department.value;
  department.replaceChildren(element("option", { value: "" }, t("all")), ...draft.hall.departments.map((one) => element("option", { value: one.id, selected: one.id === chosen }, named(one))));
}

async function list() {
  const { services, total } = await found(shown);
  const office = new Map(draft.hall.departments.map((one) => [one.id, named(one)]));
  const takes = (one) => element("input", { type: "checkbox", checked: !left.has(one.id), "aria-label": `${t("moves")}: ${named(one)}`, onchange: (event) => left[event.target.checked ? "delete" : "add"](one.id) });
  const open = (one) => element("button", { "aria-label": `${t(editable ? "edit" : "look")}: ${named(one)}`, onclick: () => attempt(() => form.open(one.id)) }, t(editable ? "edit" : "look"));
  const rows = services.map((one) => [named(one), office.get(one.department) ?? one.department, one.windows.join(", "), open(one)]);
  const heads = ["name", "department", "windows", "action"];
  const made = moving.open ? table(["moves", ...heads], rows.map((row, index) => [takes(services[index]), ...row])) : table(heads, rows);
  const more = services.length < total ? element("button", { type: "button", onclick: () => { shown += PAGE; attempt(list); } }, t("more")) : "";
  results.replaceChildren(element("p", { class: "quiet" }, `${t("total")} ${total}`), made, more);
}

draft.onChange(() => { showDepartments(); offices.show(); attempt(list); });
showDepartments();
offices.show();
await attempt(list);
const asked = new URLSearchParams(location.search).get("edit");
if (asked) attempt(() => form.open(asked));
