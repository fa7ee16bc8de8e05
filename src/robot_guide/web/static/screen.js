// The page on a robot's screen: everything that it does, put together.
import { Captions } from "/static/screen_captions.js";
import { WayMap } from "/static/screen_map.js";
import { Microphone } from "/static/screen_microphone.js";
import { Connection } from "/static/screen_socket.js";
import { Player } from "/static/screen_sound.js";
import { drives, stateOf } from "/static/screen_state.js";
import { languages, preferred, speak } from "/static/screen_words.js";
import { element } from "/static/page.js";
import { language, t } from "/static/words.js";

const part = (id) => document.getElementById(id);
const { body } = document;
const { robot } = body.dataset;
const PATIENCE = 6000; // ms that the face shows that it thinks
const FORGETS = 60000; // ms after the last words until the welcome is shown again
const known = { online: false, hearing: false, awaiting: false, holding: false, robot: "idle", silent: null };

const captions = new Captions({ heard: part("heard"), says: part("says"), told: part("told"), answers: part("answers") });
const map = new WayMap({ root: part("hall"), left: part("left"), robot });
const player = new Player({
  onWord: (told, word) => captions.mark(told, word),
  onChange: () => { if (!player.speaking) captions.unmark(); show(); },
  onBlocked: (blocked) => notice(blocked ? "tap_for_sound" : ""),
});
const microphone = new Microphone({ send: (message) => connection.send(message), onChange: show, onProblem: (key) => { notice(key); ears([]); } });
const connection = new Connection(robot, {
  opened: () => { known.online = true; notice(""); load(); show(); },
  closed: () => { Object.assign(known, { online: false, hearing: false, awaiting: false }); microphone.end(); player.hush(); show(); },
  robots: ({ robots, head }) => {
    known.robot = robots.find((view) => view.name === robot)?.state ?? "idle";
    if (head !== known.head) load(head);
    map.robots(robots);
    show();
  },
  heard: (told) => {
    captions.heard(told);
    known.hearing = !told.final;
    if (told.final) think();
    soonForget();
    show();
  },
  says,
  said: (told) => { if (part("says").dataset.word) captions.says({ ...told, text: told.text }); },
  sound: (told, samples) => { known.silent = null; player.play(told, samples); },
  mute: ({ id }) => { if (known.silent === id) show(); },
  ended: ({ id }) => { if (known.silent === id) known.silent = null; show(); },
  hush: ({ id }) => { player.hush(id); if (known.silent === id) known.silent = null; show(); },
  ears: ({ languages: heard, problem }) => { ears(heard); if (problem) notice("no_ears"); },
  refused: ({ problem }) => { known.awaiting = false; notice(problem); show(); },
});

function says(told) {
  known.awaiting = known.hearing = false;
  known.silent = told.id; // until its sound comes
  if (told.language !== language && languages.includes(told.language)) turn(told.language);
  if (told.style === "elder") elder(true);
  captions.says(told);
  soonForget();
  show();
}

let awaited;
function think() {
  known.awaiting = true;
  clearTimeout(awaited);
  awaited = setTimeout(() => { known.awaiting = false; show(); }, PATIENCE);
}

let forgotten;
function soonForget() {
  clearTimeout(forgotten);
  forgotten = setTimeout(() => { if (!drives(known.robot)) captions.welcome(); }, FORGETS);
}

function show() {
  const state = stateOf({ ...known, speaking: player.speaking || known.silent !== null, listening: microphone.on });
  body.dataset.state = state;
  body.dataset.drives = String(known.online && drives(known.robot));
  part("state").textContent = t(`state_${state}`);
  const open = microphone.on && !known.holding;
  part("microphone").setAttribute("aria-pressed", String(open));
  part("microphone").textContent = t(open ? "microphone_on" : "microphone");
  part("hold").textContent = t(known.holding ? "holding" : "hold");
}

function notice(key) {
  part("notice").hidden = !key;
  part("notice").textContent = key ? t(key) : "";
}

const say = (text, spoken = language) => connection.send({ kind: "say", text, language: spoken });
const phrase = (key) => say(t(`say_${key}`));

function turn(other) {
  speak(other);
  needs();
  map.redraw();
  show();
}

function elder(on) {
  document.documentElement.toggleAttribute("data-elder", on);
  part("elder").setAttribute("aria-pressed", String(on));
  part("hall").dispatchEvent(new Event("viewed"));
}

function ears(heard) {
  for (const id of ["hold", "microphone"]) part(id).disabled = heard.length === 0;
}

let needed = [];
async function load(head = known.head) {
  known.head = head;
  const answer = await fetch(`/robot/${robot}/hall`);
  if (answer.status === 401) { location.reload(); return; }
  const { hall, needs: list } = await answer.json();
  needed = list;
  needs();
  map.show(hall);
  body.dataset.ready = "true";
}

function needs() {
  part("needs").replaceChildren(...needed.map((need) => element("button", { type: "button", class: need.kind === "service" ? "service" : "place", "data-testid": `need-${need.id}`, onclick: () => say(need.says[language]) }, need.names[language])));
}

part("type").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = part("text").value.trim();
  if (text && say(text, "auto")) part("text").value = "";
});
part("stop").addEventListener("click", () => { player.hush(); known.silent = null; phrase("stop"); show(); });
part("elder").addEventListener("click", () => {
  const on = part("elder").getAttribute("aria-pressed") !== "true";
  elder(on);
  if (on) phrase("elder");
});
for (const button of document.querySelectorAll("[data-say]")) button.addEventListener("click", () => phrase(button.dataset.say));
for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => { turn(button.dataset.language); phrase("language"); });

part("microphone").addEventListener("click", () => { if (microphone.on) microphone.close(); else microphone.open(); });
function hold() {
  if (known.holding || part("hold").disabled) return;
  known.holding = true;
  player.hush(); // one does not talk against it
  microphone.open();
  show();
}
function letGo() {
  if (!known.holding) return;
  known.holding = false;
  microphone.close();
  show();
}
part("hold").addEventListener("pointerdown", (event) => { part("hold").setPointerCapture(event.pointerId); hold(); });
for (const name of ["pointerup", "pointercancel", "blur"]) part("hold").addEventListener(name, letGo);
part("hold").addEventListener("keydown", (event) => { if ([" ", "Enter"].includes(event.key)) { event.preventDefault(); hold(); } });
part("hold").addEventListener("keyup", letGo);
part("hold").addEventListener("contextmenu", (event) => event.preventDefault());

turn(preferred());
