// The page of the map: joins the drawing, the draft, the hands, the findings and the robots.
import { get, whoAmI } from "/static/api.js";
import { DraftKeeper } from "/static/draft.js";
import { Drawing, LAYERS } from "/static/drawing.js";
import { Hands } from "/static/hands.js";
import { Live } from "/static/live.js";
import { shapeOf } from "/static/making.js";
import { attempt, element, tell } from "/static/page.js";
import { Panel } from "/static/panel.js";
import { Requests } from "/static/requests.js";
import { inWords, Review } from "/static/review.js";
import { Search } from "/static/search.js";
import { Selection } from "/static/selection.js";
import { bindSteps } from "/static/steps.js";
import { View } from "/static/view.js";
import { named, t } from "/static/words.js";

const part = (id) => document.getElementById(id);
const root = part("hall");
const session = await whoAmI();
const editable = session.role !== "viewer";
const draft = new DraftKeeper();
const drawing = new Drawing(root);
const selection = new Selection(draft);
let highlighted = new Set();
let wayTo = null;
let queues = new Map();

const hands = new Hands(root, { drawing, draft, selection, choose, hold, enterPanel: () => panel.enter(), edit: (changes, label) => edit(changes, label, label, true), editable, tool: part("tool"), hint: part("hint") });
const view = new View(root);
hands.view = view;
const panel = new Panel(part("panel"), { draft, editable, edit, showWay, kinds: await get("/api/kinds") });
const review = new Review(draft, showFindings);
new Search({ input: part("search"), list: part("found"), draft, choose: (...what) => { goToThing(...what); panel.enter(); }, highlight });

draft.onChange((state) => {
  redraw();
  part("draft-count").textContent = state.edits;
  part("head").textContent = state.head;
  part("review").classList.toggle("main", state.edits > 0);
  part("discard")?.toggleAttribute("disabled", !state.edits);
  if (!draft.settled) return;
  check();
  if (wayTo) showWay(wayTo);
});

// one question at a time: where steps come faster than answers, only the last one is asked about
let asking = false;
let askAgain = false;
async function check() {
  askAgain = asking;
  if (asking) return;
  asking = true;
  await attempt(async () => showFindings((await get("/api/draft/findings")).findings));
  asking = false;
  if (askAgain) check();
}

async function lookAt() {
  const [at, until] = [part("as-of").value, part("as-of-until").value];
  await draft.lookAt(at, until);
  part("later").hidden = !at;
  part("later-words").textContent = at ? t("later_help").replace("{when}", at.replace("T", " ")) : "";
  root.classList.toggle("later", Boolean(at));
}

function redraw() {
  selection.follow();
  const focused = focus();
  const { collection, item } = selection;
  drawing.show(draft.hall, highlighted, selection);
  drawing.handles(collection, editable ? item : null, item && editable ? shapeOf(collection) : null);
  if (item) panel.show(collection, item);
  else panel.empty();
  panel.tellQueue(queues.get(item?.id));
  hold();
  focused();
}

function hold() {
  drawing.mark(selection.handle);
  panel.holdCorner(/^\d+$/.test(selection.handle ?? "") ? () => hands.removeCorner(selection) : null);
}

// Everything is drawn anew: whoever works with the keyboard stays where they were. Returns what sees to that.
function focus() {
  const active = document.activeElement;
  const on = { ...active?.closest("#hall [data-collection]")?.dataset };
  const inPanel = part("panel").contains(active);
  return () => {
    if (selection.is(on.collection, on.id)) on.handle = selection.handle;
    if (on.collection) drawing.element(on)?.focus({ preventScroll: true });
    else if (inPanel && !active.isConnected) panel.enter(active.name);
  };
}

function choose(collection, id, handle = null) {
  selection.choose(collection, id, handle);
  redraw();
}

function goToThing(collection, id) {
  choose(collection, id);
  if (selection.item?.xy) view.centre(selection.item.xy);
}

function highlight(windows) {
  highlighted = new Set(windows);
  redraw();
}

