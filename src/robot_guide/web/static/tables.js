// Tables, and times as people read them.
import { element } from "/static/page.js";
import { language, t } from "/static/words.js";

export function table(heads, rows) {
  return element("table", {}, element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, t(head))))),
    element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, ...[cell].flat()))))));
}

export const when = (iso) => new Date(iso).toLocaleString(language === "zh" ? "zh-CN" : "en-GB");
