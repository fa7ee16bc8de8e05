// One service with all that is known of it, in three languages.
import { get } from "/static/api.js";
import { attempt, element, field, tell } from "/static/page.js";
import { language as reader, named, t } from "/static/words.js";

const LANGUAGES = ["zh", "en", "ko"];
const TEXTS = ["names", "fee", "duration"]; // one line each in every language
const LISTS = ["documents", "aliases"]; // a line for each of them
const CHOICES = { audience: "audiences", programme: "programmes", source: "sources" };
const FLAGS = ["online", "self_service"];
const NEW = { names: {}, fee: {}, duration: {}, documents: {}, aliases: {}, windows: [], audience: "both", programme: "", source: "illustration", online: false, self_service: false };
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

export class ServiceForm {
  constructor({ draft, editable, kinds }) {
    Object.assign(this, { draft, editable, kinds, root: element("div") });
  }

  // of a service, or with null of one that is to be
  async open(id) {
    const one = id ? await get(`/api/services/${encodeURIComponent(id)}`) : { ...NEW, department: this.draft.hall.departments[0]?.id };
    [this.inputs, this.id] = [{}, id];
    const title = id ? named(one) : t("add_service");
    const save = (event) => { event.preventDefault(); attempt(() => this.closed(() => this.save(id, one, title))); };
    const buttons = element("div", { class: "row" }, this.editable ? element("button", { class: "main", "data-testid": "save-service" }, t("apply")) : "",
      element("button", { type: "button", onclick: () => this.close() }, t("close")),
      this.editable && id ? element("button", { type: "button", class: "danger", "data-testid": "remove-service", onclick: () => attempt(() => this.closed(() => this.remove(id, title))) }, t("remove")) : "");
    const made = element("form", { class: "card", "data-testid": "service-form", onsubmit: save }, element("h2", {}, title), element("fieldset", { class: "plain", disabled: !this.editable },
      this.frame(id, one), this.inLanguages(one)), buttons);
    this.root.replaceChildren(made);
    made.scrollIntoView({ block: "start" });
  }

  close() {
    this.id = null;
    this.root.replaceChildren();
  }

  // a step was taken back or done again: what is shown is what the draft has
  async refresh() {
    if (!this.id) return;
    await this.closed(async () => {
      if (await exists(this.id)) await this.open(this.id);
      else this.close();
    });
  }

  // Nothing can be typed into a form that another is about to take the place of: it would be lost.
  async closed(work) {
    const parts = [...this.root.querySelectorAll("fieldset, button")].filter((part) => !part.disabled);
    for (const part of parts) part.disabled = true;
    try {
      return await work();
    } finally {
      for (const part of parts) part.disabled = false;
    }
  }

  frame(id, one) {
    const put = (key, input) => (this.inputs[key] = input);
    const select = (key, values, word) => field(t(key), put(key, element("select", { name: key }, ...values.map(([value, text]) => element("option", { value, selected: value === one[key] }, text ?? t(`${word}_${value || "none"}`))))));
    const offices = this.draft.hall.departments.map((office) => [office.id, named(office)]);
    const choices = Object.entries(CHOICES).map(([key, kinds]) => select(key, this.kinds[kinds].map((value) => [value]), key));
    const flags = FLAGS.map((key) => element("label", { class: "check" }, put(key, element("input", { type: "checkbox", name: key, checked: one[key] })), t(key)));
    return element("div", { class: "fields" }, id ? "" : field(t("id"), put("id", element("input", { name: "id", required: true, pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]*", placeholder: "birth_certificate" }))),
      select("department", offices), field(t("windows"), put("windows", element("input", { name: "windows", value: one.windows.join(", ") }))), ...choices, ...flags);
  }

  inLanguages(one) {
    const text = (key, language) => element("input", { name: `${key}.${language}`, value: one[key][language] ?? "" });
    const area = (key, language) => element("textarea", { name: `${key}.${language}`, rows: Math.min(Math.max(...LANGUAGES.map((each) => one[key][each]?.length ?? 0), 2) + 1, 12) }, (one[key][language] ?? []).join("\n"));
    const row = (key, make, more = "") => LANGUAGES.map((language) => field(`${t(key)} · ${t(`language_${language}`)}${more}`, (this.inputs[`${key}.${language}`] = make(key, language))));
    return element("div", { class: "languages" }, ...TEXTS.flatMap((key) => row(key, text)), ...LISTS.flatMap((key) => row(key, area, ` (${t("one_per_line")})`)));
  }

  // only what is another than it was
  patch(one) {
    const { inputs } = this;
    const patch = {};
    const put = (key, value) => { if (JSON.stringify(value) !== JSON.stringify(one[key])) patch[key] = value; };
    put("windows", inputs.windows.value.split(/[,，、\s]+/).filter(Boolean));
    for (const key of ["department", ...Object.keys(CHOICES)]) put(key, inputs[key].value);
    for (const key of FLAGS) put(key, inputs[key].checked);
    for (const key of [...TEXTS, ...LISTS]) {
      for (const language of LANGUAGES) {
        const typed = inputs[`${key}.${language}`].value;
        const value = TEXTS.includes(key) ? typed.trim() : lines(typed);
        if (JSON.stringify(value) !== JSON.stringify(one[key][language] ?? (TEXTS.includes(key) ? "" : []))) (patch[key] ??= {})[language] = value.length ? value : null;
      }
    }
    return patch;
  }

  async save(id, one, title) {
    const patch = this.patch(id ? one : { ...NEW, department: "" });
    if (id && !Object.keys(patch).length) { tell(t("nothing_changed")); return; }
    const key = id ?? this.inputs.id.value.trim();
    if (!id && (await exists(key))) { tell(t("id_taken"), true); return; }
    const label = `${t(id ? "changed" : "added")}: ${id ? title : this.inputs[`names.${reader}`].value || key}`;
    await this.draft.edit({ services: { [key]: id ? patch : { names: {}, documents: {}, aliases: {}, windows: [], ...patch } } }, label);
    tell(label);
    await this.open(key);
  }

  async remove(id, title) {
    const label = `${t("removed")}: ${title}`;
    await this.draft.edit({ services: { [id]: null } }, label);
    this.close();
    tell(label);
  }
}

async function exists(id) {
  try {
    await get(`/api/services/${encodeURIComponent(id)}`);
    return true;
  } catch (error) {
    if (error.status === 404) return false;
    throw error;
  }
}
