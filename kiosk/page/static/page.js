// Keeps the page live and saves a reload after a click. Without it, all works too.
"use strict";

const UNDO_MS = 10000;
const REFRESH_MS = 60000;
const AGAIN_MS = 3000;

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
  source.addEventListener("change", refresh);
  source.addEventListener("error", () => {
    // A refusal ends an EventSource for good; a broken line it mends by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
    refresh();
  });
}

/* ---- find a name ---- */

function filter() {
  const field = document.getElementById("find");
  if (!field) return;
  const typed = field.value.trim().toLocaleLowerCase("da");
  for (const row of live.querySelectorAll("li[id]")) {
    row.hidden = !row.textContent.toLocaleLowerCase("da").includes(typed);
  }
}

/* ---- one click: send it and stay where you are ---- */

async function send(form, button) {
  const url = button.hasAttribute("formaction") ? button.formAction : form.action;
  const body = new URLSearchParams(new FormData(form, button));
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
  if (button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  send(form, button)
    .catch(() => {
      document.getElementById("link").hidden = false;
    })
    .finally(() => button.removeAttribute("aria-busy"));
});

/* ---- the menu with the other reasons ---- */

document.addEventListener("click", (event) => {
  const other = event.target.closest("#live li a[href^='/meldt?']");
  const dialog = document.getElementById("reasons");
  if (!other || !dialog || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const row = other.closest("li");
  dialog.querySelector("h2").textContent = row.querySelector(".name").textContent;
  for (const button of dialog.querySelectorAll("[name=grund]")) {
    button.setAttribute("formaction", other.href);
  }
  document.getElementById("reasons-more").href = other.href;
  dialog.showModal();
});

runDown();
if (live) {
  shown = live.innerHTML;
  document.getElementById("find")?.addEventListener("input", filter);
  listen();
  setInterval(refresh, REFRESH_MS);
}
