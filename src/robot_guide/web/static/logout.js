// Nobody leaves, or has their session end, without knowing that something of theirs is not published; it is kept.
import { get, whoAmI } from "/static/api.js";
import { element } from "/static/page.js";
import { t } from "/static/words.js";

const form = document.querySelector("header form[action='/logout']");
let sure = false;
form?.addEventListener("submit", (event) => {
  if (sure) return;
  event.preventDefault();
  get("/api/session").catch(() => ({ edits: 0 })).then(({ edits }) => {
    if (edits && !confirm(t("leave_draft").replace("{count}", edits))) return;
    sure = true;
    form.requestSubmit();
  });
});

const WARNED = 600; // s before a session ends
const warn = () => document.getElementById("main").prepend(element("p", { class: "notice", role: "status", "data-testid": "ends-soon" }, t("ends_soon")));
whoAmI().then(({ seconds_left }) => setTimeout(warn, Math.max(seconds_left - WARNED, 0) * 1000)).catch(() => {});
