// When the hall is open, its holidays, and what is planned.
import { get, whoAmI } from "/static/api.js";
import { DraftKeeper } from "/static/draft.js";
import { shown } from "/static/hours_text.js";
import { attempt, element, field, tell } from "/static/page.js";
import { stepsBar } from "/static/steps.js";
import { table } from "/static/tables.js";
import { Week } from "/static/week.js";
import { language, named, t } from "/static/words.js";

const content = document.getElementById("content");
const editable = (await whoAmI()).role !== "viewer";
const draft = new DraftKeeper();
const bar = await stepsBar(draft);
draft.onChange((state) => attempt(() => show(state)));
attempt(() => draft.load());

async function show({ hall }) {
  const { planned } = await get("/api/draft/planned");
  content.replaceChildren(bar, weekly(hall), calendar(hall), coming(hall, planned));
}

const edit = (changes, label) => attempt(async () => { await draft.edit(changes, label); tell(label); });
const drop = (collection, id) => (editable ? element("button", { class: "danger", onclick: () => edit({ [collection]: { [id]: null } }, `${t("removed")}: ${id}`) }, t("remove")) : "");

function weekly(hall) {
  const week = new Week(hall.hours, editable);
  const save = (event) => {
    event.preventDefault();
    try { edit({ hours: week.read() }, t("week")); } catch (error) { tell(`${t("half_a_time")} – ${error.message}`, true); }
  };
  const own = hall.windows.filter((window) => window.hours.length).map((window) => [window.id, shown(window.hours)]);
  return element("section", { "data-testid": "week" }, element("h2", {}, t("week")), element("form", { onsubmit: save }, week.root, editable ? element("button", { class: "main" }, t("apply")) : null),
    own.length ? table(["window", "own_hours"], own) : "");
}

function calendar(hall) {
  const rows = hall.calendar.map((days) => [named(days), t(days.kind), days.first, days.last, drop("calendar", days.id)]);
  const inputs = { name: element("input", { required: true }), first: element("input", { type: "date", required: true }), last: element("input", { type: "date", required: true }), kind: element("select", {}, ...["holiday", "workday"].map((kind) => element("option", { value: kind }, t(kind)))) };
  const add = (event) => {
    event.preventDefault();
    const names = Object.fromEntries(["zh", "en", "ko"].map((language) => [language, inputs.name.value]));
    edit({ calendar: { [draft.fresh("calendar", "days")]: { kind: inputs.kind.value, names, first: inputs.first.value, last: inputs.last.value } } }, `${t("added")}: ${inputs.name.value}`);
  };
  const form = element("form", { class: "row", onsubmit: add }, field(t("name"), inputs.name), field(t("kind"), inputs.kind), field(t("first"), inputs.first), field(t("last"), inputs.last), element("button", { class: "main" }, t("add")));
  return element("section", {}, element("h2", {}, t("calendar")), table(["name", "kind", "first", "last", "action"], rows), editable ? form : "");
}

function coming(hall, planned) {
  const what = (change) => element("ul", { class: "diff" }, ...(change.lines ? change.lines.map((line) => element("li", {}, line[language])) : [element("li", { class: "problem" }, t("does_not_fit"))]));
  const rows = planned.map((change) => [change.since.replace("T", " "), change.until.replace("T", " "), what(change), named(change), drop("changes", change.id)]);
  const inputs = { window: element("select", { "data-testid": "plan-window" }, ...hall.windows.map((window) => element("option", { value: window.id }, window.id))), since: element("input", { type: "datetime-local", required: true, "data-testid": "plan-since" }), until: element("input", { type: "datetime-local" }) };
  const add = (event) => {
    event.preventDefault();
    attempt(async () => {
      const label = `${t("close_window")} ${inputs.window.value}`;
      [draft.at, draft.until] = [inputs.since.value, inputs.until.value || null];
      try { await draft.edit({ windows: { [inputs.window.value]: { open: false } } }, label); } finally { await draft.lookAt(null); }
      tell(label);
    });
  };
  const form = element("form", { class: "row", onsubmit: add }, field(t("plan_close"), inputs.window), field(t("since"), inputs.since), field(t("until"), inputs.until), element("button", { class: "main" }, t("add")));
  return element("section", { "data-testid": "planned" }, element("h2", {}, t("planned")), rows.length ? table(["since", "until", "what", "name", "action"], rows) : element("p", { class: "quiet" }, t("no_planned")), editable ? form : "", editable ? element("p", { class: "quiet" }, t("plan_elsewhere")) : "");
}
