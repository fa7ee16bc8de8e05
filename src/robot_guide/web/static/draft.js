// The draft: one copy of it on this page, and everybody who wants to know when it changes.
// Steps go to the console one after another, so that none is worked out from a hall that another is about to change.
import { get, post } from "/static/api.js";

export class DraftKeeper {
  constructor() {
    this.listeners = [];
    this.state = null;
    this.hall = null;
    this.shown = []; // changes that are seen already and not answered yet
    this.last = Promise.resolve();
    this.at = this.until = null; // the moment that is looked at and edited; null: now
  }

  get settled() { return !this.shown.length; }

  onChange(listener) { this.listeners.push(listener); }

  load() { return this.next(async () => this.take(await this.look())); }

  // Another moment: what is planned until then is shown done, and edits are planned for then.
  lookAt(at, until = null) {
    [this.at, this.until] = [at || null, until || null];
    return this.load();
  }

  // `seen`: changes of things that are there are seen at once, before the console has answered.
  edit(changes, label, seen = false) {
    const body = { changes, label, since: this.at, until: this.at && this.until };
    if (seen) this.show([...this.shown, changes]);
    return this.next(async () => {
      const answer = await post("/api/draft/edit", body).catch((error) => { this.show(this.without(changes)); throw error; });
      this.shown = this.without(changes);
      return this.take(answer);
    });
  }

  step(name, body) {
    return this.next(async () => {
      const state = await post(`/api/draft/${name}`, body ?? {});
      return this.take(this.at ? await this.look() : state);
    });
  }

  find(collection, id) { return this.hall[collection]?.find((item) => item.id === id); }

  // an id that no item of a collection has yet
  fresh(collection, stem) {
    const taken = new Set(this.hall[collection].map((item) => item.id));
    let number = 1;
    while (taken.has(`${stem}_${number}`)) number += 1;
    return `${stem}_${number}`;
  }

  look() { return get(this.at ? `/api/draft?at=${this.at}` : "/api/draft"); }

  next(work) {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }

  without(changes) { return this.shown.filter((one) => one !== changes); }

  take(state) {
    this.state = state;
    this.show(this.shown);
    return state;
  }

  show(shown) {
    this.shown = shown;
    this.hall = shown.reduce(changed, this.state.hall);
    for (const listener of this.listeners) listener(this.state);
  }
}

function changed(hall, changes) {
  const after = { ...hall };
  for (const [collection, patches] of Object.entries(changes))
    after[collection] = hall[collection].map((item) => (item.id in patches ? merged(item, patches[item.id]) : item)).filter(Boolean);
  return after;
}

function merged(old, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  return { ...old, ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, merged(old?.[key], value)])) };
}
