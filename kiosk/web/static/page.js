// Keeps the page live and saves a reload after a click. Without it, all works too.
"use strict";

const UNDO_MS = 10000;
const REFRESH_MS = 60000;
const AGAIN_MS = 3000;
const LEFT_MS = 200;
const HOLD_MS = 3000; // a row that is answered keeps its place so long
const FRAMES_MS = 60;
const GUARD_MS = 600; // after rows moved, nothing is written by what was aimed before

const live = document.getElementById("live");
const notes = document.getElementById("notes");
const parse = (text) => new DOMParser().parseFromString(text, "text/html");

/* ---- undo for ten seconds; after that "Ret" remains ---- */

function runDown() {
  for (const form of notes.querySelectorAll("[data-undo]")) {
    setTimeout(() => form.remove(), UNDO_MS);
  }
}

/* ---- the part that lives ---- */

let shown = null;

function names() {
  return new Set([...live.querySelectorAll("[id^=k-]")].map((one) => one.id));
}

function rememberFocus(from = document.activeElement) {
  const row = from.closest("#live li[id]");
  if (!row) return null;
  const rows = [...row.parentElement.children];
  const after = rows.slice(rows.indexOf(row)).map((one) => one.id);
  return { ids: after, place: [...row.querySelectorAll("a, button")].indexOf(from) };
}

function restoreFocus(focus, scroll = false) {
  if (!focus) return;
  const row = focus.ids.map((id) => document.getElementById(id)).find(Boolean);
  const places = row ? row.querySelectorAll("a, button") : [];
  const place = places[focus.place] || places[0];
  place?.focus({ preventScroll: true });
  if (scroll) place?.scrollIntoView({ block: "center" });
}

/* ---- rows keep their place for some seconds, and what follows a shift is ignored ---- */

const held = new Map(); // id of a row that went: until when its place is held, its name
let guarded = 0;
let keysGuarded = 0;

const lists = () => live.querySelectorAll("#awaited .rows, #later .rows");
const tops = () => new Map([...lists()].flatMap((list) => [...list.children])
  .map((row) => [row.id, row.getBoundingClientRect().top]));

function rowsNow() {
  return [...lists()].map((list) => [...list.children].filter((row) => row.id)
    .map((row) => ({ id: row.id.replace("gone-", ""), name: row.querySelector("b").textContent, height: row.offsetHeight })));
}

function holdPlaces(before) {
  const until = performance.now() + HOLD_MS;
  before.forEach((rows, number) => {
    const list = lists()[number];
    let last = null;
    for (const { id, name, height } of rows) {
      let row = document.getElementById(id);
      if (row || !list) held.delete(id);
      else {
        if (!held.has(id)) held.set(id, until);
        row = document.createElement("li");
        row.id = `gone-${id}`;
        row.className = "gone-row";
        row.style.height = `${height}px`;
        row.append(document.createElement("b"), " er afklaret");
        row.firstChild.textContent = name;
        if (last) last.after(row);
        else list.prepend(row);
      }
      last = row;
    }
  });
  if (held.size) setTimeout(letGo, HOLD_MS + 50);
}

function letGo() {
  const now = performance.now();
  const before = tops();
  for (const [id, until] of held) {
    if (until > now) continue;
    held.delete(id);
    document.getElementById(`gone-${id}`)?.remove();
  }
  guard(before);
}

// Scrolls so that the first row that was seen stands where it stood. Rows below the
// fold get their height when they are painted, so it looks again in the next frames.
function guard(before, frames = 2) {
  const seen = [...before].filter(([id, top]) => top >= 0 && top < innerHeight && document.getElementById(id));
  const off = () => seen.map(([id, top]) => document.getElementById(id).getBoundingClientRect().top - top);
  if (!seen.length) return;
  if (Math.abs(off()[0]) > 1) scrollBy({ top: off()[0], behavior: "instant" });
  const wait = frames ? FRAMES_MS : GUARD_MS;
  if (off().some((pixels) => Math.abs(pixels) > 4)) guarded = Math.max(guarded, performance.now() + wait);
  if (frames) requestAnimationFrame(() => guard(new Map(seen), frames - 1));
}

