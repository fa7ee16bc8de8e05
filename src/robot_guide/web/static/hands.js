// Choosing, dragging and drawing on the map, with a pointer or with keys.
import { t } from "/static/words.js";

const MOVABLE = ["windows", "places", "docks"];
const round = (value) => Math.round(value * 100) / 100;
const SHAPES = {
  barrier: { collection: "barriers", key: "points", least: 2, more: {} },
  lane: { collection: "lanes", key: "points", least: 2, more: { width: 1.2 } },
  wall: { collection: "walls", key: "points", least: 2, more: {} },
  keep_out: { collection: "keep_outs", key: "polygon", least: 3, more: {}, closed: true },
  slow_area: { collection: "slow_areas", key: "polygon", least: 3, more: { speed: 0.4 }, closed: true },
};

export class Hands {
  constructor(root, { view, drawing, draft, choose, edit, editable, tool, hint }) {
    Object.assign(this, { root, view, drawing, draft, choose, edit, editable, tool, hint, points: [] });
    // before the view's own listener, which pans whatever is not taken here
    root.addEventListener("pointerdown", (event) => this.press(event), true);
    root.addEventListener("pointermove", (event) => this.drag(event), true);
    root.addEventListener("pointerup", (event) => this.release(event), true);
    root.addEventListener("dblclick", (event) => { event.preventDefault(); this.finish(); });
    root.addEventListener("keydown", (event) => this.key(event));
    tool?.addEventListener("change", () => this.begin());
  }

  get drawingNow() { return this.tool && this.tool.value !== "select"; }

  begin() {
    this.points = [];
    this.drawing.sketch([]);
    this.hint.hidden = !this.drawingNow;
    this.hint.textContent = t("draw_help");
    this.root.focus();
  }

  press(event) {
    if (event.button !== 0) return;
    const at = this.view.at(event);
    if (this.drawingNow) {
      event.preventDefault();
      this.points.push(at.map(round));
      this.drawing.sketch(this.points, SHAPES[this.tool.value].closed);
      return;
    }
    const target = event.target.closest("[data-collection]");
    this.pressed = { at, collection: target?.dataset.collection, id: target?.dataset.id };
    if (target && this.editable && MOVABLE.includes(this.pressed.collection)) {
      event.preventDefault();
      this.root.setPointerCapture(event.pointerId);
      this.moving = target;
    }
  }

  drag(event) {
    if (!this.moving) return;
    event.preventDefault();
    const [x, y] = this.view.at(event);
    this.moving.setAttribute("transform", `translate(${x - this.pressed.at[0]} ${this.pressed.at[1] - y})`);
  }

  release(event) {
    if (this.drawingNow || !this.pressed) return;
    const { at, collection, id } = this.pressed;
    const [x, y] = this.view.at(event);
    const [dx, dy] = [x - at[0], y - at[1]];
    const moved = Math.hypot(dx, dy) > this.view.box.w / 150;
    const was = this.moving;
    this.pressed = this.moving = null;
    was?.removeAttribute("transform");
    if (was && moved) this.shift(collection, id, dx, dy);
    else if (!moved) this.choose(collection ?? null, id);
  }

  // what stands at a window moves with it
  shift(collection, id, dx, dy) {
    const item = this.draft.find(collection, id);
    const pose = (key) => ({ [key]: { x: round(item[key].x + dx), y: round(item[key].y + dy) } });
    const patch = collection === "docks" ? pose("pose") : { xy: [round(item.xy[0] + dx), round(item.xy[1] + dy)], ...pose("stop") };
    this.choose(collection, id);
    return this.edit({ [collection]: { [id]: patch } }, `${t("moved")}: ${id}`);
  }

  key(event) {
    const target = event.target.closest("[data-collection]");
    if (this.drawingNow && event.key === "Enter") this.finish();
    else if (event.key === "Escape") { if (this.tool) this.tool.value = "select"; this.begin(); this.choose(null); }
    else if (target && (event.key === "Enter" || event.key === " ")) this.choose(target.dataset.collection, target.dataset.id);
    else if (target && this.editable && event.key.startsWith("Arrow") && MOVABLE.includes(target.dataset.collection)) {
      const step = event.shiftKey ? 1 : 0.1;
      const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
      this.shift(target.dataset.collection, target.dataset.id, dx, dy);
    } else return;
    event.preventDefault();
  }

  async finish() {
    if (!this.drawingNow) return;
    const { collection, key, least, more } = SHAPES[this.tool.value];
    const points = this.points.filter((point, index) => !index || Math.hypot(point[0] - this.points[index - 1][0], point[1] - this.points[index - 1][1]) > 0.05);
    if (points.length < least) return;
    const id = this.draft.fresh(collection, this.tool.value);
    const name = t(this.tool.value);
    this.tool.value = "select";
    this.begin();
    if (await this.edit({ [collection]: { [id]: { [key]: points, ...more } } }, `${t("added")}: ${name}`)) this.choose(collection, id);
  }
}
