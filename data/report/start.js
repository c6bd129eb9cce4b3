// Where a person is: the address after # names the section, country or event, and the timeline's filters.
for (const one of document.querySelectorAll("main > section")) one.id = `s-${one.id}`; // or the browser would scroll past the head to the section named
const SECTIONS = ["timeline", "countries", "duties", "ahead", "threats", "conflicts"];
let place = "#timeline";

function go() {
  const [, where = "", query = ""] = /^#?([^?]*)\??(.*)$/.exec(location.hash);
  const [head, rest = ""] = where.split("/");
  if (head === "event") {
    const event = EVENTS.get(decode(rest));
    if (!document.querySelector("main > section:not([hidden])") || !started) show("timeline");
    if (event) showEvent(event);
    return;
  }
  if ($("event").open) $("event").close();
  if (head === "main") return;
  const section = head.startsWith("duty-") ? "duties" : head === "country" ? "country" : SECTIONS.includes(head) ? head : "timeline";
  place = location.hash || "#timeline";
  if (section === "country") showCountry(decode(rest));
  if (section === "timeline" && (query || !started)) recall(new URLSearchParams(query));
  show(section);
  if (head.startsWith("duty-") && $(head)) $(head).scrollIntoView(); else scrollTo(0, 0);
}

let started = false;
const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };

function show(section) {
  for (const one of document.querySelectorAll("main > section")) one.hidden = one.id !== `s-${section}`;
  for (const link of document.querySelectorAll("nav a")) {
    const here = link.hash === `#${section === "country" ? "countries" : section}`;
    if (here) { link.setAttribute("aria-current", "page"); link.scrollIntoView({ block: "nearest", inline: "nearest" }); } else link.removeAttribute("aria-current");
  }
  if (section === "timeline") refresh(started);
  started = true;
}

const FIELDS = ["q", "country", "side", "status", "from", "to", "order"];
const DATE = /^\d{4}-\d\d-\d\d$/;

function recall(query) {
  for (const name of FIELDS) {
    const value = query.get(name) || "";
    $(`f-${name}`).value = value;
    view[name] = name === "from" || name === "to" ? (DATE.test($(`f-${name}`).value) ? value : "") : $(`f-${name}`).value;
  }
  view.types = new Set((query.get("type") || "").split(",").filter((value) => TYPES.has(value)));
  for (const box of document.querySelectorAll("[name=type]")) box.checked = view.types.has(box.value);
  started = false;
}

function remember() {
  const query = new URLSearchParams(FIELDS.filter((name) => view[name]).map((name) => [name, view[name]]));
  if (view.types.size) query.set("type", [...view.types].join(","));
  place = `#timeline${query.size ? `?${query}` : ""}`;
  if (!$("s-timeline").hidden && !location.hash.startsWith("#event/")) history.replaceState(null, "", place);
}

for (const name of FIELDS) {
  let waiting;
  $(`f-${name}`).addEventListener(name === "q" ? "input" : "change", (event) => {
    view[name] = event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh(name === "order"), name === "q" ? 120 : 0);
  });
}
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("change", (event) => {
  if (event.target.name !== "type") return;
  view.types[event.target.checked ? "add" : "delete"](event.target.value);
  refresh(false);
});
$("clear").addEventListener("click", () => { recall(new URLSearchParams()); show("timeline"); $("f-q").focus(); });
$("f-more").addEventListener("click", () => $("f-more").setAttribute("aria-expanded", $("filters").classList.toggle("open")));
$("more").addEventListener("click", () => more());
if ("IntersectionObserver" in window) new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) more(); }, { rootMargin: "600px" }).observe($("more"));
addEventListener("beforeprint", () => {
  if (!$("s-timeline").hidden) more(true);
  for (const one of document.querySelectorAll("#s-duties details")) one.open = true;
  for (const one of document.querySelectorAll("[data-rest]")) one.click();
});

