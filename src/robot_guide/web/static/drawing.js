// The hall as SVG, a group for each layer. y grows downwards in SVG, upwards in the hall.
import { Labels } from "/static/labels.js";
import { svg } from "/static/page.js";
import { named, t } from "/static/words.js";

export const LAYERS = ["zones", "obstacles", "traffic", "places", "stops", "robots", "findings"];
const AREAS = { queues: "queue", keep_outs: "keep_out", slow_areas: "slow_area" };
const LINES = { lanes: "lane", barriers: "barrier" };

export class Drawing {
  constructor(root) {
    this.root = root;
    this.groups = {};
    this.labels = new Labels(root);
    for (const name of ["floor", "zones", "obstacles", "traffic", "stops", "walls", "way", "places", "windows", "robots", "findings", "sketch", "handles"]) {
      this.groups[name] = svg("g", { "data-layer": name });
      root.append(this.groups[name]);
    }
  }

  show(hall, found, selection) {
    this.hall = hall;
    this.selection = selection;
    const top = hall.size[1];
    this.y = (y) => top - y;
    const fill = (name, parts) => this.groups[name].replaceChildren(...parts);
    fill("floor", [this.area(hall.outline, "outline")]);
    fill("zones", hall.zones.filter((zone) => zone.kind !== "staff").flatMap((zone) => [this.area(zone.polygon, "zones"), this.caption(zone)]));
    fill("obstacles", hall.obstacles.map((one) => this.area(one.polygon, "obstacles")));
    fill("walls", [
      ...hall.walls.map((wall) => this.thing("walls", wall, this.line(wall.points, "wall", wall.thickness), t("wall"))),
      ...hall.doors.map((door) => this.thing("doors", door, this.line(door.points, door.open ? "doors" : "doors shut"), t("door"))),
    ]);
    fill("traffic", [
      ...Object.entries(AREAS).flatMap(([name, noun]) => hall[name].map((one) => this.thing(name, one, this.area(one.polygon, name), t(noun)))),
      ...Object.entries(LINES).flatMap(([name, noun]) =>
        hall[name].map((one) => this.thing(name, one, this.line(one.points, name, one.width ?? one.thickness), t(noun)))),
      ...hall.docks.map((dock) => this.dock(dock)),
    ]);
    fill("stops", [...hall.windows, ...hall.places].flatMap((one) => this.stop(one)));
    fill("windows", hall.windows.map((one) => this.window(one, found)));
    fill("places", hall.places.map((one) => this.place(one, found)));
    this.labels.arrange();
  }

  // something that can be chosen
  thing(collection, item, shape, noun) {
    shape.classList.add("shape");
    if (this.selection.is(collection, item.id)) shape.classList.add("chosen");
    this.choosable(shape, collection, item, `${noun} ${named(item)}`);
    return shape;
  }

  choosable(shape, collection, item, label) {
    for (const [name, value] of Object.entries({ tabindex: 0, role: "button", "aria-label": label, "data-collection": collection, "data-id": item.id }))
      shape.setAttribute(name, value);
    shape.append(svg("title", {}, label));
  }

  area(points, name) {
    return svg("polygon", { class: name, points: points.map(([x, y]) => `${x},${this.y(y)}`).join(" ") });
  }

  line(points, name, width) {
    return svg("polyline", { class: name, points: points.map(([x, y]) => `${x},${this.y(y)}`).join(" "), "stroke-width": width, fill: "none" });
  }

  caption(zone) {
    const [xs, ys] = [0, 1].map((axis) => zone.polygon.map((point) => point[axis]));
    const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
    const told = zone.kind === "staff" || this.hall.places.some((place) => named(place) === named(zone));
    const long = (values) => Math.max(...values) - Math.min(...values);
    const at = { "data-x": middle(xs), "data-y": this.y(middle(ys)), "data-wide": long(xs), "data-high": long(ys) };
    return svg("text", { class: "zone-name", ...at }, told ? "" : named(zone));
  }

  window(one, found) {
    const [x, y] = one.xy;
    const state = one.open ? t("is_open") : t("is_closed");
    const group = svg("g", { class: `window${one.open ? "" : " shut"}${found.has(one.id) ? " found-one" : ""}`, "data-testid": `window-${one.id}` },
      svg("circle", { class: "face", cx: x, cy: this.y(y), r: 0.55 }), svg("text", { x, y: this.y(y) }, one.id));
    return this.marked(group, "windows", one, `${t("window")} ${one.id}, ${state}`);
  }

