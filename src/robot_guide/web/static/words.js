// The words of the page, in its language.
const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
export const t = (key) => words[key] ?? key;
export const named = (thing) => thing?.names?.[language] || thing?.names?.zh || thing?.id || "";
