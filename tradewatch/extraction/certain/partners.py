"""Whom plain English names and does not name as a side, whatever the learned decisions say.

A name that a text only excepts is no target of the rest, a city in which people met is no side, what hits one of a list hits all of it, and
"deals with Korea and Cambodia" are two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from tradewatch.extraction.mentions import SHARED_SIDES, Choice, Mention, Side
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.roll import Roll, is_place
from tradewatch.extraction.tokens import Row
from tradewatch.knowledge import ALL, Knowledge
from tradewatch.model import MEASURE_TYPES

if TYPE_CHECKING:
    from tradewatch.extraction.drafts import Draft

# what stands between a body and its summit
_OF_LEADERS = frozenset({"leaders", "leaders'", "'", "annual", "economic"})
# how likely a pair of sides must be to take the place of one that is ruled out
_HARDLY = 0.05
# how far behind "deals with" the list of partners begins: "with three neighbours of Japan, Korea, Vietnam and Laos"
_NEAR, _LED = 3, 8
_LEADING = frozenset({"with", "including"})
# how many words what is hit by a measure may take: "on all steel and aluminum imports"; of those one says that it is imports at large
_OBJECT = 8
_IMPORTS = frozenset({"all", "any", "import", "imports", "imported", "foreign"})
_OWNERS = frozenset({"its", "their", "his", "our"})
_ENDS = frozenset({"after", "when", "as", "that", "which", "by", "with", "in", "for"})
# a pact of more sides than this is told of some of them only
_FEW = 3
# how likely a mention must be an event for "the talks" to mean it
_LIKELY = 0.3
# how far behind a measure's noun "each other" stands: "the duties that each has on each other's goods"
_MUTUAL = 14
_FOREIGN = ("foreign-", "foreign ship", "foreign vessel", "foreign vehicle")
_UPON = frozenset({"on", "across", "against"})
_DEFINITE = frozenset({"the", "these", "those", "that"})
_THIRD = frozenset({"its", "their", "his", "her"})
_RELATIVE = frozenset({"that", "which"})
_HELPING = frozenset({"has", "had", "have", "will", "would", "may", "could"})
_SETS = frozenset({"impose", "put", "raise", "hit", "list"})
# a bloc or a firm may be named beside "both sides" as where or over what they met
_ASIDE = frozenset({"bloc", "firm", "all"})
_NAMES = frozenset({"name", "demonym", "capital", "bloc"})
_DASHES = frozenset({"-", "–", "—", "/"})


@dataclass(frozen=True, slots=True)
class _Words:
    excepting: tuple[tuple[str, ...], ...]
    alone: frozenset[str]
    pacts: frozenset[str]
    everyone: frozenset[str]
    unnamed: frozenset[str]


@lru_cache(maxsize=4)
def _words(knowledge: Knowledge) -> _Words:
    table = knowledge.table("certain")
    return _Words(
        excepting=tuple(tuple(str(phrase).split()) for phrase in table["excepting"]),
        alone=frozenset(table["alone"]),
        pacts=frozenset(table["pacts"]),
        everyone=frozenset(table["everyone"]),
        unnamed=frozenset(table["unnamed"]),
    )


def rule_out_targets(document: Document, mentions: Sequence[Mention]) -> None:
    """Take from the targets of mentions who is only excepted, of what other sentences tell; and whom other sentences name where the
    mention's own says by its goods alone what is hit: "a 25% tariff on all steel imports"."""
    words = _words(document.knowledge)
    for mention in mentions:
        row = document.rows[mention.candidate.row]
        if mention.type == "tariff" and _hits_imports(row, max(mention.candidate.trigger, mention.candidate.rate)):
            here = {row.tokens[index].form.code for index in row.parties}  # type: ignore[union-attr]
            for code in mention.on_filled.keys() - here:
                del mention.on_filled[code]
    excepted = {code for code, found in _named(document).items() if all(_is_excepted(row, index, words) for row, index in found)}
    for mention in mentions if excepted else ():
        row = document.rows[mention.candidate.row]
        for code in excepted - {row.tokens[index].form.code for index in row.parties}:  # type: ignore[union-attr]
            mention.on_filled.pop(code, None)


