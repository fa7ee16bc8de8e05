// What is chosen on the map: a thing, and perhaps one of its handles. It is state: drawing the hall anew leaves it.
import { shapeOf } from "/static/making.js";

export class Selection {
  constructor(draft) {
    this.draft = draft;
    this.choose(null);
  }

  choose(collection, id, handle = null) {
    Object.assign(this, { collection, id, handle });
    this.corners = this.points?.length;
  }

  get item() { return this.collection ? this.draft.find(this.collection, this.id) : undefined; }

  get points() { return this.item?.[shapeOf(this.collection)?.key]; }

  is(collection, id) { return this.collection === collection && this.id === id; }

  // After the draft has changed: where a thing has more corners or fewer than before, their numbers mean others now.
  follow() {
    if (!this.item) this.choose(null);
    else if (this.points?.length !== this.corners) this.choose(this.collection, this.id);
  }
}
