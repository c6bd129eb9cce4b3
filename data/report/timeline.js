// The timeline: filters, the band that zooms, the list. The band shows a stretch of time; the list follows once a person has chosen one.
const view = { q: "", country: "", side: "", status: "", types: new Set(), from: "", to: "", order: "" };
let rows = [], span = [0, 1], whole = [0, 1], full = [0, 1], shown = 0;
// the days that a calendar of four-digit years has
const FIRST = dayOf("0001-01-08"), LAST = dayOf("9999-12-24");
const PAGE = 120, LANE = 25, HEAD = 14, BIN = 24, LEFT = 118, OVERVIEW = 34;

function matches(event) {
  if (view.types.size && !view.types.has(event.type)) return false;
  if (view.status && event.status !== view.status) return false;
  if (view.country) {
    const country = data.countries[view.country];
    const acts = event.by.some((code) => country.acts_as.includes(code)), hit = event.on.some((code) => country.hit_as.includes(code));
    if (view.side === "by" ? !acts : view.side === "on" ? !hit : !acts && !hit) return false;
  }
  return view.words.every((word) => haystack(event).includes(word));
}

function refresh(keepSpan) {
  view.words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = new Set(data.events.filter(matches));
  rows = ROWS.filter((row) => kept.has(row.event));
  whole = rows.length ? [rows[0].start - 7, Math.max(...rows.map((row) => Math.min(row.end, row.start + 400))) + 14] : [TODAY - 180, TODAY + 30];
  full = view.whole ? whole : opening();
  if (view.from || view.to) span = [view.from ? dayOf(view.from) : full[0], view.to ? dayOf(view.to) + 1 : full[1]];
  else if (!keepSpan) span = [...full];
  if (span[1] - span[0] < 7) span = [span[0] - 3, span[0] + 4];
  drawBand();
  drawList(kept);
  remember();
}

// a lone article on 1930 must not press last year's events into a corner: the band spans where most dates are, and "All" spans them all
function opening() {
  const early = rows.length > 8 ? rows[Math.max(1, Math.floor(rows.length * 0.04))].start - 14 : whole[0];
  return whole[1] - early < (whole[1] - whole[0]) * 0.6 ? [early, whole[1]] : whole;
}

function drawList(kept) {
  const first = view.from ? dayOf(view.from) : -Infinity, last = view.to ? dayOf(view.to) : Infinity;
  const within = rows.filter((row) => row.start <= last && row.end >= first);
  const events = new Set(within.map((row) => row.event));
  const undated = view.from || view.to ? [] : [...kept].filter((event) => !event.dates.length);
  const total = events.size + undated.length;
  $("found").textContent = `${total === data.events.length ? plural(total, "event") : `${total.toLocaleString("en")} of ${plural(data.events.length, "event")}`}, ${plural(within.length, "date")}`;
  $("clear").hidden = !(view.q || view.country || view.status || view.types.size || view.from || view.to || view.side);
  const ordered = view.order === "up" ? within : [...within].reverse();
  $("list").replaceChildren();
  listed = { ordered, undated, month: "", line: false, body: null };
  shown = 0;
  if (!total) {
    const hint = data.events.length ? "No event matches. Clear a filter, or search other words." : "No events yet: read articles with tradewatch ingest PATH, then make this page anew.";
    $("list").append(make("p", { class: "none" }, hint));
  }
  more();
}

let listed;
function more(all) {
  const up = view.order === "up", { ordered, undated } = listed;
  const until = all ? ordered.length : Math.min(ordered.length, shown + PAGE);
  const under = (title) => { listed.body = make("ol", { class: "rows" }); $("list").append(make("h3", {}, title), listed.body); };
  for (; shown < until; shown++) {
    const row = ordered[shown];
    const turn = !listed.line && (up ? row.start > TODAY : row.start <= TODAY);
    if (turn && shown === 0) listed.line = true;
    const month = row.year;
    if (month !== listed.month) { listed.month = month; under(`${MONTHS[+month.slice(5, 7) - 1]} ${month.slice(0, 4)}`); }
    if (turn && !listed.line) { listed.line = true; listed.body.append(make("li", { class: "now-line" }, up ? "after today" : "up to today")); }
    listed.body.append(make("li", {}, make("span", { class: "when" }, row.told), eventLink(row.event), make("span", { class: "told" }, `${standing(row.stands, row.told)} · ${plural(row.event.count, "source")}`)));
  }
  if (shown >= ordered.length && undated.length && listed.month !== "undated") {
    listed.month = "undated";
    under("No date told");
    for (const event of undated) listed.body.append(make("li", {}, make("span", { class: "when" }, ""), eventLink(event), make("span", { class: "told" }, plural(event.count, "source"))));
  }
  $("more").hidden = shown >= ordered.length;
}

