// The properties of what is chosen, as a form.
import { read, shown } from "/static/hours_text.js";
import { element, field, tell } from "/static/page.js";
import { named, t } from "/static/words.js";

const NOUNS = {
  windows: "window", places: "place", docks: "dock", zones: "zone", doors: "door", walls: "wall", obstacles: "obstacle",
  barriers: "barrier", keep_outs: "keep_out", slow_areas: "slow_area", lanes: "lane", queues: "queue",
};
const REMOVABLE = ["barriers", "keep_outs", "slow_areas", "lanes", "walls", "doors", "queues"];
const NAMED = ["windows", "places", "docks", "doors", "barriers", "keep_outs", "slow_areas", "lanes"];

export class Panel {
  constructor(root, { editable, edit, showWay }) {
    Object.assign(this, { root, editable, edit, showWay });
  }

  empty() {
    this.root.replaceChildren(element("p", { class: "quiet" }, t("nothing_selected")));
  }

  show(collection, item, queue) {
    const noun = t(NOUNS[collection]);
    const title = collection === "windows" ? `${noun} ${item.id}` : `${noun} ${named(item)}`;
    const parts = [element("h2", {}, title)];
    if (queue?.fresh) parts.push(element("p", {}, `${queue.waiting ?? "?"} ${t("waiting_people")} · ${t("called")} ${queue.called || "–"}`));
    const buttons = element("div", { class: "row" });
    if (this.editable) buttons.append(...this.openOrClose(collection, item));
    if (["windows", "places", "docks"].includes(collection))
      buttons.append(element("button", { type: "button", onclick: () => this.showWay(item.id) }, t("way_here")));
    if (this.editable && REMOVABLE.includes(collection))
      buttons.append(element("button", { type: "button", class: "danger", onclick: () => this.edit({ [collection]: { [item.id]: null } }, `${t("removed")}: ${title}`) }, t("remove")));
    parts.push(buttons);
    if (this.editable && NAMED.includes(collection)) parts.push(this.form(collection, item, title));
    this.root.replaceChildren(...parts);
  }

  openOrClose(collection, item) {
    if (!["windows", "doors"].includes(collection)) return [];
    const window = collection === "windows";
    const words = window ? ["close_window", "open_window"] : ["close_door", "open_door"];
    const name = window ? `${t("window")} ${item.id}` : `${t("door")} ${named(item)}`;
    const [word, test] = item.open ? [words[0], "close-window"] : [words[1], "open-window"];
    const act = () => this.edit({ [collection]: { [item.id]: { open: !item.open } } }, `${t(word)} ${item.id}`, `${name} ${t(item.open ? "window_closed" : "window_opened")}`);
    return [element("button", { type: "button", "data-testid": window ? test : null, class: item.open ? "danger" : "main", onclick: act }, t(word))];
  }

  form(collection, item, title) {
    const inputs = {};
    const input = (key, value, attributes = {}) => (inputs[key] = element("input", { value, ...attributes }));
    const names = ["zh", "en", "ko"].map((language) => field(t(`name_${language}`), input(`name_${language}`, item.names?.[language] ?? "")));
    const more = [];
    if (collection === "windows") more.push(field(t("own_hours"), input("hours", shown(item.hours), { placeholder: t("hours_form"), title: t("hours_form") })));
    if (collection === "barriers")
      for (const key of ["since", "until"]) more.push(field(t(key), input(key, item[key], { type: "datetime-local" })));
    if (collection === "slow_areas") more.push(field(t("speed"), input("speed", item.speed, { type: "number", min: 0.05, max: 2, step: 0.05 })));
    const save = (event) => {
      event.preventDefault();
      const patch = patchOf(item, inputs);
      if (patch) this.edit({ [collection]: { [item.id]: patch } }, `${t("changed")}: ${title}`);
    };
    return element("form", { onsubmit: save }, ...names, ...more, element("button", { class: "main" }, t("apply")));
  }
}

// What the form changes; nothing where the hours cannot be read.
function patchOf(item, inputs) {
  const patch = {};
  for (const language of ["zh", "en", "ko"]) {
    const value = inputs[`name_${language}`].value.trim();
    if (value !== (item.names?.[language] ?? "")) (patch.names ??= {})[language] = value || null;
  }
  for (const key of ["since", "until"]) if (inputs[key] && inputs[key].value !== item[key]) patch[key] = inputs[key].value;
  if (inputs.speed && Number(inputs.speed.value) !== item.speed) patch.speed = Number(inputs.speed.value);
  if (inputs.hours && inputs.hours.value.trim() !== shown(item.hours)) {
    try {
      patch.hours = read(inputs.hours.value);
    } catch (error) {
      tell(`${t("hours_form")} – ${error.message}`, true);
      return null;
    }
  }
  return Object.keys(patch).length ? patch : null;
}
