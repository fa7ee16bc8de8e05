// The map on a robot's screen: the whole hall, or, on the way, what lies between here and there.
import { Drawing } from "/static/drawing.js";
import { named, t } from "/static/words.js";

const AROUND = 3; // m around the way
const LEAST = 14; // m that are seen at least
const UNDER = 1.2; // times as high, where the way is told above it

const UNCHOSEN = { is: () => false }; // on a robot's screen nothing is edited

export class WayMap {
  constructor({ root, left, robot }) {
    Object.assign(this, { root, left, robot, drawing: new Drawing(root), views: [], target: "" });
  }

  show(hall) {
    this.hall = hall;
    this.redraw();
  }

  redraw() {
    if (!this.hall) return;
    this.drawing.show(this.hall, new Set(this.target ? [this.target] : []), UNCHOSEN);
    this.box = "";
    this.robots(this.views);
  }

  get place() { return [...this.hall.windows, ...this.hall.places].find((one) => one.id === this.target); }

  robots(views) {
    this.views = views;
    if (!this.hall) return;
    const own = views.find((view) => view.name === this.robot);
    const target = own?.target ?? "";
    if (target !== this.target) { this.target = target; this.redraw(); return; }
    this.drawing.robots(views.map((view) => (view === own && target ? view : { ...view, route: [] })));
    this.look(own);
    this.tell(own);
  }

  look(own) {
    const [width, height] = this.hall.size;
    const points = this.place ? [[own.x, own.y], this.place.xy, ...own.route] : [[0, 0], [width, height]];
    const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
    const [x, y] = [Math.min(...xs) - AROUND, Math.min(...ys) - AROUND];
    const [w, h] = [Math.max(...xs) + AROUND - x, Math.max(...ys) + AROUND - y];
    const [wide, high] = [Math.max(w, LEAST), Math.max(h, LEAST) * (this.place ? UNDER : 1)];
    const box = [x - (wide - w) / 2, height - y - h - (high - h) * (this.place ? 0.75 : 0.5), wide, high].map((value) => Math.round(value)).join(" ");
    if (box === this.box) return;
    this.box = box;
    this.root.setAttribute("viewBox", box);
    this.root.dispatchEvent(new Event("viewed"));
  }

  tell(own) {
    const there = this.place;
    this.left.hidden = !there;
    if (!there) return;
    const name = this.hall.windows.includes(there) ? `${t("window")} ${there.id}` : named(there);
    this.left.querySelector("span").textContent = `${t("to")} ${name}`;
    this.left.querySelector("b").textContent = own.remaining > 0.5 ? t("left").replace("{metres}", Math.round(own.remaining)) : "";
  }
}