const wide = () => Math.max(280, $("lanes").clientWidth);
const left = () => (wide() < 560 ? 26 : LEFT);
const room = () => wide() - left() - 12;
const placeOf = (day, [from, to] = span) => left() + ((day - from) / (to - from)) * room();

function drawBand() {
  const kinds = data.types.map(([value]) => value).filter((value) => rows.some((row) => row.event.type === value));
  const height = HEAD + kinds.length * LANE + 24, width = wide();
  const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, height });
  for (const [day, text] of ticks(span, room())) {
    const x = placeOf(day);
    svg.append(draw("line", { class: "grid", x1: x, x2: x, y1: HEAD, y2: height - 20 }), draw("text", { x, y: height - 6, "text-anchor": x > width - 50 ? "end" : "middle" }, text));
  }
  kinds.forEach((kind, at) => {
    const y = HEAD + at * LANE + LANE / 2, { word, solid } = TYPES.get(kind);
    svg.append(draw("line", { class: "lane", x1: left(), x2: width - 12, y1: y, y2: y }));
    const label = draw("text", { x: 2, y: y + 4 }, draw("tspan", { class: kind, fill: "currentColor" }, solid), draw("tspan", { dx: 5 }, left() < LEFT ? "" : word));
    svg.append(label, lane(rows.filter((row) => row.event.type === kind), kind, y));
  });
  if (TODAY >= span[0] && TODAY <= span[1]) {
    const x = placeOf(TODAY);
    svg.append(draw("line", { class: "today", x1: x, x2: x, y1: HEAD - 2, y2: height - 20 }), draw("text", { class: "now", x, y: 10, "text-anchor": x > width - 30 ? "end" : "middle" }, "today"));
  }
  $("lanes").replaceChildren(svg);
  const earlier = view.from || view.to ? 0 : rows.filter((row) => row.end < full[0]).length;
  $("span").textContent = `${say(span[0])} – ${say(span[1] - 1)}${earlier ? `; ${plural(earlier, "date")} before ${say(full[0])}: choose All` : ""}`;
  drawOverview();
}

const say = (day) => { const at = new Date(day * DAY); return `${MONTHS[at.getUTCMonth()].slice(0, 3)} ${at.getUTCDate()}, ${at.getUTCFullYear()}`; };

// events nearer than a bubble's width become one bubble with their number; a click parts them
function lane(of, kind, y) {
  const group = draw("g", { class: kind }), bins = new Map();
  for (const row of of) {
    if (row.end < span[0] || row.start > span[1]) continue;
    const x1 = placeOf(Math.max(row.start, span[0])), x2 = placeOf(Math.min(row.end + 1, span[1]));
    if (x2 - x1 > 16) {
      const bar = draw("line", { class: "stretch", x1: x1 + 3, x2: x2 - 3, y1: y, y2: y, "data-event": row.event.id }, draw("title", {}, caption(row)));
      group.append(bar);
    }
    const bin = Math.floor((x1 - left()) / BIN);
    if (row.start >= span[0]) bins.set(bin, [...(bins.get(bin) || []), row]);
  }
  for (const [bin, held] of bins) {
    const x = held.length > 1 ? left() + (bin + 0.5) * BIN : placeOf(held[0].start);
    const hollow = held.every((row) => row.event.hollow) ? " hollow" : "", many = held.length > 1;
    const title = held.slice(0, 6).map(caption).join("\n") + (held.length > 6 ? `\nand ${held.length - 6} more` : "");
    const mark = draw("circle", { class: `dot${hollow}`, cx: x, cy: y, r: many ? Math.min(11, 6.5 + Math.sqrt(held.length) / 1.5) : 4.5 }, draw("title", {}, title));
    if (many) { mark.dataset.from = Math.min(...held.map((row) => row.start)); mark.dataset.to = Math.max(...held.map((row) => row.start)); } else mark.dataset.event = held[0].event.id;
    group.append(mark);
    if (many) group.append(draw("text", { class: `many${hollow}`, x, y: y + 3.5 }, held.length > 99 ? "99+" : held.length));
  }
  return group;
}

