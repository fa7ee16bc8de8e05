// What comes from the hall by itself: robots, new revisions, queues.
import { post } from "/static/api.js";
import { attempt, element, tell } from "/static/page.js";
import { named, t } from "/static/words.js";

export class Live {
  constructor({ root, editable, onRobots, onRequests, onHead, onQueues, chosenPlace }) {
    Object.assign(this, { root, editable, chosenPlace });
    this.source = new EventSource("/api/live");
    const on = (name, act) => this.source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("robots", (robots) => { this.show(robots); onRobots(robots); });
    on("requests", onRequests);
    on("head", ({ number }) => onHead(number));
    on("queues", ({ queues }) => onQueues(queues));
    on("over", () => location.assign("/login?over"));
    this.source.addEventListener("error", () => tell(t("connection_lost"), true));
  }

  show(robots) {
    const key = robots.map((robot) => robot.name).join();
    if (key !== this.key) {
      this.key = key;
      this.rows = Object.fromEntries(robots.map((robot) => [robot.name, this.row(robot)]));
      this.root.replaceChildren(...(robots.length ? robots.map((robot) => this.rows[robot.name].row) : [element("p", { class: "quiet" }, t("no_robots"))]));
    }
    for (const robot of robots) {
      const { text, goOn, handOver } = this.rows[robot.name];
      text.textContent = doing(robot);
      goOn.hidden = !robot.held;
      handOver.hidden = !robot.with_visitor;
    }
  }

  row(robot) {
    const text = element("span", { "data-testid": `doing-${robot.name}` });
    const order = (kind, place) => attempt(async () => {
      await post(`/api/robots/${robot.name}/orders`, { kind, place: place ?? "" });
      tell(`${named(robot)}: ${t("ordered")}`);
    });
    const call = () => (this.chosenPlace() ? order("call", this.chosenPlace()) : tell(t("select_first"), true));
    const button = (word, act, kind = "") => element("button", { type: "button", class: kind, onclick: act }, t(word));
    const [goOn, handOver] = [button("continue", () => order("continue")), button("hand_over", () => order("hand_over"))];
    const buttons = this.editable ? [button("call_here", call), button("send_home", () => order("home")), button("stop", () => order("stop"), "danger"), goOn, handOver] : [];
    return { text, goOn, handOver, row: element("div", { class: "robot" }, element("b", {}, named(robot) || robot.name), " · ", text, element("div", { class: "row" }, ...buttons)) };
  }
}

function doing(robot) {
  if (!robot.online) return t("offline");
  const state = robot.held ? t("state_held") : t(`state_${robot.state}`);
  const target = robot.target ? ` ${t("to")} ${robot.target}` : "";
  const left = robot.remaining > 0.05 ? ` · ${robot.remaining.toFixed(1)} ${t("metres")}` : "";
  return `${state}${target}${left}`;
}
