// The words of the page, in its language.
let words = JSON.parse(document.getElementById("words").textContent);
export let language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
export const t = (key) => words[key] ?? key;
export const named = (thing) => thing?.names?.[language] || thing?.names?.zh || thing?.id || "";

// Another language, with its words, on a page that changes it while it is open.
export function turnTo(other, itsWords) {
  [language, words] = [other, itsWords];
}
