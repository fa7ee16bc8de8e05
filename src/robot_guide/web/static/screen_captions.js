// What was heard and what is said, in big letters; the word that sounds is marked. A reader of screens hears it once.
import { element } from "/static/page.js";
import { t } from "/static/words.js";

const SIZES = [1, 0.85, 0.72, 0.6, 0.5]; // of the normal

export class Captions {
  constructor({ heard, says, told, answers }) {
    Object.assign(this, { heardPart: heard, saysPart: says, toldPart: told, answers });
    new ResizeObserver(() => this.fit()).observe(says.parentNode);
  }

  heard({ text, final }) {
    this.heardPart.hidden = false;
    this.heardPart.classList.toggle("partial", !final);
    this.heardPart.querySelector("b").textContent = text;
    if (final) this.answers.hidden = true;
  }

  says({ id, text, language }) {
    this.id = id;
    this.letters = Array.from(text); // positions count characters, not UTF-16
    this.saysPart.removeAttribute("data-word");
    this.saysPart.lang = language;
    this.saysPart.textContent = text;
    this.toldPart.lang = language;
    this.toldPart.textContent = text;
    this.answers.hidden = !/[?？]\s*$/.test(text);
    this.fit();
  }

  // Long words are smaller rather than cut off.
  fit() {
    const box = this.saysPart.parentNode;
    for (const size of SIZES) {
      this.saysPart.style.fontSize = size === 1 ? "" : `calc(var(--says) * ${size})`;
      if (box.scrollHeight <= box.clientHeight + 1) return;
    }
  }

  mark({ id }, [position, length]) {
    if (id !== this.id || this.marked === position) return;
    this.marked = position;
    const cut = (from, to) => this.letters.slice(from, to).join("");
    this.saysPart.replaceChildren(cut(0, position), element("mark", {}, cut(position, position + length)), cut(position + length));
  }

  unmark() {
    if (this.marked === undefined) return;
    this.marked = undefined;
    this.saysPart.textContent = this.letters.join("");
  }

  // nobody has said anything yet, or a long time ago
  welcome() {
    this.heardPart.hidden = this.answers.hidden = true;
    this.saysPart.dataset.word = "welcome";
    this.saysPart.lang = document.documentElement.lang;
    this.saysPart.textContent = t("welcome");
    this.fit();
  }
}
