// A country's page: the same sections as the command `country`, its dates ahead, and with whom it deals most.
function showCountry(code) {
  const country = data.countries[code], box = $("s-country");
  if (!country) {
    box.replaceChildren(make("h2", {}, "Country"), make("p", { class: "none" }, "No event names it. ", make("a", { href: "#countries" }, "All countries")));
    return;
  }
  const parts = [make("h2", {}, `${country.name} `, make("small", {}, `(${code})`))];
  const links = [make("a", { href: `#timeline?country=${code}` }, "its timeline")];
  for (const card of document.querySelectorAll("#s-duties article")) {
    const [, by, on] = card.id.split("-");
    if (by === code || on === code) links.push(make("a", { href: `#${card.id}` }, `duties: ${card.querySelector("h3").firstChild.textContent.trim()}`));
  }
  parts.push(make("div", { class: "facts" }, ...links.slice(0, 12)));
  if (country.partners.length) {
    const partners = country.partners.map(([other, name, count]) => make("a", { href: `#country/${other}` }, `${name} ${count}`));
    parts.push(make("h3", {}, "Deals with most"), make("div", { class: "facts" }, ...partners));
  }
  const mine = new Set(Object.values(country.sections).flat().map((at) => data.events[at]));
  const ahead = ROWS.filter((row) => row.start > TODAY && mine.has(row.event) && !["rejected", "cancelled"].includes(row.event.status));
  parts.push(...section("Dates ahead", ahead.map((row) => entry(row.told, row.event, standing(row.stands, row.told))), "none known"));
  for (const [key, title, empty] of data.sections) {
    const held = (country.sections[key] || []).map((at) => data.events[at]);
    parts.push(...section(title, held.map((event) => make("li", {}, ...keyed(event))), empty));
  }
  box.replaceChildren(...parts);
}

const entry = (when, event, told) => make("li", {}, make("span", { class: "when" }, when), eventLink(event), make("span", { class: "told" }, `${told} · ${plural(event.count, "source")}`));

// long sections open in parts, so that a page of hundreds of rows is there at once
function section(title, entries, empty) {
  const heading = make("h3", {}, entries.length ? `${title} (${entries.length})` : title);
  if (!entries.length) return [heading, make("p", { class: "none" }, empty)];
  const list = make("ol", { class: "rows" }, ...entries.slice(0, 30));
  if (entries.length <= 30) return [heading, list];
  const rest = make("button", { type: "button", "data-rest": "" }, `Show all ${entries.length}`);
  rest.addEventListener("click", () => { list.append(...entries.slice(30)); rest.remove(); });
  return [heading, list, rest];
}
