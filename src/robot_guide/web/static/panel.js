// The properties of what is chosen, as a form.
import { get } from "/static/api.js";
import { shapeOf } from "/static/making.js";
import { attempt, element, field, tell } from "/static/page.js";
import { Week } from "/static/week.js";
import { named, t } from "/static/words.js";

const NOUNS = {
  windows: "window", places: "place", docks: "dock", zones: "zone", doors: "door", walls: "wall", obstacles: "obstacle",
  barriers: "barrier", keep_outs: "keep_out", slow_areas: "slow_area", lanes: "lane", queues: "queue",
};
const NAMED = ["windows", "places", "docks", "doors", "barriers", "keep_outs", "slow_areas", "lanes"];
const POSE = { windows: "stop", places: "stop", docks: "pose" };
const DEGREES = 180 / Math.PI;

// What beside names can be changed: how a value is shown in an input, and what of the item an input's text becomes.
const number = (key, attributes) => ({ attributes: { type: "number", step: 0.05, ...attributes }, shown: (item) => item[key], patch: (text) => ({ [key]: Number(text) }) });
const plain = (key, attributes = {}) => ({ attributes, shown: (item) => item[key] ?? "", patch: (text) => ({ [key]: text }) });
const heading = (pose) => ({ attributes: { type: "number", min: -180, max: 180, step: 5 }, shown: (item) => Math.round(item[pose].yaw * DEGREES), patch: (text) => ({ [pose]: { yaw_degrees: Number(text) } }) });
const ids = (key) => ({ attributes: {}, shown: (item) => item[key].join(", "), patch: (text) => ({ [key]: text.split(/[,，、\s]+/).filter(Boolean) }) });
const FIELDS = {
  windows: { heading: heading("stop") },
  places: { kind: { ...plain("kind"), options: "places" }, heading: heading("stop") },
  docks: { robot: plain("robot"), heading: heading("pose") },
  doors: { kind: { ...plain("kind"), options: "doors" } },
  barriers: { since: plain("since", { type: "datetime-local" }), until: plain("until", { type: "datetime-local" }) },
  slow_areas: { speed: number("speed", { min: 0.05, max: 2 }) },
  lanes: { width: number("width", { min: 0.3, max: 10 }) },
  walls: { thickness: number("thickness", { min: 0.05, max: 2 }) },
  queues: { windows: ids("windows") },
};

export class Panel {
  constructor(root, { draft, editable, edit, showWay, kinds }) {
    Object.assign(this, { root, draft, editable, edit, showWay, kinds });
  }

  empty() {
    this.shown = null;
    this.root.replaceChildren(element("p", { class: "quiet" }, t("nothing_selected")));
  }

  // What is typed and not applied stays, as long as the thing does not change.
  show(collection, item) {
    const now = JSON.stringify([collection, item]);
    if (now === this.shown) return;
    this.shown = now;
    this.queueLine = element("p", { hidden: true });
    this.cornerLine = element("div", { class: "row" });
    const noun = t(NOUNS[collection]);
    const title = collection === "windows" ? `${noun} ${item.id}` : `${noun} ${named(item)}`;
    const parts = [element("h2", {}, title), this.queueLine, this.cornerLine];
    const buttons = element("div", { class: "row" });
    if (this.editable) buttons.append(...this.openOrClose(collection, item));
    if (collection in POSE) buttons.append(element("button", { type: "button", onclick: () => this.showWay(item.id) }, t("way_here")));
    if (this.editable)
      buttons.append(element("button", { type: "button", class: "danger", "data-removes": true, onclick: () => attempt(() => this.remove(collection, item, title)) }, shapeOf(collection) ? t("remove_thing").replace("{noun}", noun.toLowerCase()) : t("remove")));
    parts.push(buttons);
    if (this.editable) parts.push(this.form(collection, item, title));
    if (collection === "windows") parts.push(this.services(item));
    this.root.replaceChildren(...parts);
  }

  // Where the keyboard goes in, or stays where it was after the panel was made anew; never at what takes the thing away.
  enter(name = "") {
    const was = name && this.root.querySelector(`[name="${name}"]`);
    (was || this.root.querySelector("button:not([data-removes]), input, select"))?.focus();
  }

