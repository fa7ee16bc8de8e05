// What was published, and going back.
import { get, post, whoAmI } from "/static/api.js";
import { attempt, element, tell } from "/static/page.js";
import { table, when } from "/static/tables.js";
import { language, t } from "/static/words.js";

const content = document.getElementById("content");
const { role } = await whoAmI();

async function show(before = null) {
  const { entries, head, forms } = await get(`/api/history?limit=30${before ? `&before=${before}` : ""}`);
  const rows = entries.map((entry) => [String(entry.number), when(entry.at), entry.author, entry.parent ? entry.reason : t("first_revision"), changes(entry), actions(entry, head, forms)]);
  content.append(table(["number", "when", "who", "why", "changes", "action"], rows));
  const last = entries.at(-1)?.number;
  if (last > 1) content.append(element("button", { onclick: (event) => { event.target.remove(); show(last); } }, t("more")));
}

function changes(entry) {
  if (!entry.parent) return "";
  const list = element("ul", { class: "diff" });
  const look = async () => {
    const { lines } = await get(`/api/history/${entry.number}/diff`);
    list.replaceChildren(...lines.map((line) => element("li", {}, line[language])));
    if (!lines.length) list.append(element("li", {}, t("nothing_changed")));
  };
  return [element("button", { onclick: () => attempt(look) }, t("show_changes")), list];
}

function actions(entry, head, forms) {
  const restore = () => attempt(async () => {
    const reason = prompt(t("restore_why"));
    if (!reason) return;
    const { number } = await post(`/api/history/${entry.number}/restore`, { reason, accept_warnings: true });
    tell(`${t("published")} ${number}`);
    content.replaceChildren();
    await show();
  });
  const parts = [];
  if (entry.number !== head && ["publisher", "admin"].includes(role)) parts.push(element("button", { "data-testid": `restore-${entry.number}`, onclick: restore }, t("restore")));
  const form = element("select", { "aria-label": t("export") }, ...forms.map((name) => element("option", { value: name }, t(`export_${name}`))));
  parts.push(form, element("button", { onclick: () => location.assign(`/api/history/${entry.number}/export?form=${form.value}`) }, t("export")));
  return element("div", { class: "row" }, ...parts);
}

attempt(show);
