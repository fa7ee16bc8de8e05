// When the hall is open, its holidays, and what is planned.
import { whoAmI } from "/static/api.js";
import { DraftKeeper } from "/static/draft.js";
import { read, shown } from "/static/hours_text.js";
import { attempt, element, field, tell } from "/static/page.js";
import { table } from "/static/tables.js";
import { named, t } from "/static/words.js";

const content = document.getElementById("content");
const editable = (await whoAmI()).role !== "viewer";
const draft = new DraftKeeper();
draft.onChange(show);
attempt(() => draft.load());

function show({ hall }) {
  content.replaceChildren(week(hall), calendar(hall), planned(hall));
}

const edit = (changes, label) => attempt(async () => { await draft.edit(changes, label); tell(label); });
const drop = (collection, id) => (editable ? element("button", { class: "danger", onclick: () => edit({ [collection]: { [id]: null } }, `${t("removed")}: ${id}`) }, t("remove")) : "");

function week(hall) {
  const input = element("input", { value: shown(hall.hours), title: t("hours_form"), "data-testid": "week" });
  const save = (event) => {
    event.preventDefault();
    try { edit({ hours: read(input.value) }, t("week")); } catch (error) { tell(`${t("hours_form")} – ${error.message}`, true); }
  };
  const own = hall.windows.filter((window) => window.hours.length).map((window) => [window.id, shown(window.hours)]);
  return element("section", {}, element("h2", {}, t("week")), element("form", { onsubmit: save }, field(t("hours_form"), input), editable ? element("button", { class: "main" }, t("apply")) : null),
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

function planned(hall) {
  const rows = hall.changes.map((change) => [named(change), change.since.replace("T", " "), change.until.replace("T", " "), JSON.stringify(change.changes), drop("changes", change.id)]);
  const inputs = { window: element("select", {}, ...hall.windows.map((window) => element("option", { value: window.id }, window.id))), since: element("input", { type: "datetime-local", required: true }), until: element("input", { type: "datetime-local" }) };
  const add = (event) => {
    event.preventDefault();
    const changes = { windows: { [inputs.window.value]: { open: false } } };
    edit({ changes: { [draft.fresh("changes", "change")]: { since: inputs.since.value, until: inputs.until.value, changes } } }, `${t("plan_close")} ${inputs.window.value}`);
  };
  const form = element("form", { class: "row", onsubmit: add }, field(t("plan_close"), inputs.window), field(t("since"), inputs.since), field(t("until"), inputs.until), element("button", { class: "main" }, t("add")));
  return element("section", {}, element("h2", {}, t("planned")), rows.length ? table(["name", "since", "until", "what", "action"], rows) : element("p", { class: "quiet" }, t("no_planned")), editable ? form : "");
}