def _hits_imports(row: Row, noun: int) -> bool:
    """Whether "on" after a duty's noun leads to imports of goods, and to nobody's: "on steel and aluminum imports"."""
    tokens = row.tokens
    if noun + 2 >= len(tokens) or tokens[noun + 1].low != "on":
        return False
    goods = imports = False
    for token in tokens[noun + 2 : noun + 2 + _OBJECT]:
        if token.kind == "J" or token.low in _OWNERS:
            return token.form is not None and token.form.kind == "all"
        if token.low == "from" or (token.low == "of" and not imports):
            return False
        goods = goods or bool(token.goods)
        imports = imports or any(word in _IMPORTS for word in token.low.split())
        if token.kind == "V" or (token.kind == "P" and token.low != ",") or token.low in _ENDS:
            break
    return goods and imports


def settle_sides(document: Document, mentions: Sequence[Mention], roll: Roll) -> None:
    """Settle the sides of mentions whose words are those of a pact of few, "USMCA", or of a couple, "EU-Japan talks", "both sides"; of "the
    talks" that the sentence before tells of; and who acts where "the tariffs that Washington imposed" tells it."""
    last: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda one: (one.candidate.row, one.candidate.anchor)):
        if mention.type in SHARED_SIDES:
            parties = (
                _pact(mention, roll)
                or _summit(document, mention)
                or _coupled(document, mention)
                or _owned(document, mention)
                or _both(document, mention, roll)
            )
            if parties:
                mention.choices = [Choice(parties, (), 1.0)]
            else:
                mention.choices = _retold(document, mention, last) or mention.choices
            if mention.keep > _LIKELY:
                last[mention.type] = mention
        elif mention.type in MEASURE_TYPES:
            actor, target = _imposing(document, mention)
            if actor and target:
                mention.choices = [Choice((actor,), (target,), 1.0)]
            elif actor and any(choice.by == (actor,) for choice in mention.choices):
                mention.choices = [choice for choice in mention.choices if choice.by == (actor,)]
            hit = _hit_at_large(document, mention)
            if hit is not None:
                mention.choices = [Choice(mention.choices[0].by, hit, 1.0)]


def _hit_at_large(document: Document, mention: Mention) -> Side | None:
    """Whom "on" behind a measure's noun leads to where it is all there are, "tariffs on goods from every country", or nobody by name,
    "the tariffs on most countries", "foreign-built ships pay"; None for others."""
    row, words = document.rows[mention.candidate.row], _words(document.knowledge)
    named = {form.code for index in row.parties if (form := row.tokens[index].form) is not None}
    if mention.type == "port_fee" and named <= set(mention.choices[0].by) and any(t.low.startswith(_FOREIGN) for t in row.tokens):
        return ()
    at = max(mention.candidate.trigger, mention.candidate.rate) + 1
    after = [token.low for token in row.tokens[at : at + _OBJECT]]
    if not after or after[0] not in _UPON:
        return None
    skip = 3 if len(after) > 2 and after[2] == "from" else 1
    if len(after) <= skip:
        return None
    return (ALL,) if after[skip] in words.everyone else () if after[skip] in words.unnamed else None


def _both(document: Document, mention: Mention, roll: Roll) -> Side:
    """Whom "both sides" points back to, where a sentence names nobody else who could be meant."""
    row = document.rows[mention.candidate.row]
    pair = roll.couple(mention.candidate.row)
    if not pair or row.tokens[mention.candidate.anchor].form is not None:
        return ()
    named = ((index, row.tokens[index].form) for index in row.parties)
    others = [f.code for index, f in named if f is not None and f.kind not in _ASIDE and not is_place(document, row, index)]
    return () if set(others) - pair else tuple(sorted(pair))


def _retold(document: Document, mention: Mention, last: Mapping[str, Mention]) -> list[Choice]:
    """The sides that the sentence before gives to what this one, without a name, calls "the talks"."""
    row, anchor = document.rows[mention.candidate.row], mention.candidate.anchor
    if row.parties or not anchor or row.tokens[anchor - 1].low not in _DEFINITE:
        return []
    before = (last.get(kind) for kind in ("meeting", "agreement"))
    near = (m for m in before if m is not None and mention.candidate.row - m.candidate.row <= 1)
    return next((m.choices for m in near if not document.rows[m.candidate.row].sentence.title), [])


