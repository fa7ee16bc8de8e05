// The draft: one copy of it on this page, and everybody who wants to know when it changes.
import { get, post } from "/static/api.js";

export class DraftKeeper {
  constructor() {
    this.listeners = [];
    this.state = null;
  }

  get hall() { return this.state.hall; }

  onChange(listener) { this.listeners.push(listener); }

  async load() { return this.take(await get("/api/draft")); }

  async edit(changes, label) { return this.take(await post("/api/draft/edit", { changes, label })); }

  async step(name, body) { return this.take(await post(`/api/draft/${name}`, body ?? {})); }

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
