// Undo and redo on every page that edits: buttons, keys, and how much is not published yet.
import { whoAmI } from "/static/api.js";
import { attempt, element } from "/static/page.js";
import { t } from "/static/words.js";

const NAMES = ["undo", "redo"];
const KEYS = { undo: "Ctrl+Z", redo: "Ctrl+Shift+Z" };

// Keeps the two buttons and Ctrl+Z in step with the draft.
export function bindSteps(draft, buttons, stepped = () => {}) {
  const act = (name) => attempt(async () => stepped(await draft.step(name)));
  for (const name of NAMES) buttons[name].addEventListener("click", () => act(name));
  draft.onChange((state) => {
    for (const name of NAMES) {
      buttons[name].disabled = state[name] === null;
      buttons[name].textContent = state[name] ? `${t(name)}: ${state[name]}` : t(name);
      buttons[name].title = `${buttons[name].textContent} (${KEYS[name]})`;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input, textarea")) return;
    event.preventDefault();
    act(event.shiftKey ? "redo" : "undo");
  });
}

// For pages beside the map: the buttons, the number of steps, and the way to publish them.
export async function stepsBar(draft, stepped) {
  if ((await whoAmI()).role === "viewer") return "";
  const buttons = Object.fromEntries(NAMES.map((name) => [name, element("button", { type: "button", class: "step", "data-testid": name }, t(name))]));
  const count = element("b", { "data-testid": "draft-count" });
  bindSteps(draft, buttons, stepped);
  draft.onChange((state) => { count.textContent = state.edits; });
  return element("div", { class: "row", role: "toolbar", "aria-label": t("draft") }, buttons.undo, buttons.redo,
    element("span", { class: "quiet" }, count, ` ${t("steps")}`), element("a", { href: "/?review", class: "button" }, t("review")));
}
