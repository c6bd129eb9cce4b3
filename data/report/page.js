// What the page holds, and making elements. Foreign text enters the page as text nodes only.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const TYPES = new Map(data.types.map(([value, word, solid, hollow]) => [value, { word, solid, hollow }]));
const STATUS = new Map(data.statuses);
const EVENTS = new Map(data.events.map((event) => [event.id, event]));
const NAMES = new Map(Object.entries(data.countries).map(([code, country]) => [code, country.name]));
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAY = 86400000;

// Date.UTC would take the year 25 for 1925
const dayOf = (iso) => Math.round(new Date(0).setUTCFullYear(+iso.slice(0, 4), +iso.slice(5, 7) - 1, +iso.slice(8, 10)) / DAY);
const isoOf = (day) => { const at = new Date(day * DAY); return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 10); };
const TODAY = dayOf(data.today);
const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// "until Nov 10" says it already
const standing = (told, when) => (when.startsWith("until ") ? told.replace(/ until$/, "") : told);
const glyph = (event) => make("span", { class: `glyph ${event.type}`, "aria-hidden": "true" }, TYPES.get(event.type)[event.hollow ? "hollow" : "solid"]);

// the date an event goes by: a meeting's day, else when it takes effect, was announced, ends
function keyDate(event) {
  const order = event.type === "meeting" ? ["held", "announced", "effective", "ends"] : ["effective", "announced", "ends", "held"];
  return order.map((role) => event.dates.find((one) => one[0] === role)).find(Boolean);
}

// when, what and how it stands, as a row's cells
function keyed(event) {
  const key = keyDate(event);
  const told = key ? standing(key[1], key[2]) : STATUS.get(event.status);
  return [make("span", { class: "when" }, key ? key[2] : "no date told"), eventLink(event), make("span", { class: "told" }, `${told} · ${plural(event.count, "source")}`)];
}

function eventLink(event) {
  return make("a", { href: `#event/${event.id}` }, glyph(event), " ", make("span", { class: "who" }, event.who), " ", make("span", { class: "what" }, event.what));
}

// one row for each date of each event; an open date stands at the edge that is told
const ROWS = [];
for (const event of data.events) {
  for (const [role, stands, told, first, last] of event.dates) {
    const start = dayOf(first || last), end = dayOf(last || first);
    ROWS.push({ event, role, stands, told, start, end, year: (first || last).slice(0, 7) });
  }
}
ROWS.sort((a, b) => a.start - b.start || b.end - a.end);

const haystacks = new Map();
function haystack(event) {
  if (!haystacks.has(event)) {
    const sides = [...event.by, ...event.on].map((code) => `${code} ${NAMES.get(code) || ""}`);
    const told = event.sources.flatMap(([at, evidence]) => [evidence, data.articles[at][1], data.articles[at][3] || "", data.articles[at][0]]);
    haystacks.set(event, [event.id, event.who, event.what, TYPES.get(event.type).word, STATUS.get(event.status), ...sides, ...told].join("\n").toLowerCase());
  }
  return haystacks.get(event);
}

function showEvent(event) {
  const box = $("event");
  const facts = make("dl", { class: "known" });
  const add = (name, ...value) => facts.append(make("dt", {}, name), make("dd", {}, ...value));
  add("status", STATUS.get(event.status));
  for (const [, role, told] of event.dates) add(standing(role, told).replace(/; now .*$/, ""), told);
  if (!event.dates.length) add("date", "none told");
  add("told by", plural(event.count, "source"), event.sources.length > event.count ? ` (${event.sources.length} articles; copies count once)` : "");
  add("confidence", `${Math.round(event.sure * 100)}%`, event.corrected ? "; corrected by a person" : "");
  add("id", event.id);
  const close = make("button", { type: "button", "aria-label": "Close" }, "✕");
  close.addEventListener("click", () => box.close());
  const title = make("h2", { id: "h-event" }, glyph(event), ` ${event.who}: ${event.what}`);
  const parts = [make("div", { class: "title" }, title, close), facts];
  for (const [field, values] of event.conflicts || []) {
    const list = make("dl", { class: "values" }, ...values.map(([value, docs]) => make("div", {}, make("dt", {}, value), make("dd", {}, docs.join(", ")))));
    parts.push(make("h3", {}, `Sources disagree: ${field}`), list);
  }
  parts.push(make("h3", {}, "What the sources say"));
  for (const [at, evidence, start, end] of event.sources) parts.push(source(data.articles[at], evidence, start, end));
  const life = event.measure ? data.events.filter((other) => other.measure === event.measure && other !== event) : [];
  if (life.length) {
    const rows = life.map((other) => make("li", {}, ...keyed(other)));
    parts.push(make("h3", {}, "The same measure"), make("ol", { class: "rows" }, ...rows));
  }
  box.replaceChildren(...parts);
  if (!box.open) box.showModal();
  box.scrollTop = 0;
}

function source([doc, title, published, publisher, url], evidence, start, end) {
  const safe = url && /^https?:\/\//.test(url);
  const named = safe ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title) : title;
  const about = [publisher, published, publisher || title !== doc ? doc : null, start >= 0 ? `characters ${start}–${end}` : "in the title"].filter(Boolean).join(" · ");
  return make("div", { class: "source" }, make("cite", {}, named), make("br"), make("small", {}, about), make("blockquote", {}, evidence));
}
