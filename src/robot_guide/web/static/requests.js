// Requests for a robot, whichever: asked for at what is selected, shown with who comes and when, taken back.
import { post } from "/static/api.js";
import { attempt, element, tell } from "/static/page.js";
import { named, t } from "/static/words.js";

export class Requests {
  constructor({ root, form, chosenPlace }) {
    Object.assign(this, { root, chosenPlace, editable: Boolean(form), robots: [], list: [] });
    form?.addEventListener("submit", (event) => { event.preventDefault(); this.ask(form); });
    this.show([]);
  }

  ask(form) {
    const place = this.chosenPlace();
    if (!place) return tell(t("select_first"), true);
    const { rank, language } = form.elements;
    return attempt(async () => {
      await post("/api/requests", { place, rank: rank.checked ? "urgent" : "normal", language: language.value });
      tell(`${place}: ${t("robot_asked")}`);
    });
  }

  know(robots) {
    const names = robots.map((robot) => robot.name + robot.online).join();
    this.robots = robots;
    if (names !== this.names) { this.names = names; this.show(this.list); }
  }

  show(list) {
    this.list = list;
    const rows = list.map((request) => this.row(request));
    this.root.replaceChildren(...(rows.length ? rows : [element("li", { class: "quiet" }, t("no_requests"))]));
  }

  row(request) {
    const open = !["served", "cancelled"].includes(request.state);
    const back = () => attempt(() => post(`/api/requests/${encodeURIComponent(request.id)}/cancel`, {}));
    const button = element("button", { type: "button", onclick: back, "aria-label": `${t("take_back")}: ${request.place}` }, t("take_back"));
    const where = element("b", {}, request.visitor ? t("left_visitor") : request.place);
    return element("li", { class: open ? "request" : "request quiet", "data-testid": "request", "data-state": request.state },
      element("span", {}, where, ` · ${this.words(request)}`), ...(open && this.editable ? [button] : []));
  }

  words(request) {
    const robot = this.robots.find((one) => one.name === request.robot);
    const who = robot ? named(robot) || robot.name : request.robot;
    const facts = [request.rank === "urgent" && t("urgent"), request.language && t(`language_${request.language}`)];
    const state = t(`request_${request.state}`).replace("{robot}", who);
    const open = !["served", "cancelled"].includes(request.state);
    if (open && request.seconds !== null) facts.push(t("request_in").replace("{time}", time(request.seconds)));
    if (open && request.minutes > 0) facts.push(t("request_waits").replace("{minutes}", request.minutes));
    return [state, ...facts.filter(Boolean)].join(" · ");
  }
}

function time(seconds) {
  const minutes = Math.floor(seconds / 60), rest = Math.round(seconds % 60);
  return minutes ? `${minutes} ${t("minutes_short")} ${rest} ${t("seconds")}` : `${rest} ${t("seconds")}`;
}
