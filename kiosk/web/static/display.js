// Shows the door's answers, one at a time, and a quiet clock between them.
//
// The rule: an answer stays four seconds at least, and longer where nobody waits.
// At most two wait: the newest, and before it the newest that asks its person to
// speak to somebody. So whoever tapped last is answered after four seconds, or eight
// at most, however many come; those who are left out had their light and its tone.
"use strict";

const LEAST_MS = 4000;
const ALONE_MS = 8000;
const ALONE_HELP_MS = 12000;
const AGAIN_MS = 3000;
const LOST_MS = 10000;
const SILENT_MS = 90000;
const SHIFT_MS = 60000;
const MARKS_MAX = 50;
const SHORT_CHARACTERS = 20;
const MUCH_CHARACTERS = 70;

const body = document.body;
const byId = (id) => document.getElementById(id);

/* ---- one answer at a time ---- */

let waiting = [];
let showing = null;
let since = 0;
let timer = null;

function arrive(message) {
  const help = waiting.filter((one) => one.signal !== "green").slice(-1);
  waiting = [...help, message];
  turn();
}

function stay() {
  if (waiting.length) return LEAST_MS;
  return showing.signal === "green" ? ALONE_MS : ALONE_HELP_MS;
}

function turn() {
  clearTimeout(timer);
  if (showing && performance.now() - since >= stay()) clear();
  if (!showing && waiting.length) put(waiting.shift());
  if (showing) timer = setTimeout(turn, since + stay() - performance.now());
}

function put(message) {
  showing = message;
  since = performance.now();
  const says = byId("says");
  says.lang = message.language;
  says.dir = message.direction;
  byId("message").dir = message.direction;
  byId("icon").firstElementChild.setAttribute("href", `#${message.icon}`);
  byId("icon").dataset.icon = message.icon;
  byId("message").dataset.tone = message.signal;
  body.toggleAttribute("data-answer", true);
  says.classList.toggle("much", message.lines.join("").length > MUCH_CHARACTERS);
  says.classList.toggle("many", message.others.length > 0);
  says.replaceChildren(...paragraphs(message));
}

function paragraphs(message) {
  const lines = message.lines.map((line, at) => paragraph(line, kindOf(line, at)));
  const others = message.others.map(translation);
  return [...(message.name ? [paragraph(message.name, "name")] : []), ...lines, ...others];
}

function translation(other) {
  const made = paragraph(other.text, "other");
  made.lang = other.language;
  made.dir = other.direction;
  return made;
}

function kindOf(line, at) {
  if (at) return "line";
  return line.length > SHORT_CHARACTERS ? "line first long" : "line first";
}

function paragraph(text, kind) {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = text;
  return made;
}

function clear() {
  showing = null;
  body.toggleAttribute("data-answer", false);
  byId("says").replaceChildren();
}

/* ---- at rest ---- */

function rest(told) {
  byId("clock").textContent = told.clock;
  byId("date").textContent = told.date;
  byId("next").textContent = told.next ? `Næste mødetid: ${told.next}` : "";
  body.toggleAttribute("data-down", told.down.length > 0);
  byId("down-says").replaceChildren(
    ...told.down.map((one) => {
      const made = paragraph(one.lines.join(" "), "");
      made.lang = one.language;
      made.dir = one.direction;
      return made;
    }),
  );
}

// Nothing stands on the same pixels for hours.
let step = 0;

function shift() {
  step += 1;
  const x = 3 * Math.sin(step * 0.7);
  const y = 2.5 * Math.cos(step * 0.9);
  byId("rest").style.translate = `${x.toFixed(2)}vmin ${y.toFixed(2)}vmin`;
}

/* ---- the line to the terminal ---- */

let marks = [];
let losing = null;
let silence = null;

function isNew(mark) {
  if (marks.includes(mark)) return false;
  marks = [...marks, mark].slice(-MARKS_MAX);
  return true;
}

function lose() {
  losing ??= setTimeout(() => body.toggleAttribute("data-lost", true), LOST_MS);
}

function found() {
  clearTimeout(losing);
  losing = null;
  body.toggleAttribute("data-lost", false);
}

function listen() {
  const source = new EventSource(body.dataset.events);
  const again = () => {
    source.close();
    clearTimeout(silence);
    lose();
    setTimeout(listen, AGAIN_MS);
  };
  const alive = () => {
    clearTimeout(silence);
    silence = setTimeout(again, SILENT_MS);
  };
  source.addEventListener("rest", (event) => {
    alive();
    found();
    rest(JSON.parse(event.data));
  });
  source.addEventListener("tap", (event) => {
    if (isNew(event.lastEventId)) arrive(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    lose();
    // A refusal ends an EventSource for good; a broken line it mends by itself.
    if (source.readyState === EventSource.CLOSED) again();
  });
  alive();
}

setInterval(shift, SHIFT_MS);
listen();