def _imposing(document: Document, mention: Mention) -> tuple[str, str]:
    """Who acts by a clause right behind a measure's noun, "the tariffs (that) the United States (has) imposed", and on whom where it goes
    on with "on its exports": whoever was named before."""
    row = document.rows[mention.candidate.row]
    tokens, noun = row.tokens, max(mention.candidate.trigger, mention.candidate.rate)
    at = noun + 1
    at += at < len(tokens) and tokens[at].low in _RELATIVE
    at += at < len(tokens) and tokens[at].low == "the"
    if not 0 < at < len(tokens) - 1 or (form := tokens[at].form) is None or form.code == ALL:
        return "", ""
    at += 1 + (tokens[at + 1].low in _HELPING)
    if at >= len(tokens) or tokens[at].kind != "V" or not any(cls in _SETS for cls, _ in tokens[at].verbs):
        return "", ""
    after = [token.low for token in tokens[at + 1 : at + 3]]
    owned = len(after) == 2 and after[0] == "on" and after[1].split()[0] in _THIRD
    before = (tokens[index].form.code for index in reversed(row.parties) if index < noun)  # type: ignore[union-attr]
    return form.code, next((code for code in before if code not in (form.code, ALL)), "") if owned else ""


def _pact(mention: Mention, roll: Roll) -> Side:
    parties = roll.treaty(mention)
    return parties if len(parties) <= _FEW else ()


def _summit(document: Document, mention: Mention) -> Side:
    """The body whose summit it is: "the G-20 leaders summit"."""
    row, trigger = document.rows[mention.candidate.row], mention.candidate.trigger
    if trigger < 1 or not row.tokens[trigger].low.endswith("summit"):
        return ()
    place = next((i for i in range(trigger - 1, max(-1, trigger - 4), -1) if row.tokens[i].low not in _OF_LEADERS), -1)
    form = row.tokens[place].form if place in row.parties and place not in row.lists else None
    return (form.code,) if form is not None and form.code in document.knowledge.blocs and form.code not in ("EU", "WTO", "GATT") else ()


def _coupled(document: Document, mention: Mention) -> Side:
    """Names right before a noun that only dashes part."""
    row, text = document.rows[mention.candidate.row], document.plain.text
    found: list[str] = []
    at = mention.candidate.anchor - 1
    while at >= 0 and (form := row.tokens[at].form) is not None and form.kind in _NAMES:
        found.append(form.code)
        if at == 0 or text[row.tokens[at - 1].end : row.tokens[at].start] not in _DASHES:
            break
        at -= 1
    return tuple(sorted(found)) if len(set(found)) == len(found) > 1 else ()


def _owned(document: Document, mention: Mention) -> Side:
    """The sides of "its truce with Washington": whom "with" names, and whom the sentence, or else the one before, named first."""
    number, at = mention.candidate.row, mention.candidate.anchor
    row = document.rows[number]
    led = {token.low for token in row.tokens[max(0, at - _NEAR) : at]}
    if led.isdisjoint(_THIRD) or at + 2 >= len(row.tokens) or row.tokens[at + 1].low != "with" or at + 2 not in row.parties:
        return ()
    first, last = row.lists.get(at + 2, (at + 2, at + 2))
    partners = {form.code for index in row.parties if first <= index <= last and (form := row.tokens[index].form) is not None}
    before = [row.tokens[index].form for index in row.parties if index < at]
    before += [document.rows[number - 1].tokens[index].form for index in document.rows[number - 1].parties] if number else []
    owner = next((form.code for form in before if form is not None and form.code not in partners), "")
    return tuple(sorted({owner, *partners})) if owner and len(partners) == 1 else ()


def rule_out_places(document: Document, drafts: Sequence[Draft]) -> None:
    """Take from the sides of drafts the cities that are only where something happened, where others are left or are likely to act."""
    places = {code for code, found in _named(document).items() if all(is_place(document, row, index) for row, index in found)}
    for item in drafts if places else ():
        item.by = tuple(code for code in item.by if code not in places) or _likeliest(item, places) or item.by
        item.on = tuple(code for code in item.on if code not in places) or item.on