const caption = (row) => `${row.told}: ${row.event.who}: ${row.event.what} (${row.stands})`;

function ticks([from, to], pixels) {
  const months = (to - from) / 30.4, most = Math.max(2, pixels / 76), found = [];
  const step = [1 / 30.4 * 7, 1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200].find((size) => months / size <= most) || 2400;
  if (step < 1) {
    for (let day = Math.ceil((from - 4) / 7) * 7 + 4; day <= to; day += 7) if (day >= from) found.push([day, say(day).replace(/, \d+$/, "")]);
    return found;
  }
  const start = new Date(from * DAY);
  for (let month = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step; ; month += step) {
    const at = new Date(0);
    at.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
    const day = at.getTime() / DAY;
    if (day > to) return found;
    if (day >= from) found.push([day, step >= 12 || month % 12 === 0 ? `${Math.floor(month / 12)}` : `${MONTHS[month % 12].slice(0, 3)}${step > 2 || months < 4 ? ` ${Math.floor(month / 12)}` : ""}`]);
  }
}

function drawOverview() {
  const width = wide(), count = Math.max(20, Math.floor(room() / 6)), size = (full[1] - full[0]) / count, bins = new Array(count).fill(0);
  for (const row of rows) bins[Math.max(0, Math.min(count - 1, Math.floor((row.start - full[0]) / size)))]++;
  const top = Math.max(1, ...bins), svg = draw("svg", { viewBox: `0 0 ${width} ${OVERVIEW}`, height: OVERVIEW });
  bins.forEach((number, at) => {
    const tall = number ? Math.max(2, Math.sqrt(number / top) * (OVERVIEW - 8)) : 0;
    svg.append(draw("rect", { class: "bin", x: left() + (at * room()) / count, width: Math.max(1, room() / count - 1), y: OVERVIEW - tall, height: tall }));
  });
  const inside = (day) => Math.max(left(), Math.min(width - 12, placeOf(day, full)));
  svg.append(draw("rect", { class: "window", x: inside(span[0]), width: Math.max(3, inside(span[1]) - inside(span[0])), y: 1, height: OVERVIEW - 2 }));
  if (left() === LEFT) svg.append(draw("text", { x: 2, y: OVERVIEW - 8 }, [...new Set([full[0] + 7, full[1] - 14].map((day) => isoOf(day).slice(0, 4)))].join("–")));
  $("overview").replaceChildren(svg);
}

// a stretch that a person chose bounds the list too
function choose(from, to) {
  [from, to] = [Math.max(FIRST, Math.round(from)), Math.min(LAST, Math.round(to))];
  if (to - from < 7) { const middle = Math.round((from + to) / 2); from = middle - 3; to = middle + 4; }
  const everything = from <= full[0] && to >= full[1];
  [view.from, view.to] = everything ? ["", ""] : [isoOf(from), isoOf(to - 1)];
  $("f-from").value = view.from;
  $("f-to").value = view.to;
  span = everything ? [...full] : [from, to];
  refresh(true);
}

function zoom(how) {
  const [from, to] = span, wide = to - from, middle = (from + to) / 2;
  if (how === "in") choose(middle - wide / 4, middle + wide / 4);
  else if (how === "out") choose(Math.max(full[0], middle - wide), Math.min(full[1], middle + wide));
  else if (how === "back") choose(from - wide / 3, to - wide / 3);
  else if (how === "on") choose(from + wide / 3, to + wide / 3);
  else if (how === "year") choose(TODAY - 335, TODAY + 30);
  else { view.from = view.to = $("f-from").value = $("f-to").value = ""; view.whole = true; refresh(false); }
}
