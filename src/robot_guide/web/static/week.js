// A week's opening hours as a grid: a row for each day, up to three times of opening.
import { element } from "/static/page.js";
import { t } from "/static/words.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MOST = 3;

// The grid, and what it says: hours as the hall has them. Throws where a time is half given.
export class Week {
  constructor(hours, editable) {
    this.cells = DAYS.map((day) => {
      const own = hours.filter((row) => row.days.includes(day));
      return Array.from({ length: Math.max(2, Math.min(MOST, own.length)) }, (_, index) => ["opens", "closes"].map((end) => element("input", {
        type: "time", value: own[index]?.[end] ?? "", disabled: !editable, "aria-label": `${t(day)} ${index + 1} ${t(end)}`, "data-testid": `${day}-${index}-${end}`,
      })));
    });
    const rows = DAYS.map((day, index) => element("tr", {}, element("th", { scope: "row" }, t(day)),
      ...this.cells[index].map((pair) => element("td", {}, element("span", { class: "span" }, pair[0], "–", pair[1]))),
      editable && index ? element("td", {}, element("button", { type: "button", title: t("as_day_before"), "aria-label": `${t(day)}: ${t("as_day_before")}`, onclick: () => this.copy(index) }, "↑")) : element("td")));
    this.root = element("table", { class: "week" }, element("tbody", {}, ...rows));
  }

  copy(index) {
    this.cells[index].forEach((pair, row) => pair.forEach((input, end) => { input.value = this.cells[index - 1][row]?.[end].value ?? ""; }));
  }

  read() {
    const spans = new Map();
    this.cells.forEach((pairs, index) => {
      for (const [opens, closes] of pairs.map((pair) => pair.map((input) => input.value.slice(0, 5)))) {
        if (!opens && !closes) continue;
        if (!opens || !closes) throw new Error(t(DAYS[index]));
        const key = `${opens}-${closes}`;
        spans.set(key, [...(spans.get(key) ?? []), DAYS[index]]);
      }
    });
    return [...spans].map(([key, days]) => ({ days, opens: key.slice(0, 5), closes: key.slice(6) }));
  }
}
