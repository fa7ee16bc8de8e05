// Asking the console. A refusal becomes an error with the console's own words.
import { language, t } from "/static/words.js";

let session = null;

export class Refused extends Error {
  constructor(status, answer) {
    const remedy = answer[`remedy_${language}`] ?? "";
    super(`${answer[`problem_${language}`] ?? t("failed")} ${remedy}`.trim());
    Object.assign(this, { status, answer });
  }
}

export async function whoAmI() {
  session ??= await ask("GET", "/api/session");
  return session;
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const patch = (path, body) => ask("PATCH", path, body);
export const remove = (path) => ask("DELETE", path);

async function ask(method, path, body) {
  const headers = {};
  if (method !== "GET") headers["X-CSRF-Token"] = (await whoAmI()).csrf;
  if (body !== undefined && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(body);
  }
  const answer = await fetch(path, { method, headers, body });
  const data = await answer.json().catch(() => ({}));
  if (answer.status === 401) location.assign("/login?over");
  if (!answer.ok) throw new Refused(answer.status, data);
  return data;
}
