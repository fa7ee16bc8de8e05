// The page of the map: joins the drawing, the draft, the hands, the findings and the robots.
import { get, whoAmI } from "/static/api.js";
import { DraftKeeper } from "/static/draft.js";
import { Drawing, LAYERS } from "/static/drawing.js";
import { Hands } from "/static/hands.js";
import { Live } from "/static/live.js";
import { shapeOf } from "/static/making.js";
import { attempt, element, tell } from "/static/page.js";
import { Panel } from "/static/panel.js";
import { Review } from "/static/review.js";
import { Search } from "/static/search.js";
import { View } from "/static/view.js";
import { language, t } from "/static/words.js";

const part = (id) => document.getElementById(id);
const root = part("hall");
const session = await whoAmI();
const editable = session.role !== "viewer";
const draft = new DraftKeeper();
const drawing = new Drawing(root);
let chosen = null;
let highlighted = new Set();
let wayTo = null;
let queues = new Map();

const hands = new Hands(root, { drawing, draft, choose, edit, editable, tool: part("tool"), hint: part("hint") });
const view = new View(root);
hands.view = view;
const panel = new Panel(part("panel"), { draft, editable, edit, showWay, kinds: await get("/api/kinds") });
const review = new Review(draft, showFindings);
new Search({ input: part("search"), list: part("found"), draft, choose, highlight });

draft.onChange((state) => {
  redraw();
  part("draft-count").textContent = state.edits;
  part("head").textContent = state.head;
  for (const name of ["undo", "redo"]) {
    if (!part(name)) continue;
    part(name).disabled = state[name] === null;
    part(name).textContent = state[name] ? `${t(name)}: ${state[name]}` : t(name);
  }
  attempt(async () => showFindings((await get("/api/draft/findings")).findings));
  if (wayTo) showWay(wayTo);
});

async function lookAt() {
  const [at, until] = [part("as-of").value, part("as-of-until").value];
  await draft.lookAt(at, until);
  part("later").hidden = !at;
  part("later-words").textContent = at ? t("later_help").replace("{when}", at.replace("T", " ")) : "";
  root.classList.toggle("later", Boolean(at));
}

function redraw() {
  drawing.show(draft.hall, highlighted, chosen);
  const item = chosen && draft.find(chosen.collection, chosen.id);
  drawing.handles(chosen?.collection, editable ? item : null, item && editable ? shapeOf(chosen.collection) : null);
  if (item) panel.show(chosen.collection, item, queues.get(chosen.id));
  else panel.empty();
}

function choose(collection, id, centre = false) {
  chosen = collection ? { collection, id } : null;
  redraw();
  const item = chosen && draft.find(collection, id);
  if (centre && item?.xy) view.centre(item.xy);
}

function highlight(windows) {
  highlighted = new Set(windows);
  redraw();
}

async function edit(changes, label, told = label) {
  const state = await attempt(() => draft.edit(changes, label));
  if (state) tell(told);
  return state;
}

async function showWay(to) {
  wayTo = to;
  const way = await attempt(() => get(`/api/route?to=${encodeURIComponent(to)}${draft.at ? `&at=${draft.at}` : ""}`));
  drawing.way(way?.points ?? null);
  if (!way) wayTo = null;
  else if (way.error) tell(`${t("no_way")}: ${to}. ${way.problem}`, true);
  else tell(`${t("way_is")} → ${to}: ${way.length} ${t("metres")}, ${way.seconds} ${t("seconds")}`);
}

function showFindings(found) {
  drawing.findings(found);
  const problem = (one) => (language === "zh" ? `${one.problem_zh}。${one.remedy_zh}` : `${one.where}: ${one.problem}. ${one.remedy}`);
  part("counts").textContent = found.length ? `(${found.length})` : "";
  part("findings").replaceChildren(...(found.length ? found.map((one) => element("li", { class: `finding-${one.severity}`, "data-testid": "finding", "data-rule": one.rule },
    element("button", { type: "button", title: `${one.where}: ${one.problem}`, onclick: () => one.xy && view.centre(one.xy) }, problem(one)))) : [element("li", { class: "quiet" }, t("no_findings"))]));
}

for (const name of ["undo", "redo"]) part(name)?.addEventListener("click", () => attempt(() => draft.step(name)));
part("discard")?.addEventListener("click", () => { if (confirm(t("sure_discard"))) attempt(() => draft.step("discard")); });
for (const name of ["as-of", "as-of-until"]) part(name)?.addEventListener("change", () => attempt(lookAt));
part("nearer").addEventListener("click", () => view.zoom(1.25));
part("farther").addEventListener("click", () => view.zoom(0.8));
part("whole").addEventListener("click", () => view.whole(...draft.hall.size));
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || !editable || event.target.matches("input, textarea")) return;
  event.preventDefault();
  attempt(() => draft.step(event.shiftKey ? "redo" : "undo"));
});
part("layers").append(...LAYERS.map((layer) => element("label", { class: "check" },
  element("input", { type: "checkbox", checked: true, onchange: (event) => drawing.toggle(layer, event.target.checked) }), t(`layer_${layer}`))));

await draft.load();
view.whole(...draft.hall.size);
new Live({
  root: part("robots"), editable, onRobots: (robots) => drawing.robots(robots),
  onHead: (number) => { if (number !== draft.state.head) draft.load(); },
  onQueues: (list) => { queues = new Map(list.map((one) => [one.window, one])); },
  chosenPlace: () => (["windows", "places"].includes(chosen?.collection) ? chosen.id : null),
});
root.dataset.ready = "true";
window.addEventListener("pagehide", () => review.box.close());