document.addEventListener("click", (event) => {
  const aimed = event.detail > 0 && event.target.closest("#awaited .acts, #later .acts");
  if (!aimed || performance.now() > guarded) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

function put(fresh, mine = false) {
  const html = fresh.innerHTML;
  if (html === shown) return;
  const [before, focus, rows, where] = [names(), rememberFocus(), rowsNow(), tops()];
  live.replaceChildren(...fresh.childNodes);
  holdPlaces(rows);
  guard(where);
  restoreFocus(focus);
  const other = focus && document.activeElement.closest("li[id]")?.id !== focus.ids[0];
  if (other && !mine && !underWay.size) keysGuarded = performance.now() + HOLD_MS;
  if (shown !== null) welcome(before);
  shown = html;
  filter();
}

function welcome(before) {
  const come = [...live.querySelectorAll("[id^=k-]")].filter((one) => !before.has(one.id));
  for (const one of come) one.classList.add("fresh");
  const announce = document.getElementById("announce");
  if (announce && come.length) {
    announce.textContent = come.map((one) => one.dataset.who).join(", ") + " er registreret.";
  }
}

let fetching = false;
let wanted = false;

async function refresh() {
  if (fetching) {
    wanted = true;
    return;
  }
  fetching = true;
  try {
    const answer = await fetch(live.dataset.live);
    if (answer.status === 401) location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const body = parse(await answer.text()).body;
    put(body);
    document.getElementById("link").hidden = true;
  } catch {
    document.getElementById("link").hidden = false;
    setTimeout(refresh, AGAIN_MS);
  }
  fetching = false;
  if (wanted) {
    wanted = false;
    refresh();
  }
}

function listen() {
  const source = new EventSource(live.dataset.events);
  source.addEventListener("change", (event) => {
    if (event.data === live.dataset.mark) return; // that is what stands here
    live.dataset.mark = event.data;
    refresh();
  });
  source.addEventListener("error", () => {
    // A refusal ends an EventSource for good; a broken line it mends by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
    // Not at once: the line breaks too when the page is left for another.
    setTimeout(refresh, LEFT_MS);
  });
}

/* ---- find a name ---- */

function filter() {
  const field = document.getElementById("find");
  const list = live || document.getElementById("people");
  if (!field) return;
  const typed = field.value.trim().toLocaleLowerCase("da");
  for (const row of list.querySelectorAll("li[id]")) {
    row.hidden = !row.textContent.toLocaleLowerCase("da").includes(typed);
  }
}

/* ---- one click: send it and stay where you are ---- */

let sending = Promise.resolve();
const underWay = new Set();

async function send(form, button, url, body) {
  const answer = await fetch(url, { method: "POST", body });
  if (!answer.redirected || new URL(answer.url).pathname !== "/") {
    // Something to read or to fill in: let the browser go there itself. Sending
    // the same page twice writes nothing twice.
    sendPlainly(form, button, url);
    return;
  }
  const page = parse(await answer.text());
  notes.replaceChildren(...page.getElementById("notes").childNodes);
  document.getElementById("act").replaceWith(page.getElementById("act"));
  put(page.getElementById("live"), true);
  runDown();
  const back = form.dataset.person;
  if (back) document.querySelector(`[id^="a-${CSS.escape(back)}-"] a`)?.focus();
}

function sendPlainly(form, button, url) {
  const plain = form.cloneNode(true);
  plain.action = url;
  if (button.name) {
    const value = document.createElement("input");
    value.type = "hidden";
    value.name = button.name;
    value.value = button.value;
    plain.append(value);
  }
  plain.hidden = true;
  document.body.append(plain);
  plain.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!live || !button || !(form.id === "act" || form.matches("[data-undo]"))) return;
  event.preventDefault();
  const url = button.hasAttribute("formaction") ? button.formAction : form.action;
  const body = new URLSearchParams(new FormData(form, button));
  // One button may answer for two people in quick succession, but for nobody twice.
  const what = `${url} ${body}`;
  if (underWay.has(what)) return;
  underWay.add(what);
  if (dialog.open) closeMenu();
  // From now on the last answer is this one: nobody takes the one before it back.
  if (form.id === "act") for (const old of notes.querySelectorAll("[data-undo]")) old.remove();
  sending = sending
    .then(() => send(form, button, url, body))
    .catch(() => {
      document.getElementById("link").hidden = false;
    })
    .finally(() => underWay.delete(what));
});

/* ---- the menu with the other reasons ---- */

const dialog = document.getElementById("reasons");

// Once the meeting time has passed, a second question: told before it, or after?
function askWhen(row, reason) {
  openMenu(row);
  dialog.dataset.step = "when";
  const word = dialog.querySelector(`[name=grund][value=${reason}]`).textContent;
  dialog.querySelector("p.when").textContent = `${word}: blev det sagt før eller efter mødetid?`;
  for (const button of dialog.querySelectorAll("[name=meldt]")) {
    button.setAttribute("formaction", `${dialog.dataset.told}&grund=${reason}`);
  }
  dialog.querySelector("h2").focus();
}

