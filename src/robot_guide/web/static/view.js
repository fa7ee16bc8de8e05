// The part of the hall that is seen: zoom and pan by wheel, fingers, buttons and keys. Metres, y upwards.
export class View {
  constructor(root) {
    this.root = root;
    this.fingers = new Map();
    root.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, this.at(event));
    }, { passive: false });
    root.addEventListener("pointerdown", (event) => this.press(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) root.addEventListener(name, (event) => this.fingers.delete(event.pointerId));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  whole(width, height) {
    [this.width, this.height] = [width, height];
    this.box = { x: -1, y: -1, w: width + 2, h: height + 2 };
    this.show();
  }

  show() {
    const { x, y, w, h } = this.box;
    this.root.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
    this.root.dispatchEvent(new Event("viewed"));
  }

  // where an event is, in metres of the hall
  at(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.root.getScreenCTM().inverse());
    return [point.x, this.height - point.y];
  }

  zoom(factor, [x, y] = this.middle()) {
    const { box } = this;
    const w = Math.min(Math.max(box.w / factor, 3), this.width * 3);
    const share = w / box.w;
    const top = this.height - y;
    this.box = { x: x - (x - box.x) * share, y: top - (top - box.y) * share, w, h: box.h * share };
    this.show();
  }

  middle() {
    const { x, y, w, h } = this.box;
    return [x + w / 2, this.height - (y + h / 2)];
  }

  centre([x, y], width = 16) {
    const h = this.box.h * (width / this.box.w);
    this.box = { x: x - width / 2, y: this.height - y - h / 2, w: width, h };
    this.show();
  }

  pan(dx, dy) {
    this.box = { ...this.box, x: this.box.x - dx, y: this.box.y + dy };
    this.show();
  }

  press(event) {
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    this.panning = !event.defaultPrevented;
  }

  move(event) {
    const old = this.fingers.get(event.pointerId);
    if (!old || !this.panning || event.defaultPrevented) return;
    const scale = this.box.w / Math.max(this.root.clientWidth, 1);
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId);
    if (others.length) {
      const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
      const other = others[0][1];
      this.zoom(far([event.clientX, event.clientY], other) / Math.max(far(old, other), 1));
    } else {
      this.pan((event.clientX - old[0]) * scale, -(event.clientY - old[1]) * scale);
    }
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  key(event) {
    if (event.target !== this.root || event.ctrlKey || event.metaKey) return;
    const step = this.box.w / 10;
    const keys = {
      "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), 0: () => this.whole(this.width, this.height),
      ArrowLeft: () => this.pan(step, 0), ArrowRight: () => this.pan(-step, 0), ArrowUp: () => this.pan(0, -step), ArrowDown: () => this.pan(0, step),
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  }
}
