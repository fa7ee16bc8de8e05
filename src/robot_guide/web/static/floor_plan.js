// From a floor plan's picture to walls: the found lines over the picture, which of them to take, and the scale.
import { post } from "/static/api.js";
import { DraftKeeper } from "/static/draft.js";
import { attempt, element, field, svg, tell } from "/static/page.js";
import { t } from "/static/words.js";

const round = (value) => Math.round(value * 1000) / 1000;
const STEP = 5; // pixels that an arrow key moves a mark by

export class FloorPlan {
  constructor(root, found, file) {
    Object.assign(this, { root, found, off: new Set(), marks: [] });
    this.metres = element("input", { type: "number", min: 0.1, step: 0.01, "data-testid": "plan-metres" });
    this.anew = element("input", { type: "checkbox", "data-testid": "plan-anew" });
    this.picture = svg("svg", { class: "plan", viewBox: `0 0 ${found.width} ${found.height}`, "data-testid": "plan" });
    const image = svg("image", { width: found.width, height: found.height, opacity: 0.45 });
    this.address = URL.createObjectURL(file);
    image.setAttribute("href", this.address);
    this.picture.append(image, ...found.walls.map((wall, index) => this.wall(wall, index)));
    this.picture.addEventListener("click", (event) => this.mark(event));
    this.marksGroup = svg("g");
    this.picture.append(this.marksGroup);
    const more = element("button", { type: "button", "data-testid": "plan-mark", onclick: () => this.addMark([found.width * (this.marks.length === 1 ? 0.75 : 0.25), found.height / 2]) }, t("mark"));
    const take = element("button", { type: "button", class: "main", "data-testid": "plan-take", onclick: () => attempt(() => this.take()) }, t("add_walls"));
    root.replaceChildren(element("p", {}, t("plan_help")),
      element("div", { class: "row" }, more, field(t("distance"), this.metres), element("label", { class: "check" }, this.anew, t("plan_anew")), take), this.picture);
  }

  wall({ points, thickness }, index) {
    const line = svg("polyline", { class: "traced", points: points.map((point) => point.join(",")).join(" "), "stroke-width": Math.max(thickness, 2), fill: "none", tabindex: 0, role: "checkbox", "aria-checked": "true", "aria-label": `${t("wall")} ${index + 1}` });
    const toggle = (event) => {
      if (event.type === "click" && this.marks.length < 2) return; // the first two clicks are marks, on a wall too
      event.stopPropagation();
      event.preventDefault();
      if (!this.off.delete(index)) this.off.add(index);
      line.classList.toggle("off", this.off.has(index));
      line.setAttribute("aria-checked", String(!this.off.has(index)));
    };
    line.addEventListener("click", toggle);
    line.addEventListener("keydown", (event) => { if (event.key === " " || event.key === "Enter") toggle(event); });
    return line;
  }

  // two points whose distance somebody knows; a third begins anew
  mark(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.picture.getScreenCTM().inverse());
    this.addMark([at.x, at.y]);
  }

  addMark(point) {
    this.marks = [...(this.marks.length === 2 ? [] : this.marks), point];
    this.showMarks();
  }

  showMarks() {
    const dots = this.marks.map(([x, y], index) => {
      const dot = svg("circle", { class: "handle", cx: x, cy: y, r: this.found.width / 120, tabindex: 0, role: "button", "aria-label": `${t("mark")} ${index + 1}` });
      dot.addEventListener("keydown", (event) => {
        const move = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
        if (!move) return;
        event.preventDefault();
        this.marks[index] = [x + move[0], y + move[1]];
        this.showMarks();
        this.marksGroup.querySelectorAll("circle")[index].focus();
      });
      return dot;
    });
    const line = this.marks.length === 2 ? [svg("polyline", { class: "sketch", points: this.marks.map((point) => point.join(",")).join(" "), fill: "none", "stroke-width": this.found.width / 400 })] : [];
    this.marksGroup.replaceChildren(...line, ...dots);
  }

  get scale() {
    if (this.marks.length < 2 || !(Number(this.metres.value) > 0)) return null;
    const [[x, y], [u, v]] = this.marks;
    return Number(this.metres.value) / Math.hypot(x - u, y - v);
  }

  async take() {
    const { scale, found } = this;
    if (!scale || !Number.isFinite(scale)) { tell(t("plan_help"), true); return; }
    const draft = new DraftKeeper();
    await draft.load();
    const walls = this.anew.checked ? Object.fromEntries(draft.hall.walls.map((wall) => [wall.id, null])) : {};
    const stem = draft.fresh("walls", "plan");
    const inHall = ([x, y]) => [round(x * scale), round((found.height - y) * scale)];
    found.walls.forEach(({ points, thickness }, index) => {
      if (!this.off.has(index)) walls[`${stem}_${index + 1}`] = { points: points.map(inHall), thickness: round(Math.min(Math.max(thickness * scale, 0.05), 2)) };
    });
    const changes = { walls };
    if (this.anew.checked) {
      const [width, height] = [round(found.width * scale), round(found.height * scale)];
      Object.assign(changes, { size: [width, height], outline: [[0, 0], [width, 0], [width, height], [0, height]] });
    }
    await draft.edit(changes, `${t("add_walls")}: ${found.walls.length - this.off.size}`);
    URL.revokeObjectURL(this.address);
    this.root.replaceChildren();
    tell(t("imported"));
  }
}

export async function openFloorPlan(root, file) {
  const body = new FormData();
  body.append("file", file);
  return new FloorPlan(root, await post("/api/floor-plan", body), file);
}