const begun = (row) => row.querySelectorAll(".acts button").length > 1;

function openMenu(row) {
  const told = row.querySelector("a[href^='/meldt?']").href;
  Object.assign(dialog.dataset, { step: "why", told, row: row.id });
  dialog.querySelector("h2").textContent = row.querySelector("b").textContent;
  for (const button of dialog.querySelectorAll("[name=grund]")) {
    button.setAttribute("formaction", told);
  }
  document.getElementById("reasons-more").href = told;
  document.getElementById("reasons-away").href = told.replace("/meldt", "/ikke-moedt");
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const other = event.target.closest("#live li a[href^='/meldt?']");
  if (!other || !dialog || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openMenu(other.closest("li"));
});

// The row may have been drawn anew meanwhile, so it is found by its name.
function closeMenu() {
  dialog.close();
  if (!document.activeElement.closest("#live li")) document.getElementById(dialog.dataset.row)?.querySelector(".acts a").focus();
}

dialog?.addEventListener("click", (event) => {
  const reason = event.target.closest("[name=grund]");
  const row = reason && document.getElementById(dialog.dataset.row);
  if (!row || !begun(row)) return;
  event.preventDefault();
  askWhen(row, reason.value);
});

dialog?.addEventListener("keydown", (event) => {
  if (dialog.dataset.step !== "when" || event.repeat) return;
  dialog.querySelector(`[data-when='${event.key.toLowerCase()}']`)?.click();
});

/* ---- one key for each answer, for the person who has the focus ---- */

function walk(row, step) {
  const rows = [...live.querySelectorAll("#awaited .row[id]:not([hidden])")];
  const next = row ? rows[rows.indexOf(row) + step] : rows[0];
  next?.querySelector(".acts a").focus();
  return Boolean(next);
}

function answer(row, key) {
  const [came, other] = row.querySelectorAll(".acts a");
  if (key === "k") return came;
  if (key === "a") return other;
  const chosen = document.querySelector(`#reasons [data-key='${key}']`);
  if (key === "u") chosen.href = other.href.replace("/meldt", "/ikke-moedt");
  else chosen?.setAttribute("formaction", other.href);
  return chosen;
}

let undoing = false;

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!live || event.ctrlKey || event.metaKey || event.altKey || event.repeat && key.length === 1) return;
  if (target.closest("input, select, textarea, dialog")) return;
  const row = target.closest("#awaited .row[id]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step && (row || target === document.body) && walk(row, step)) {
    event.preventDefault();
    keysGuarded = 0; // whoever walks on sees where the focus is
  }
  if (key.toLowerCase() === "z" && (row || target.closest("#notes") || target === document.body) && !undoing) {
    undoing = true;
    sending.then(() => [...notes.querySelectorAll("[data-undo] button")].pop()?.click())
      .then(() => sending).finally(() => { undoing = false; });
    return;
  }
  // While something is taken back, or the focus was just moved on, no key writes.
  if (undoing || performance.now() < keysGuarded) return;
  const chosen = row && key.length === 1 ? answer(row, key.toLowerCase()) : null;
  if (!chosen) return;
  event.preventDefault();
  keepPlace();
  if (chosen.form && begun(row)) askWhen(row, chosen.value);
  else if (chosen.form) chosen.form.requestSubmit(chosen);
  else chosen.click();
});

/* ---- whoever comes back from a form goes on with the next person ---- */

function keepPlace(from = document.activeElement) {
  const focus = rememberFocus(from);
  if (focus) sessionStorage.setItem("place", JSON.stringify(focus));
}

function backToPlace() {
  const kept = sessionStorage.getItem("place");
  sessionStorage.removeItem("place");
  if (kept && document.activeElement === document.body) restoreFocus(JSON.parse(kept), true);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#live li a")) keepPlace(event.target.closest("#live li a"));
});

document.getElementById("print")?.addEventListener("click", () => print());
document.getElementById("find")?.addEventListener("input", filter);
runDown();
if (live) {
  backToPlace();
  shown = live.innerHTML;
  listen();
  if (live.dataset.until) setTimeout(refresh, live.dataset.until * 1000 - Date.now() + 1000);
  setInterval(refresh, REFRESH_MS);
}
