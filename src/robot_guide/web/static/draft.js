// The draft: one copy of it on this page, and everybody who wants to know when it changes.
import { get, post } from "/static/api.js";

export class DraftKeeper {
  constructor() {
    this.listeners = [];
    this.state = null;
    this.at = this.until = null; // the moment that is looked at and edited; null: now
  }

  get hall() { return this.state.hall; }

  onChange(listener) { this.listeners.push(listener); }

  async load() { return this.take(await get(this.at ? `/api/draft?at=${this.at}` : "/api/draft")); }

  // Another moment: what is planned until then is shown done, and edits are planned for then.
  async lookAt(at, until = null) {
    [this.at, this.until] = [at || null, until || null];
    return this.load();
  }

  async edit(changes, label) {
    return this.take(await post("/api/draft/edit", { changes, label, since: this.at, until: this.at && this.until }));
  }

  async step(name, body) {
    const state = await post(`/api/draft/${name}`, body ?? {});
    return this.at ? this.load() : this.take(state);
  }

  take(state) {
    this.state = state;
    for (const listener of this.listeners) listener(state);
    return state;
  }

  find(collection, id) { return this.hall[collection]?.find((item) => item.id === id); }

  // an id that no item of a collection has yet
  fresh(collection, stem) {
    const taken = new Set(this.hall[collection].map((item) => item.id));
    let number = 1;
    while (taken.has(`${stem}_${number}`)) number += 1;
    return `${stem}_${number}`;
  }
}