def complete_lists(document: Document, drafts: Sequence[Draft]) -> None:
    """What hits one of a list hits all of it: "threatened the European Union and Mexico with a 30% tariff"."""
    for item in drafts:
        if item.type not in MEASURE_TYPES or len(item.on) != 1:
            continue
        row = document.rows[item.mentions[0].candidate.row]
        places = [index for index in row.parties if row.tokens[index].form.code == item.on[0]]  # type: ignore[union-attr]
        if len(places) != 1 or places[0] not in row.lists or item.mentions[0].candidate.rate in row.lists:
            continue
        first, last = row.lists[places[0]]
        listed = {row.tokens[index].form.code for index in row.parties if first <= index <= last}  # type: ignore[union-attr]
        if listed.isdisjoint(item.by):
            item.on = tuple(sorted(listed | set(item.on)))


def _likeliest(item: Draft, places: set[str]) -> tuple[str, ...]:
    """Who most likely acts on a draft's targets of those who are no mere places; nobody where that is hardly likely."""
    others = (
        (choice.p * mention.keep, choice.by)
        for mention in item.mentions
        for choice in mention.choices
        if choice.by and choice.on == item.on and choice.p > _HARDLY and places.isdisjoint(choice.by)
    )
    return max(others, default=(0.0, ()))[1]


def _named(document: Document) -> dict[str, list[tuple[Row, int]]]:
    """Where a document names each jurisdiction."""
    named: dict[str, list[tuple[Row, int]]] = defaultdict(list)
    for row in document.rows:
        for index in row.parties:
            named[row.tokens[index].form.code].append((row, index))  # type: ignore[union-attr]
    return named


def _is_excepted(row: Row, index: int, words: _Words) -> bool:
    tokens = row.tokens
    if index + 1 < len(tokens) and tokens[index + 1].low in words.alone:
        return True
    before = " ".join(token.low for token in tokens[max(0, index - 3) : index]).removesuffix(" the").split()
    return any(tuple(before[-len(phrase) :]) == phrase for phrase in words.excepting)


def part_partners(document: Document, mentions: Sequence[Mention], roll: Roll) -> list[Mention]:
    """The mentions, with one for each partner of "deals with Korea and Cambodia" in place of one for all, and two for tariffs "on each
    other's goods"."""
    out: list[Mention] = []
    for mention in mentions:
        pairs = _pairs(document, mention) if mention.type == "agreement" else []
        ways = _ways(document, mention, roll) if mention.type in MEASURE_TYPES else []
        parts = [Choice(pair, (), 1.0) for pair in pairs] + [Choice((by,), (on,), 1.0) for by, on in ways]
        out += [replace(mention, choices=[part]) for part in parts] or [mention]
    return out


def _ways(document: Document, mention: Mention, roll: Roll) -> list[tuple[str, str]]:
    """Both ways of a measure that two sides have "on each other"."""
    row, candidate = document.rows[mention.candidate.row], mention.candidate
    after = row.tokens[candidate.anchor + 1 : candidate.anchor + 1 + _MUTUAL]
    if not any(token.low.startswith(("each other", "one another")) for token in after):
        return []
    best = mention.choices[0]
    couple = sorted(roll.couple(candidate.row) or {*best.by, *best.on})
    return [(couple[0], couple[1]), (couple[1], couple[0])] if len(couple) == 2 else []


def _pairs(document: Document, mention: Mention) -> list[Side]:
    """Who has a pact with whom, where a sentence tells of several with one owner each; else nothing."""
    row, anchor = document.rows[mention.candidate.row], mention.candidate.anchor
    tokens = row.tokens
    if tokens[anchor].low.split()[-1] not in _words(document.knowledge).pacts:
        return []
    led = next((i for i in range(anchor + 1, min(len(tokens), anchor + 1 + _NEAR)) if tokens[i].low in _LEADING), -1)
    first = next((index for index in row.parties if led < index <= led + _LED and index in row.lists), -1)
    if led < 0 or first < 0 or any(token.verbs and token.kind == "V" for token in tokens[led:first]):
        return []
    begin, end = row.lists[first]
    listed = {tokens[index].form.code: index for index in row.parties if begin <= index <= end}  # type: ignore[union-attr]
    before = [tokens[index].form.code for index in row.parties if index < anchor]  # type: ignore[union-attr]
    owner = next((code for code in (*before, *mention.choices[0].by) if code not in listed), None)
    return [] if owner is None or len(listed) < 2 else [(min(owner, code), max(owner, code)) for code in listed]
