// Users, and tokens of other systems.
import { get, patch, post, remove } from "/static/api.js";
import { attempt, element, field } from "/static/page.js";
import { table, when } from "/static/tables.js";
import { t } from "/static/words.js";

const content = document.getElementById("content");
const secret = element("p", { class: "problem", role: "alert", "data-testid": "secret" });

async function show() {
  const [{ users, roles }, { tokens }] = await Promise.all([get("/api/users"), get("/api/tokens")]);
  const roleChoice = (value, act) => element("select", { "aria-label": t("role"), onchange: act }, ...roles.map((role) => element("option", { value: role, selected: role === value }, t(`role_${role}`))));
  const rows = users.map((user) => [user.name, roleChoice(user.role, (event) => change(user.name, { role: event.target.value })), element("div", { class: "row" },
    element("button", { onclick: () => change(user.name, { active: !user.active }) }, t(user.active ? "lock" : "unlock")),
    element("button", { onclick: () => change(user.name, { reset_password: true }) }, t("reset_password")))]);
  const name = element("input", { required: true, pattern: "[a-z][a-z0-9._\\-]{1,31}", autocomplete: "off" });
  const role = roleChoice("viewer");
  const add = (event) => { event.preventDefault(); act(() => post("/api/users", { name: name.value, role: role.value })); };
  const held = tokens.map((token) => [String(token.id), t(`purpose_${token.purpose}`), token.made_by, when(token.at), element("button", { class: "danger", onclick: () => act(() => remove(`/api/tokens/${token.id}`)) }, t("drop"))]);
  content.replaceChildren(secret, table(["user_name", "role", "action"], rows),
    element("form", { class: "row", onsubmit: add }, field(t("user_name"), name), field(t("role"), role), element("button", { class: "main" }, t("add_user"))),
    element("h2", {}, t("tokens")), held.length ? table(["id", "what", "who", "when", "action"], held) : "",
    element("div", { class: "row" },
      element("button", { onclick: () => act(() => post("/api/tokens", { purpose: "queues" })) }, t("make_token")),
      element("button", { "data-testid": "make-screen-token", onclick: () => act(() => post("/api/tokens", { purpose: "screen" })) }, t("make_screen_token"))));
}

const pairing = (token) => ` · ${t("open_once")}: ${location.origin}/robot/xiao_pu?pair=${token}`;
const change = (name, what) => act(() => patch(`/api/users/${name}`, what));

async function act(work) {
  const answer = await attempt(work);
  if (answer?.password) secret.textContent = `${t("one_time_password")} · ${answer.name}: ${answer.password}`;
  if (answer?.token) secret.textContent = `${t("token_once")}: ${answer.token}${answer.purpose === "screen" ? pairing(answer.token) : ""}`;
  await attempt(show);
}

attempt(show);
