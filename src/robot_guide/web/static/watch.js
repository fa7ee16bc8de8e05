// The page on which a run or a recording is watched: the console's map, and what moves on it.
import { Drawing } from "/static/drawing.js";
import { element, svg } from "/static/page.js";
import { View } from "/static/view.js";
import { language, named, t } from "/static/words.js";

const part = (id) => document.getElementById(id);
const root = part("hall");
const drawing = new Drawing(root);
const view = new View(root);
const below = svg("g", { "data-layer": "costmap" });
const people = svg("g", { "data-layer": "people" });
const seen = svg("g", { "data-layer": "scan" });
root.insertBefore(below, drawing.groups.zones);
root.insertBefore(people, drawing.groups.robots);
root.append(seen);
const COLOURS = 4;
let chosen = "";
let told = null;
let listed = "";

const stage = await (await fetch("/api/stage")).json();
const [left, bottom, width, height] = stage.box;
if (stage.hall) drawing.show(stage.hall, new Set(), { is: () => false });
else drawing.y = (y) => bottom + height - y;
if (stage.map) drawing.groups.floor.append(picture("/api/map.png", stage.map));
view.whole(width, height);
root.style.aspectRatio = `${width + 2} / ${height + 2}`;
if (!stage.hall) { view.box = { x: left - 1, y: -1, w: width + 2, h: height + 2 }; view.show(); }

function picture(href, { left, top, width, height }) {
  return svg("image", { href, x: left, y: drawing.y(top), width, height, preserveAspectRatio: "none", style: "image-rendering: pixelated" });
}

async function ask(what, more = {}) {
  const answer = await fetch(`/api/${what}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(more) });
  if (answer.ok) await look();
  else part("status").textContent = (await answer.json()).detail;
}

async function look() {
  const answer = await fetch(`/api/moment?robot=${encodeURIComponent(chosen)}&lang=${language}`);
  show(await answer.json());
}

function show(moment) {
  told = moment;
  part("clock").textContent = `${moment.t.toFixed(2)} s`;
  part("play").textContent = t(moment.playing ? "pause" : "play");
  part("state").textContent = moment.ended ? t("the_end") : "";
  Object.assign(part("slider"), { max: moment.count - 1, value: moment.index });
  drawing.robots(moment.robots);
  moment.robots.forEach(paint);
  people.replaceChildren(...moment.people.map((one) => svg("circle", { class: `person ${one.kind}`, cx: one.x, cy: drawing.y(one.y), r: one.radius })));
  showEvents(moment.events);
  showRobot(moment.chosen[0]);
}

const colour = (name) => `--robot: var(--robot-${told.robots.findIndex((robot) => robot.name === name) % COLOURS})`;
const nameOf = (name) => named(told.robots.find((robot) => robot.name === name)) || name;

// a robot, and the way before it, in its own colour
function paint(robot) {
  const group = drawing.groups.robots.querySelector(`[data-testid="robot-${CSS.escape(robot.name)}"]`);
  const before = group.previousElementSibling;
  group.style = colour(robot.name);
  group.classList.toggle("looked-into", robot.name === chosen);
  if (before?.classList.contains("robot-way")) before.style = colour(robot.name);
}

// the newest first; made anew only when there is news, so that what is being read or marked stays
function showEvents(events) {
  const key = JSON.stringify(events);
  if (key === listed) return;
  listed = key;
  part("events").replaceChildren(...events.map((one) => sentence(one)));
}

function sentence({ t: at, robot, words, spoken, tone, facts }) {
  const name = robot && !words.includes(nameOf(robot)) ? [element("b", {}, nameOf(robot)), " · "] : [];
  return element("li", { class: tone, style: robot && colour(robot), title: facts },
    element("time", {}, `${at.toFixed(1)} s`), element("p", {}, ...name, words, spoken && element("q", {}, spoken)));
}

function showRobot(robot) {
  if (!robot) { seen.replaceChildren(); below.replaceChildren(); return; }
  seen.replaceChildren(
    ...robot.scan.map(([x, y]) => svg("circle", { class: "scan-point", cx: x, cy: drawing.y(y), r: 0.06 })),
    ...(robot.believed ? [svg("circle", { class: "believed", cx: robot.believed[0], cy: drawing.y(robot.believed[1]), r: 0.4 })] : []));
  const { costmap } = robot;
  below.replaceChildren(...(costmap ? [picture(costmap.href, costmap)] : []));
  const state = robot.state && [["robot_state", t(`state_${robot.state}`)]];
  const facts = [...(state || []), ["scan_points", robot.scan.length], ["plan_metres", robot.plan.toFixed(1)], ["off_by", robot.off.toFixed(2)]];
  part("robot").replaceChildren(element("h2", { style: colour(robot.name) }, nameOf(robot.name)),
    element("dl", {}, ...facts.flatMap(([key, value]) => [element("dt", {}, t(key)), element("dd", { "data-testid": key }, String(value))])),
    element("ol", { class: "told", "data-testid": "understands" }, ...robot.understands.map((one) => sentence(one))));
}

part("play").addEventListener("click", () => ask(told?.playing ? "pause" : "play"));
part("step").addEventListener("click", () => ask("step"));
part("speed").addEventListener("change", (event) => ask("speed", { times: Number(event.target.value) }));
part("slider").addEventListener("input", (event) => ask("seek", { index: Number(event.target.value) }));
drawing.groups.robots.addEventListener("pointerdown", (event) => {
  const name = event.target.closest("[data-testid^=robot-]")?.dataset.testid.slice(6);
  if (name) { chosen = name; look(); }
});

await look();
root.dataset.ready = "true";
while (true) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  try {
    if (told.playing) await look();
  } catch {
    part("state").textContent = t("lost");
    break;
  }
}
