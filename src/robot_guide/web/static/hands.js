// Choosing, dragging, drawing and bending on the map, with a pointer or with keys.
import { shapeOf, SHAPES, THINGS } from "/static/making.js";
import { tell } from "/static/page.js";
import { t } from "/static/words.js";

const MOVABLE = ["windows", "places", "docks"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const round = (value) => Math.round(value * 100) / 100;
const step = (event) => ARROWS[event.key].map((part) => part * (event.shiftKey ? 1 : 0.1));

export class Hands {
  constructor(root, { view, drawing, draft, selection, choose, hold, enterPanel, edit, editable, tool, hint }) {
    Object.assign(this, { root, view, drawing, draft, selection, choose, hold, enterPanel, edit, editable, tool, hint, points: [] });
    // before the view's own listener, which pans whatever is not taken here
    root.addEventListener("pointerdown", (event) => this.press(event), true);
    root.addEventListener("pointermove", (event) => this.drag(event), true);
    root.addEventListener("pointerup", (event) => this.release(event), true);
    root.addEventListener("pointercancel", () => this.letGo());
    root.addEventListener("focusin", (event) => this.take(event.target.dataset));
    root.addEventListener("dblclick", (event) => { event.preventDefault(); this.twice(event); });
    root.addEventListener("keydown", (event) => this.key(event));
    tool?.addEventListener("change", () => this.begin());
  }

  get drawingNow() { return this.tool && this.tool.value !== "select"; }

  begin() {
    this.points = [];
    this.drawing.sketch([]);
    this.hint.hidden = !this.drawingNow;
    this.hint.textContent = t(THINGS[this.tool?.value] ? "place_help" : "draw_help");
    this.root.focus();
  }

  press(event) {
    if (event.button !== 0) return;
    const at = this.view.at(event);
    if (this.drawingNow) {
      event.preventDefault();
      if (THINGS[this.tool.value]) return void this.put(at.map(round));
      const { closed, most } = SHAPES[this.tool.value];
      this.points.push(at.map(round));
      this.drawing.sketch(this.points, closed);
      if (this.points.length === most) this.finish();
      return;
    }
    const target = event.target.closest("[data-collection]");
    const { collection, id, handle } = target?.dataset ?? {};
    const moving = Boolean(target && this.editable && (handle || MOVABLE.includes(collection)));
    this.pressed = { at, collection, id, handle, moving };
    if (!moving) return;
    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    if (handle) target.focus({ preventScroll: true });
  }

  // looked up each time: the hall may be drawn anew while a finger is down
  get moved() { return this.pressed?.moving ? this.drawing.element(this.pressed) : null; }

  drag(event) {
    const { moved } = this;
    if (!moved) return;
    event.preventDefault();
    const [x, y] = this.view.at(event);
    moved.setAttribute("transform", `translate(${x - this.pressed.at[0]} ${this.pressed.at[1] - y})`);
  }

  release(event) {
    if (this.drawingNow || !this.pressed) return;
    const { at, collection, id, handle, moving } = this.pressed;
    const [x, y] = this.view.at(event);
    const [dx, dy] = [x - at[0], y - at[1]];
    const far = Math.hypot(dx, dy) > this.view.box.w / 150;
    this.letGo();
    if (moving && far) handle ? this.bend(collection, id, handle, dx, dy) : this.shift(collection, id, dx, dy);
    else if (!far && !handle) this.choose(collection ?? null, id);
  }

  letGo() {
    this.moved?.removeAttribute("transform");
    this.pressed = null;
  }

  // The handle that has the focus is the chosen one.
  take({ collection, id, handle }) {
    if (!this.selection.is(collection, id) || this.selection.handle === (handle ?? null)) return;
    this.selection.choose(collection, id, handle);
    this.hold();
  }

  // what stands at a window moves with it
  shift(collection, id, dx, dy) {
    const item = this.draft.find(collection, id);
    const pose = (key) => ({ [key]: { x: round(item[key].x + dx), y: round(item[key].y + dy) } });
    const patch = collection === "docks" ? pose("pose") : { xy: [round(item.xy[0] + dx), round(item.xy[1] + dy)], ...pose("stop") };
    this.choose(collection, id);
    return this.edit({ [collection]: { [id]: patch } }, `${t("moved")}: ${id}`);
  }

  // a handle: `stop` for where robots stop, `3` for the fourth corner, `3+` for a new one after it
  bend(collection, id, handle, dx, dy) {
    const item = this.draft.find(collection, id);
    if (handle === "stop") {
      const stop = { x: round(item.stop.x + dx), y: round(item.stop.y + dy) };
      return this.edit({ [collection]: { [id]: { stop } } }, `${t("moved")}: ${t("stop_pose")} ${id}`);
    }
    const { key } = shapeOf(collection);
    const points = item[key].map((point) => [...point]);
    const index = parseInt(handle, 10);
    const between = handle.endsWith("+");
    if (between) {
      const next = points[(index + 1) % points.length];
      points.splice(index + 1, 0, [round((points[index][0] + next[0]) / 2 + dx), round((points[index][1] + next[1]) / 2 + dy)]);
    } else {
      points[index] = [round(points[index][0] + dx), round(points[index][1] + dy)];
    }
    const bent = this.edit({ [collection]: { [id]: { [key]: points } } }, `${t("changed")}: ${id}`);
    if (between) this.choose(collection, id, String(index + 1));
    return bent;
  }

  // The thing itself is chosen after that, so that one key too many takes no other corner away.
  removeCorner({ collection, id, handle }) {
    if (!/^\d+$/.test(handle)) return;
    const { key, least } = shapeOf(collection);
    const points = this.draft.find(collection, id)[key];
    if (points.length <= least) { tell(t("least_corners").replace("{count}", least), true); return; }
    this.edit({ [collection]: { [id]: { [key]: points.filter((_, index) => index !== Number(handle)) } } }, `${t("corner_removed")}: ${id}`);
  }

  twice(event) {
    const handle = event.target.closest("[data-handle]");
    if (handle && !this.drawingNow) this.removeCorner(handle.dataset);
    else this.finish();
  }

  key(event) {
    const target = event.target.closest("[data-collection]");
    const { collection, id, handle } = target?.dataset ?? {};
    if (this.drawingNow && event.key === "Enter") this.finish();
    else if (event.key === "Escape") { if (this.tool) this.tool.value = "select"; this.begin(); this.choose(null); }
    else if (handle && this.editable && event.key in ARROWS) this.bend(collection, id, handle, ...step(event));
    else if (handle && this.editable && ["Delete", "Backspace"].includes(event.key)) this.removeCorner(target.dataset);
    else if (target && !handle && (event.key === "Enter" || event.key === " ")) { this.choose(collection, id); this.enterPanel(); }
    else if (target && this.editable && event.key in ARROWS && MOVABLE.includes(collection)) this.shift(collection, id, ...step(event));
    else return;
    event.preventDefault();
  }

  // a new window, place or dock
  async put(at) {
    const { collection, make } = THINGS[this.tool.value];
    const [id, document] = make(this.draft.hall, at, (...names) => this.draft.fresh(...names));
    await this.add(collection, id, document);
  }

  async finish() {
    const shape = this.drawingNow && SHAPES[this.tool.value];
    if (!shape) return;
    const apart = ([x, y], [u, v]) => Math.hypot(x - u, y - v) > 0.05;
    const points = this.points.filter((point, index) => !index || apart(point, this.points[index - 1]));
    if (points.length < shape.least) return;
    const id = this.draft.fresh(shape.collection, this.tool.value);
    await this.add(shape.collection, id, { [shape.key]: points, ...shape.more?.(this.draft.hall, points) });
  }

  async add(collection, id, document) {
    const name = t(this.tool.value);
    this.tool.value = "select";
    this.begin();
    if (await this.edit({ [collection]: { [id]: document } }, `${t("added")}: ${name}`)) this.choose(collection, id);
  }
}
