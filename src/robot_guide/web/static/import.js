// Taking in tables, halls and floor plans; all of it goes into the draft.
import { post } from "/static/api.js";
import { DraftKeeper } from "/static/draft.js";
import { attempt, element, field, svg, tell } from "/static/page.js";
import { table } from "/static/tables.js";
import { t } from "/static/words.js";

const content = document.getElementById("content");
const report = element("div", { "aria-live": "polite" });

function upload(title, help, accept, buttons) {
  const file = element("input", { type: "file", accept, "aria-label": t(title) });
  const made = buttons.map(([word, act, kind]) => element("button", { type: "button", class: kind ?? "", onclick: () => file.files[0] && attempt(() => act(file.files[0])) }, t(word)));
  return element("section", {}, element("h2", {}, t(title)), help ? element("p", { class: "quiet" }, t(help)) : "", element("div", { class: "row" }, file, ...made));
}

async function services(file, dry) {
  const body = new FormData();
  body.append("file", file);
  body.append("dry_run", String(dry));
  const answer = await post("/api/import/services", body);
  const summary = ["added", "changed", "removed"].map((key) => `${t(key)}: ${answer[key].length}`).join(" · ");
  report.replaceChildren(element("p", {}, summary), answer.rows.length ? table(["row", "column", "problem", "remedy"], answer.rows.map((row) => [String(row.row), row.column, row.problem, row.remedy])) : element("p", {}, t("no_problems")));
  if (answer.imported) tell(t("imported"));
}

async function hall(file) {
  const body = new FormData();
  body.append("file", file);
  const answer = await post("/api/import/hall", body);
  report.replaceChildren(...answer.notes.map((note) => element("p", {}, note)));
  tell(t("imported"));
}

async function plan(file) {
  const body = new FormData();
  body.append("file", file);
  const found = await post("/api/floor-plan", body);
  const off = new Set();
  const points = [];
  const picture = svg("svg", { class: "plan", viewBox: `0 0 ${found.width} ${found.height}` });
  const image = svg("image", { width: found.width, height: found.height, opacity: 0.5 });
  image.setAttribute("href", URL.createObjectURL(file));
  picture.append(image, ...found.lines.map(([[x1, y1], [x2, y2]], index) => {
    const line = svg("line", { x1, y1, x2, y2 });
    line.addEventListener("click", (event) => { event.stopPropagation(); off.has(index) ? off.delete(index) : off.add(index); line.classList.toggle("off", off.has(index)); });
    return line;
  }));
  picture.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    if (points.length === 2) points.splice(0).forEach((point) => point.dot.remove());
    const dot = svg("circle", { cx: at.x, cy: at.y, r: found.width / 150 });
    points.push({ x: at.x, y: at.y, dot });
    picture.append(dot);
  });
  const metres = element("input", { type: "number", min: 0.1, step: 0.01 });
  const add = () => attempt(async () => {
    if (points.length < 2 || !(Number(metres.value) > 0)) { tell(t("plan_help"), true); return; }
    const scale = Number(metres.value) / Math.hypot(points[0].x - points[1].x, points[0].y - points[1].y);
    const round = (value) => Math.round(value * 1000) / 1000;
    const draft = new DraftKeeper();
    await draft.load();
    const stem = draft.fresh("walls", "plan");
    const walls = Object.fromEntries(found.lines.flatMap((line, index) => (off.has(index) ? [] : [[`${stem}_${index + 1}`, { points: line.map(([x, y]) => [round(x * scale), round((found.height - y) * scale)]) }]])));
    await draft.edit({ walls }, `${t("add_walls")}: ${Object.keys(walls).length}`);
    tell(t("imported"));
  });
  report.replaceChildren(element("p", {}, t("plan_help")), element("div", { class: "row" }, field(t("distance"), metres), element("button", { class: "main", onclick: add }, t("add_walls"))), picture);
}

content.append(
  upload("import_services", "import_services_help", ".csv,.xlsx", [["check", (file) => services(file, true)], ["do_import", (file) => services(file, false), "main"]]),
  upload("import_hall", null, ".zip,.yaml,.yml", [["do_import", hall, "main"]]),
  upload("import_plan", null, "image/png,image/jpeg", [["check", plan, "main"]]), report);
