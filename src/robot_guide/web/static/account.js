// One's own password.
import { post, whoAmI } from "/static/api.js";
import { t } from "/static/words.js";

const part = (id) => document.getElementById(id);
const session = await whoAmI();
part("must-change").hidden = !session.must_change_password;
part("password-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await post("/api/account/password", { old: part("old").value, new: part("new").value });
    part("problem").textContent = t("password_changed");
    if (session.must_change_password) location.assign("/");
    else location.reload();
  } catch (error) {
    part("problem").textContent = error.message;
  }
});
