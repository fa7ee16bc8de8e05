// Who did what.
import { get } from "/static/api.js";
import { attempt, element } from "/static/page.js";
import { table, when } from "/static/tables.js";
import { t } from "/static/words.js";

const content = document.getElementById("content");

async function show(before = null) {
  const { lines } = await get(`/api/audit?limit=100${before ? `&before=${before}` : ""}`);
  content.append(table(["when", "who", "address", "action", "detail"], lines.map((line) => [when(line.at), line.user, line.address, t(`audit_${line.action.replaceAll(" ", "_")}`), line.detail])));
  const last = lines.at(-1)?.number;
  if (last > 1) content.append(element("button", { onclick: (event) => { event.target.remove(); show(last); } }, t("more")));
}

attempt(show);
