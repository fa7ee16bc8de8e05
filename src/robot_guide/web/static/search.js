// Finding windows, places and services by typing.
import { get } from "/static/api.js";
import { element } from "/static/page.js";
import { named, t } from "/static/words.js";

export class Search {
  constructor({ input, list, draft, choose, highlight }) {
    Object.assign(this, { input, list, draft, choose, highlight, hits: [], at: 0, looking: null });
    input.addEventListener("input", () => { this.looking = this.find(); });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.hide(), 200));
  }

  async find() {
    const text = this.input.value.trim().toLowerCase();
    if (!text) { this.hits = []; this.highlight([]); this.hide(); return; }
    const match = (one) => [one.id, ...Object.values(one.names)].some((name) => name.toLowerCase().includes(text));
    const things = ["windows", "places"].flatMap((collection) => this.draft.hall[collection].filter(match).map((one) => ({ collection, id: one.id, text: `${collection === "windows" ? `${t("window")} ${one.id} ` : ""}${named(one)}` })));
    const { services } = await get(`/api/services?limit=12&q=${encodeURIComponent(text)}`);
    if (text !== this.input.value.trim().toLowerCase()) return;
    this.hits = [...things.slice(0, 8), ...services.map((one) => ({ windows: one.windows, text: `${named(one)} → ${one.windows.join(", ")}` }))];
    this.at = 0;
    this.show();
  }

  show() {
    this.list.replaceChildren(...this.hits.map((hit, index) => element("li", {
      role: "option", "aria-selected": String(index === this.at), onpointerdown: (event) => { event.preventDefault(); this.take(hit); } }, hit.text)));
    this.list.hidden = !this.hits.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  hide() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  // Who types fast presses Enter while the list still answers the first letters: what is taken answers all of them.
  async takeChosen() {
    for (let last = null; last !== this.looking;) await (last = this.looking);
    if (this.hits[this.at]) this.take(this.hits[this.at]);
  }

  take(hit) {
    this.hide();
    if (hit.windows) { this.highlight(hit.windows); this.choose("windows", hit.windows[0]); } else this.choose(hit.collection, hit.id);
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key] && this.hits.length) { this.at = (this.at + steps[event.key] + this.hits.length) % this.hits.length; this.show(); }
    else if (event.key === "Enter") this.takeChosen();
    else if (event.key === "Escape") { this.input.value = ""; this.looking = this.find(); }
    else return;
    event.preventDefault();
  }
}