async function edit(changes, label, told = label, seen = false) {
  const state = await attempt(() => draft.edit(changes, label, seen));
  if (state) tell(told);
  return state;
}

async function showWay(to) {
  wayTo = to;
  const way = await attempt(() => get(`/api/route?to=${encodeURIComponent(to)}${draft.at ? `&at=${draft.at}` : ""}`));
  drawing.way(way?.points ?? null);
  if (!way) wayTo = null;
  else if (way.error) tell(`${t("no_way")}: ${to}. ${t(`no_way_${way.reason}`)} ${closingOf(way)}`.trim(), true);
  else tell(`${t("way_is")} → ${to}: ${way.length} ${t("metres")}, ${way.seconds} ${t("seconds")}`);
}

// what closes the way, where it is known
function closingOf({ closed_by: closing }) {
  if (!closing) return "";
  if (closing.layer === "walls") return t("way_closed_by_walls");
  const words = t(closing.id === null ? "way_closed_by_several" : "way_closed_by");
  return words.replace("{noun}", t(closing.layer).toLowerCase()).replace("{name}", () => named(closing));
}

function showFindings(found) {
  drawing.findings(found);
  part("counts").textContent = found.length ? `(${found.length})` : "";
  part("findings").replaceChildren(...(found.length ? found.map((one) => element("li", { class: `finding-${one.severity}`, "data-testid": "finding", "data-rule": one.rule },
    element("button", { type: "button", title: `${one.where}: ${one.problem}`, onclick: () => goTo(one) }, inWords(one)))) : [element("li", { class: "quiet" }, t("no_findings"))]));
}

// to what a finding is about
function goTo({ where, xy }) {
  const [collection, id] = where.split(".");
  if (collection === "services") { location.assign(`/services?edit=${encodeURIComponent(id)}`); return; }
  if (["hours", "calendar", "changes"].includes(collection)) { location.assign("/hours"); return; }
  if (draft.find(collection, id)) goToThing(collection, id);
  if (xy) view.centre(xy);
}

if (editable) bindSteps(draft, { undo: part("undo"), redo: part("redo") });
part("discard")?.addEventListener("click", () => { if (confirm(t("sure_discard"))) attempt(() => draft.step("discard")); });
for (const name of ["as-of", "as-of-until"]) part(name)?.addEventListener("change", () => attempt(lookAt));
part("nearer").addEventListener("click", () => view.zoom(1.25));
part("farther").addEventListener("click", () => view.zoom(0.8));
part("whole").addEventListener("click", () => view.whole(...draft.hall.size));
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter" || review.box.open) return;
  event.preventDefault();
  attempt(() => review.open());
});
part("layers").append(...LAYERS.map((layer) => element("label", { class: "check" },
  element("input", { type: "checkbox", checked: true, onchange: (event) => drawing.toggle(layer, event.target.checked) }), t(`layer_${layer}`))));

await draft.load();
view.whole(...draft.hall.size);
const chosenPlace = () => (["windows", "places"].includes(selection.collection) ? selection.id : null);
const requests = new Requests({ root: part("requests"), form: part("ask-robot"), chosenPlace });
new Live({
  root: part("robots"), editable, onRobots: (robots) => { drawing.robots(robots); requests.know(robots); },
  onRequests: (list) => requests.show(list),
  onHead: (number) => { if (number !== draft.state.head) draft.load(); },
  onQueues: (list) => { queues = new Map(list.map((one) => [one.window, one])); panel.tellQueue(queues.get(selection.id)); },
  chosenPlace,
});
root.dataset.ready = "true";
if (new URLSearchParams(location.search).has("review")) attempt(() => review.open());
else if (draft.state.edits && sessionStorage.getItem("told") !== session.csrf) tellOfDraft();
sessionStorage.setItem("told", session.csrf);

// what was begun before this session
function tellOfDraft() {
  const notice = part("draft-notice");
  notice.querySelector("span").textContent = t("open_draft").replace("{count}", draft.state.edits);
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", () => { notice.hidden = true; });
}
window.addEventListener("pagehide", () => review.box.close());