  place(one, found) {
    const [x, y] = one.xy;
    const group = svg("g", { class: `place${found.has(one.id) ? " found-one" : ""}` },
      svg("circle", { class: "face", cx: x, cy: this.y(y), r: 0.28 }), svg("text", { class: "place-name" }, named(one)));
    return this.marked(group, "places", one, `${t("place")} ${named(one)}`);
  }

  dock(dock) {
    const { x, y } = dock.pose;
    const group = svg("g", {}, svg("circle", { class: "docks face", cx: x, cy: this.y(y), r: 0.4 }));
    return this.marked(group, "docks", dock, `${t("dock")} ${named(dock)}`);
  }

  marked(group, collection, item, label) {
    if (this.selection.is(collection, item.id)) group.classList.add("chosen");
    this.choosable(group, collection, item, label);
    return group;
  }

  stop(one) {
    const { x, y } = one.stop;
    return [
      svg("line", { class: "stop-line", x1: one.xy[0], y1: this.y(one.xy[1]), x2: x, y2: this.y(y) }),
      svg("circle", { class: "stop", cx: x, cy: this.y(y), r: 0.28 }),
    ];
  }

  way(points) {
    this.groups.way.replaceChildren(...(points ? [this.line(points, "way")] : []));
  }

  robots(views) {
    this.groups.robots.replaceChildren(...views.flatMap((robot) => {
      const [x, y] = [robot.x, this.y(robot.y)];
      const nose = [robot.x + 0.22 * Math.cos(robot.yaw), this.y(robot.y + 0.22 * Math.sin(robot.yaw))];
      return [
        ...(robot.route.length ? [this.line(robot.route, "robot-way")] : []),
        svg("g", { "data-testid": `robot-${robot.name}`, "data-x": robot.x, "data-y": robot.y },
          svg("circle", { class: "robot-body", cx: x, cy: y, r: 0.34 }), svg("circle", { class: "robot-nose", cx: nose[0], cy: nose[1], r: 0.09 }),
          svg("text", { class: "robot-name", x, y: y - 0.5 }, named(robot) || robot.name)),
      ];
    }));
  }

  findings(list) {
    this.groups.findings.replaceChildren(...list.filter((one) => one.xy).map((one) =>
      svg("g", { class: "mark" }, svg("circle", { class: `mark-${one.severity}`, cx: one.xy[0], cy: this.y(one.xy[1]), r: 0.4 }),
        svg("text", { x: one.xy[0], y: this.y(one.xy[1]) }, "!"), svg("title", {}, one.problem))));
  }

  // what a chosen thing is bent by: its corners, the middles of its sides, where robots stop
  handles(collection, item, shape) {
    const dot = ([x, y], handle, label) => {
      const made = svg("circle", { class: `handle${handle.endsWith("+") ? " middle" : ""}`, cx: x, cy: this.y(y), r: 0.2, "data-handle": handle, "data-testid": `handle-${handle}` });
      this.choosable(made, collection, item, `${label} ${handle}`);
      return made;
    };
    const points = shape ? item[shape.key] : [];
    const sides = shape && shape.most !== 2 ? points.slice(0, shape.closed ? points.length : -1) : [];
    const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    this.groups.handles.replaceChildren(
      ...(item?.stop ? [dot([item.stop.x, item.stop.y], "stop", t("stop_pose"))] : []),
      ...sides.map((point, index) => dot(middle(point, points[(index + 1) % points.length]), `${index}+`, t("new_corner"))),
      ...points.map((point, index) => dot(point, String(index), t("corner"))));
  }

  // which handle is held
  mark(handle) {
    for (const dot of this.groups.handles.children) dot.classList.toggle("held", dot.dataset.handle === handle);
  }

  // a thing, or a handle of the chosen one
  element({ collection, id, handle }) {
    const which = handle ? `[data-handle="${handle}"]` : ":not([data-handle])";
    return this.root.querySelector(`[data-collection="${collection}"][data-id="${CSS.escape(id)}"]${which}`);
  }

  sketch(points, closed) {
    const shape = points.length < 2 ? [] : [closed ? this.area(points, "sketch") : this.line(points, "sketch")];
    const dots = points.map(([x, y]) => svg("circle", { class: "handle", cx: x, cy: this.y(y), r: 0.18 }));
    this.groups.sketch.replaceChildren(...shape, ...dots);
  }

  toggle(layer, on) {
    this.groups[layer].toggleAttribute("hidden", !on);
    this.groups[layer].style.display = on ? "" : "none";
    this.labels.arrange();
  }
}
