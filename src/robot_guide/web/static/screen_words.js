// Three languages on one page, changed while it is open.
import { language, t, turnTo } from "/static/words.js";

const all = JSON.parse(document.getElementById("screen-words").textContent);
const TAGS = { zh: "zh-CN", en: "en", ko: "ko" };
export const languages = Object.keys(all);

export function speak(other) {
  turnTo(other, all[other]);
  document.documentElement.lang = TAGS[other];
  for (const part of document.querySelectorAll("[data-word]")) part.textContent = t(part.dataset.word);
  for (const part of document.querySelectorAll("[data-label]")) part.setAttribute("aria-label", t(part.dataset.label));
  for (const part of document.querySelectorAll("[data-hint]")) {
    part.placeholder = t(part.dataset.hint);
    part.setAttribute("aria-label", t(part.dataset.hint));
  }
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  const name = document.getElementById("name");
  name.textContent = name.dataset[other];
}

// what the reader's browser prefers, else Mandarin
export const preferred = () => navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => all[tag]) ?? "zh";
