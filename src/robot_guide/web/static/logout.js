// Nobody leaves without knowing that something of theirs is not published; it is kept.
import { get } from "/static/api.js";
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