  tellQueue(queue) {
    if (!this.shown) return;
    this.queueLine.hidden = !queue?.fresh;
    this.queueLine.textContent = queue?.fresh ? `${queue.waiting ?? "?"} ${t("waiting_people")} · ${t("called")} ${queue.called || "–"}` : "";
  }

  // `remove`: takes the corner that is held away; null: none is held
  holdCorner(remove) {
    if (this.shown) this.cornerLine.replaceChildren(...(remove ? [element("button", { type: "button", "data-testid": "remove-corner", onclick: remove }, t("remove_corner"))] : []));
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

  // A window leaves the services and queue areas that name it, too.
  async remove(collection, item, title) {
    const changes = { [collection]: { [item.id]: null } };
    if (collection === "windows") {
      const without = (one) => ({ windows: one.windows.filter((window) => window !== item.id) });
      const { services } = await get(`/api/services?limit=1000&window=${encodeURIComponent(item.id)}`);
      if (services.length) changes.services = Object.fromEntries(services.map((one) => [one.id, without(one)]));
      const queues = this.draft.hall.queues.filter((one) => one.windows.includes(item.id));
      if (queues.length) changes.queues = Object.fromEntries(queues.map((one) => [one.id, without(one)]));
    }
    await this.edit(changes, `${t("removed")}: ${title}`);
  }

  form(collection, item, title) {
    const names = NAMED.includes(collection) ? ["zh", "en", "ko"].map((language) => [`name_${language}`, element("input", { value: item.names?.[language] ?? "", name: `name_${language}` })]) : [];
    const more = Object.entries(FIELDS[collection] ?? {}).map(([word, one]) => [word, this.input(word, one, item)]);
    const week = collection === "windows" ? new Week(item.hours, true) : null;
    const inputs = Object.fromEntries([...names, ...more]);
    if (!names.length && !more.length) return "";
    const save = (event) => {
      event.preventDefault();
      try {
        const patch = { ...patchOf(collection, item, inputs), ...(week ? hoursOf(item, week) : {}) };
        if (Object.keys(patch).length) this.edit({ [collection]: { [item.id]: patch } }, `${t("changed")}: ${title}`);
      } catch (error) {
        tell(`${t("half_a_time")} – ${error.message}`, true);
      }
    };
    return element("form", { onsubmit: save }, ...[...names, ...more].map(([word, input]) => field(t(word), input)),
      week ? element("details", { open: item.hours.length > 0 }, element("summary", {}, t("own_hours")), week.root) : "", element("button", { class: "main" }, t("apply")));
  }

  input(word, one, item) {
    const value = one.shown(item);
    if (!one.options) return element("input", { value, name: word, ...one.attributes });
    return element("select", { name: word }, ...this.kinds[one.options].map((kind) => element("option", { value: kind, selected: kind === value }, t(`kind_${kind}`))));
  }

  // what is done here
  services(window) {
    const list = element("ul", { class: "diff" });
    const box = element("details", {}, element("summary", {}, t("services_here")), list);
    box.addEventListener("toggle", () => attempt(async () => {
      const { services } = await get(`/api/services?limit=1000&window=${encodeURIComponent(window.id)}`);
      list.replaceChildren(...services.map((one) => element("li", {}, named(one))));
    }), { once: true });
    return box;
  }
}

function patchOf(collection, item, inputs) {
  const patch = {};
  for (const language of ["zh", "en", "ko"]) {
    const value = inputs[`name_${language}`]?.value.trim();
    if (value !== undefined && value !== (item.names?.[language] ?? "")) (patch.names ??= {})[language] = value || null;
  }
  for (const [word, one] of Object.entries(FIELDS[collection] ?? {})) {
    const text = inputs[word].value.trim();
    if (text !== String(one.shown(item) ?? "")) Object.assign(patch, one.patch(text));
  }
  return patch;
}

// Compared day by day: how the days are grouped is no change.
function hoursOf(item, week) {
  const spans = (hours) => hours.flatMap((row) => row.days.map((day) => `${day} ${row.opens}-${row.closes}`)).sort().join();
  const hours = week.read();
  return spans(hours) === spans(item.hours) ? {} : { hours };
}
