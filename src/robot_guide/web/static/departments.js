// The departments whose services the hall offers, with their names in three languages.
import { attempt, element, field, tell } from "/static/page.js";
import { table } from "/static/tables.js";
import { named, t } from "/static/words.js";

const LANGUAGES = ["zh", "en", "ko"];

export class Departments {
  constructor({ draft, editable }) {
    Object.assign(this, { draft, editable, list: element("div") });
    this.root = element("details", { "data-testid": "departments" }, element("summary", {}, t("departments")), this.list);
  }

  // only when they are others than are shown, so that nothing half typed goes with a step of another kind
  show() {
    const now = JSON.stringify(this.draft.hall.departments);
    if (now === this.shown) return;
    this.shown = now;
    const rows = this.draft.hall.departments.map((one) => this.row(one));
    this.list.replaceChildren(table(["id", ...LANGUAGES.map((language) => `name_${language}`), "action"], rows), this.editable ? this.adding() : "");
  }

  row(one) {
    const names = LANGUAGES.map((language) => element("input", { value: one.names[language] ?? "", disabled: !this.editable, "aria-label": `${t(`name_${language}`)} ${one.id}` }));
    const save = () => {
      const changed = Object.fromEntries(LANGUAGES.map((language, index) => [language, names[index].value.trim() || null]).filter(([language, name]) => name !== (one.names[language] ?? null)));
      if (Object.keys(changed).length) this.edit({ departments: { [one.id]: { names: changed } } }, `${t("changed")}: ${named(one)}`);
    };
    const buttons = this.editable ? element("div", { class: "row" }, element("button", { type: "button", onclick: save }, t("apply")),
      element("button", { type: "button", class: "danger", onclick: () => this.edit({ departments: { [one.id]: null } }, `${t("removed")}: ${named(one)}`) }, t("remove"))) : "";
    return [element("code", {}, one.id), ...names, buttons];
  }

  adding() {
    const id = element("input", { required: true, pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]*", name: "department-id" });
    const names = LANGUAGES.map((language) => element("input", { required: true, name: `department-${language}` }));
    const add = (event) => {
      event.preventDefault();
      const made = Object.fromEntries(LANGUAGES.map((language, index) => [language, names[index].value.trim()]));
      if (this.draft.find("departments", id.value)) tell(t("id_taken"), true);
      else this.edit({ departments: { [id.value]: { names: made } } }, `${t("added")}: ${named({ names: made })}`);
    };
    return element("form", { class: "row", onsubmit: add }, field(t("id"), id), ...LANGUAGES.map((language, index) => field(t(`name_${language}`), names[index])),
      element("button", { class: "main", "data-testid": "add-department" }, t("add")));
  }

  edit(changes, label) {
    return attempt(async () => { await this.draft.edit(changes, label); tell(label); });
  }
}