for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zoom(button.dataset.zoom));
$("lanes").addEventListener("keydown", (event) => {
  const how = { "+": "in", "=": "in", "-": "out", ArrowLeft: "back", ArrowRight: "on", 0: "all", Home: "all" }[event.key];
  if (how && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); zoom(how); }
});
$("lanes").addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    const at = span[0] + ((event.offsetX - left()) / room()) * (span[1] - span[0]), factor = event.deltaY > 0 ? 1.25 : 0.8;
    choose(at - (at - span[0]) * factor, at + (span[1] - at) * factor);
  } else choose(...span.map((day) => day + (event.deltaX / room()) * (span[1] - span[0])));
}, { passive: false });

// dragging: the lanes move with the hand, the overview takes a stretch; a press that does not move is a click on a mark
function drags(element, moved, done) {
  element.addEventListener("pointerdown", (down) => {
    if (down.button) return;
    const from = down.clientX - element.getBoundingClientRect().left, target = down.target, before = [...span];
    let far = false;
    const move = (event) => {
      const to = event.clientX - element.getBoundingClientRect().left;
      if (Math.abs(to - from) > 4) { far = true; moved(from, to, before); }
    };
    const up = (event) => {
      for (const [name, listener] of [["pointermove", move], ["pointerup", up], ["pointercancel", up]]) removeEventListener(name, listener);
      done(far && event.type === "pointerup", target, from, event.clientX - element.getBoundingClientRect().left);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
  });
}
drags($("lanes"), (from, to, before) => {
  const days = ((from - to) / room()) * (before[1] - before[0]);
  span = [before[0] + days, before[1] + days];
  drawBand();
}, (far, target) => {
  if (far) choose(...span);
  else if (target.dataset.event) location.hash = `#event/${target.dataset.event}`;
  else if (target.dataset.from) choose(+target.dataset.from - 2, +target.dataset.to + 3);
});
const dayAt = (x) => full[0] + ((x - left()) / room()) * (full[1] - full[0]);
drags($("overview"), (from, to) => { span = [dayAt(Math.min(from, to)), dayAt(Math.max(from, to)) + 1]; drawBand(); }, (far, target, from, to) => {
  const half = (span[1] - span[0]) / 2;
  if (far) choose(dayAt(Math.min(from, to)), dayAt(Math.max(from, to)));
  else choose(dayAt(to) - half, dayAt(to) + half);
});

$("event").addEventListener("close", () => { if (location.hash.startsWith("#event/")) { history.replaceState(null, "", place); } });
$("event").addEventListener("click", (event) => { if (event.target === $("event")) $("event").close(); });
addEventListener("hashchange", go);
let width = innerWidth;
addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; if (!$("s-timeline").hidden) drawBand(); } });

// tables of numbers sort by a click on a heading
for (const table of document.querySelectorAll(".sortable")) {
  [...table.tHead.rows[0].cells].slice(0, 5).forEach((cell, at) => {
    const button = make("button", { type: "button" }, cell.textContent);
    button.addEventListener("click", () => {
      const key = (row) => row.cells[at].textContent, number = (row) => Number.parseInt(key(row), 10) || 0;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", at ? "descending" : "ascending");
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => (at ? number(b) - number(a) : key(a).localeCompare(key(b)))));
    });
    cell.replaceChildren(button);
  });
}

const theme = $("theme"), dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-label", `Show in ${isDark() ? "light" : "dark"} colours`); };
theme.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); });
dark.addEventListener("change", nameTheme);
nameTheme();

// the age of what the page knows, by the reader's clock
const told = data.read || data.today, age = Math.floor(Date.now() / DAY) - dayOf(told);
if (age > 0) $("age").textContent = `; ${plural(age, "day")} old`;
if (age > 2) $("asof").classList.add("stale");

for (const id of ["filters", "summary", "band", "theme"]) $(id).hidden = false;
go();
$("main").dataset.ready = "";
