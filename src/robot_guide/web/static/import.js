// Taking in tables, halls and floor plans; all of it goes into the draft.
import { post } from "/static/api.js";
import { openFloorPlan } from "/static/floor_plan.js";
import { attempt, element, tell } from "/static/page.js";
import { table } from "/static/tables.js";
import { language, t } from "/static/words.js";

const content = document.getElementById("content");
const level = element("input", { placeholder: t("level_hint"), "aria-label": t("level_hint"), "data-testid": "level", maxlength: 64 });
const report = element("div", { "aria-live": "polite" });

// What the console tells in English, and in the page's language where it has it.
const inLanguage = (told, key) => told[`${key}_${language}`] ?? told[key];

function upload(title, help, accept, buttons, more = "") {
  const file = element("input", { type: "file", accept, "aria-label": t(title) });
  const go = (act) => { section.append(report); report.replaceChildren(); attempt(() => act(file.files[0])); };
  const made = buttons.map(([word, act, kind]) => element("button", { type: "button", class: kind ?? "", onclick: () => (file.files[0] ? go(act) : tell(t("choose_file"), true)) }, t(word)));
  const section = element("section", {}, element("h2", {}, t(title)), help ? element("p", { class: "quiet" }, t(help)) : "", element("div", { class: "row" }, file, more, ...made));
  return section;
}

async function services(file, dry) {
  const body = new FormData();
  body.append("file", file);
  body.append("dry_run", String(dry));
  const answer = await post("/api/import/services", body);
  const summary = ["added", "changed", "removed"].map((key) => `${t(key)}: ${answer[key].length}`).join(" · ");
  report.replaceChildren(element("p", {}, summary), answer.rows.length ? table(["row", "column", "problem", "remedy"], answer.rows.map((row) => [String(row.row), element("span", { class: "nowrap" }, inLanguage(row, "column")), inLanguage(row, "problem"), inLanguage(row, "remedy")])) : element("p", {}, t("no_problems")));
  if (answer.imported) tell(t("imported"));
}

async function hall(file) {
  const body = new FormData();
  body.append("file", file);
  body.append("level", level.value.trim());
  const answer = await post("/api/import/hall", body);
  const notes = element("ul", { class: "diff", "data-testid": "import-notes" }, ...inLanguage(answer, "notes").map((note) => element("li", {}, note)));
  report.replaceChildren(...(answer.notes.length ? [element("p", {}, t("import_notes")), notes] : []));
  tell(t("imported"));
}

content.append(
  upload("import_services", "import_services_help", ".csv,.xlsx", [["check", (file) => services(file, true)], ["do_import", (file) => services(file, false), "main"]]),
  upload("import_hall", "import_hall_help", ".zip,.yaml,.yml,.json,.geojson", [["do_import", hall, "main"]], level),
  upload("import_plan", "import_plan_help", "image/png,image/jpeg", [["find_walls", (file) => openFloorPlan(report, file), "main"]]));
