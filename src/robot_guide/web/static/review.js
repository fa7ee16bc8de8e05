// Looking at what a draft changes, joining it with what others changed, and publishing it.
import { get, post } from "/static/api.js";
import { element, tell } from "/static/page.js";
import { language, t } from "/static/words.js";

// A finding in the reader's language: about what, what, and the remedy.
export const inWords = (one) => (language === "zh" ? `${one.problem_zh}。${one.remedy_zh}` : `${one.subject_en}: ${one.problem}. ${one.remedy}`);

export class Review {
  constructor(draft, showFindings) {
    Object.assign(this, { draft, showFindings });
    this.box = document.getElementById("review-box");
    this.part = (id) => document.getElementById(id);
    this.part("review").addEventListener("click", () => this.open());
    this.part("close-review").addEventListener("click", () => this.box.close());
    this.part("publish")?.addEventListener("click", () => this.publish());
  }

  async open() {
    const [diff, found] = await Promise.all([get("/api/draft/diff"), get("/api/draft/findings")]);
    this.part("diff").replaceChildren(...lines(diff.lines));
    this.part("conflicts").replaceChildren();
    this.part("review-problem").textContent = "";
    this.part("review-findings").replaceChildren(...found.findings.map((one) => element("li", { class: `finding-${one.severity}` }, inWords(one))));
    this.part("accept-row")?.toggleAttribute("hidden", !(found.warnings && !found.errors));
    if (!this.box.open) this.box.showModal();
  }

  async publish() {
    const body = { reason: this.part("reason").value, accept_warnings: this.part("accept-warnings").checked };
    try {
      const { number } = await post("/api/draft/publish", body);
      this.box.close();
      this.part("reason").value = "";
      this.part("accept-warnings").checked = false;
      await this.draft.load();
      tell(`${t("published")} ${number}`);
    } catch (error) {
      this.part("review-problem").textContent = error.message;
      if (error.answer?.error === "outdated") this.showBoth(error.answer);
      if (error.answer?.error === "findings") {
        this.part("accept-row").hidden = error.answer.findings.some((one) => one.severity === "error");
        this.showFindings(error.answer.findings);
      }
    }
  }

  // What both changed; where it is the same thing, a choice.
  showBoth({ mine = [], theirs = [], conflicts }) {
    const choices = {};
    const boxes = conflicts.map((one, index) => {
      const pick = (side) => element("label", { class: "check" },
        element("input", { type: "radio", name: `choice-${index}`, value: side, onchange: () => { choices[one.where] = side; } }),
        `${t(side)}: ${one[`${side}_${language}`]}`);
      return element("div", { class: "conflict", "data-testid": "conflict" }, element("code", {}, one.where), one.problem ? element("p", {}, one.problem) : null, pick("mine"), pick("theirs"));
    });
    const join = async () => {
      try {
        await this.draft.step("rebase", { choices });
        await this.open();
        tell(t("joined"));
      } catch (error) {
        if (error.answer?.conflicts) this.showBoth({ mine, theirs, conflicts: error.answer.conflicts });
        this.part("review-problem").textContent = error.message;
      }
    };
    this.part("conflicts").replaceChildren(
      element("h3", {}, t("others_changed")), element("ul", { class: "diff", "data-testid": "theirs" }, ...lines(theirs)),
      element("h3", {}, t("my_changes")), element("ul", { class: "diff", "data-testid": "mine" }, ...lines(mine)),
      ...(boxes.length ? [element("h3", {}, t("both_changed")), ...boxes] : []),
      element("button", { type: "button", class: "main", "data-testid": "join", onclick: join }, t("join")));
  }
}

function lines(found) {
  return found.length ? found.map((line) => element("li", {}, line[language])) : [element("li", { class: "quiet" }, t("nothing_changed"))];
}
