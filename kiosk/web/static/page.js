// Keeps the page live and saves a reload after a click. Without it, all works too.
"use strict";

const UNDO_MS = 10000;
const REFRESH_MS = 60000;
const AGAIN_MS = 3000;
const LEFT_MS = 200;

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

function rememberFocus() {
  const row = document.activeElement.closest("#live li[id]");
  if (!row) return null;
  const rows = [...row.parentElement.children];
  const after = rows.slice(rows.indexOf(row)).map((one) => one.id);
  return { ids: after, place: [...row.querySelectorAll("a, button")].indexOf(document.activeElement) };
}

function restoreFocus(focus) {
  if (!focus) return;
  const row = focus.ids.map((id) => document.getElementById(id)).find(Boolean);
  const places = row ? row.querySelectorAll("a, button") : [];
  (places[focus.place] || places[0])?.focus({ preventScroll: true });
}

function put(fresh) {
  const html = fresh.innerHTML;
  if (html === shown) return;
  const before = names();
  const focus = rememberFocus();
  live.replaceChildren(...fresh.childNodes);
  restoreFocus(focus);
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
  document.getElementById("reasons").close();
  notes.replaceChildren(...page.getElementById("notes").childNodes);
  document.getElementById("act").replaceWith(page.getElementById("act"));
  put(page.getElementById("live"));
  runDown();
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
  sending = sending
    .then(() => send(form, button, url, body))
    .catch(() => {
      document.getElementById("link").hidden = false;
    })
    .finally(() => underWay.delete(what));
});

/* ---- the menu with the other reasons ---- */

document.addEventListener("click", (event) => {
  const other = event.target.closest("#live li a[href^='/meldt?']");
  const dialog = document.getElementById("reasons");
  if (!other || !dialog || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const row = other.closest("li");
  dialog.querySelector("h2").textContent = row.querySelector("b").textContent;
  for (const button of dialog.querySelectorAll("[name=grund]")) {
    button.setAttribute("formaction", other.href);
  }
  document.getElementById("reasons-more").href = other.href;
  document.getElementById("reasons-away").href = other.href.replace("/meldt", "/ikke-moedt");
  dialog.showModal();
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

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!live || event.ctrlKey || event.metaKey || event.altKey || event.repeat && key.length === 1) return;
  if (target.closest("input, select, textarea, dialog")) return;
  const row = target.closest("#awaited .row[id]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step && (row || target === document.body) && walk(row, step)) event.preventDefault();
  if (key.toLowerCase() === "z" && (row || target.closest("#notes"))) {
    [...notes.querySelectorAll("[data-undo] button")].pop()?.click();
  }
  const chosen = row && key.length === 1 ? answer(row, key.toLowerCase()) : null;
  if (!chosen) return;
  event.preventDefault();
  keepPlace();
  if (chosen.form) chosen.form.requestSubmit(chosen);
  else chosen.click();
});

/* ---- whoever comes back from a form goes on with the next person ---- */

function keepPlace() {
  const focus = rememberFocus();
  if (focus) sessionStorage.setItem("place", JSON.stringify(focus));
}

function backToPlace() {
  const kept = sessionStorage.getItem("place");
  sessionStorage.removeItem("place");
  if (kept && document.activeElement === document.body) restoreFocus(JSON.parse(kept));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#awaited a")) keepPlace();
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
