"""Who acts and on whom, where words right beside a measure leave no doubt of it, whatever the learned decisions say: "sanctions on
Russia by the United States", "the US-led embargo", "retaliation from Beijing", "urged the EU to impose a duty", "China countered with a
duty of its own"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tradewatch.extraction.mentions import Choice, Mention, Side
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.tokens import Row
from tradewatch.knowledge import ALL, Knowledge
from tradewatch.model import MEASURE_TYPES

from .nouns import DONE, PARTICIPLE, governor, is_form, noun_of

# how far behind its noun "by" stands, with whom the measure is on between: "tariffs on Chinese electric cars by the EU"
_AGENT = 9
# how far before a noun the verb stands that it is an object of, and before that verb who is asked to do it
_OBJECT, _ASKED = 9, 4
_SETS = frozenset({"impose", "put", "raise", "hit", "list", "ban", "lift", "lower", "suspend", "extend"})
_CLAUSE = frozenset({"that", "which", "is", "are", "was", "were", "been", "being"})
# acts of which the subject is who takes them, in forms that tell them as done, and what stands between the two
_DOES = frozenset({"impose", "put", "ban", "lift", "suspend", "extend"})
_FINITE = frozenset({"past", "third"})
_HELPING = frozenset({"has", "have", "had", "will", "would", "also", "then", "already", "now", "later", "again", "recently", "temporarily"})
# what may stand before a name and is none of it
_TITLES = frozenset({"the", "former", "then", "ex", "president", "prime", "minister", "mr", "."})
# before a name these say that it is no subject
_OF = frozenset({"of", "from", "in", "on", "with", "by", "for", "to", "against", "at"})
_ON = frozenset({"on", "in", "since", "earlier", "late"})
_NO_SUBJECT = frozenset({"demonym", "people", "firm", "all"})
# a list that somebody is added to, and how far before it the verb stands
_ENTITY_LIST, _ADDED = "entity_list", 24
_ADDS = frozenset({"added", "adds", "add", "placed", "places", "put", "puts", "included"})
_STRIKES = frozenset({"retaliate"})
_RETALIATION = "retaliation"
# measures on what comes in, words for it, and what ends the phrase that says on what they are
_ON_IMPORTS = frozenset({"tariff", "trade_remedy", "import_restriction"})
_IMPORTS = frozenset({"imports", "goods", "products", "shipments"})
_COMING = frozenset({"imported", "originating", "coming", "arriving", "made", "produced", "dumped"})
_NO_ORIGIN = frozenset({"by", "to", "with", "that", "which", "but", "as", "after", "against"})


@lru_cache(maxsize=4)
def _asking(knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(str(word) for word in knowledge.table("certain")["asking"])


def settle_actors(document: Document, mentions: Sequence[Mention]) -> None:
    """Keep, of the sides of measures, those that the words beside their noun name."""
    for mention in mentions:
        if mention.type not in MEASURE_TYPES:
            continue
        if pair := _listing(document, mention):
            mention.choices = [Choice(*pair, 1.0)]
            continue
        best = mention.choices[0]
        if actors := _actors(document, mention):
            fitting = [choice for choice in mention.choices if choice.by == actors]
            mention.choices = fitting or [Choice(actors, tuple(code for code in best.on if code not in actors), best.p)]
        if (targets := _own_targets(document, mention) or _origin(document, mention)) and targets != mention.choices[0].on:
            fitting = [choice for choice in mention.choices if choice.on == targets]
            mention.choices = fitting or [Choice(tuple(code for code in best.by if code not in targets), targets, best.p)]


def _listing(document: Document, mention: Mention) -> tuple[Side, Side] | None:
    """Who adds whom to a list: "the United States added 140 Chinese companies to its Entity List"; None where it is not told so."""
    row, trigger = document.rows[mention.candidate.row], mention.candidate.trigger
    tokens = row.tokens
    if mention.candidate.cls != _ENTITY_LIST or trigger < 3:
        return None
    verb = next((index for index in reversed(row.verbs) if max(0, trigger - _ADDED) <= index < trigger and tokens[index].low in _ADDS), -1)
    if verb < 1 or not any(token.low in ("to", "on") for token in tokens[verb:trigger]):
        return None
    by = _subject(row, verb)
    codes = {form.code for index in row.parties if verb < index < trigger and (form := tokens[index].form) is not None}
    on = tuple(sorted(codes - {ALL, *by}))
    return (by, on) if by and on else None


def _actors(document: Document, mention: Mention) -> Side:
    row, first, last = noun_of(document, mention)
    return (
        _agent(row, last)
        or (_whence(row, last) if mention.candidate.cls == _RETALIATION else ())
        or _leader(row, first)
        or _asked(row, first, _asking(document.knowledge))
        or _striking(row, first)
        or _doing(row, first)
        or _adjective(row, first, frozenset(document.knowledge.table("certain")["adjectives"]))
    )


def _own_targets(document: Document, mention: Mention) -> Side:
    """Whom, in a row of rates, each is on: "a 25% tariff on goods from Canada and Mexico and a 10% tariff on goods from China"."""
    row, _, last = noun_of(document, mention)
    tokens = row.tokens
    if mention.candidate.rate < 0 or len(row.rates) < 2 or last + 2 >= len(tokens) or tokens[last + 1].low not in ("on", "for"):
        return ()
    for index in range(last + 2, min(len(tokens), last + 2 + _OBJECT)):
        if index in row.parties:
            # what a firm makes "in Malaysia" comes from there
            made = index + 2 in row.parties and tokens[index + 1].low == "in"
            return _listed(row, index + 2 if made and (form := tokens[index].form) and form.kind == "firm" else index)
        if tokens[index].kind in "VPRD" or tokens[index].triggers or tokens[index].low in ("by", "with", "and"):
            return ()
    return ()


def _origin(document: Document, mention: Mention) -> Side:
    """Where the goods of a measure on imports come from: "banned imports of poultry from Denmark", "a duty on glass fibre from China"."""
    if mention.type not in _ON_IMPORTS or mention.candidate.cls == _RETALIATION:
        return ()
    row, _, last = noun_of(document, mention)
    tokens, goods = row.tokens, False
    for index in range(last + 1, min(len(tokens) - 1, last + 1 + _AGENT)):
        token = tokens[index]
        if token.low == "from" or (token.low == "in" and tokens[index - 1].low in _COMING):
            place = _named(row, index + 1)
            return _listed(row, place) if goods and place >= 0 else ()
        if token.low in _COMING:
            continue
        if token.kind in "PRDV" or index in row.parties or token.low in _NO_ORIGIN:
            return ()
        goods = goods or token.kind == "G" or token.low in _IMPORTS
    return ()


def _listed(row: Row, index: int) -> Side:
    """The jurisdictions of the list in which one stands."""
    first, last = row.lists.get(index, (index, index))
    codes = {form.code for place in row.parties if first <= place <= last and (form := row.tokens[place].form) is not None}
    return tuple(sorted(codes - {ALL}))


def _named(row: Row, index: int) -> int:
    """The place of a name at an index or behind an article or a title there, -1 for none."""
    while index < len(row.tokens) and row.tokens[index].low in _TITLES:
        index += 1
    return index if index in row.parties else -1


def _agent(row: Row, last: int) -> Side:
    """Whom "by" names behind a noun: at once, behind "imposed", or behind whom it is on."""
    tokens = row.tokens
    open_ = False
    for index in range(last + 1, min(len(tokens) - 1, last + 1 + _AGENT)):
        token = tokens[index]
        if token.low == "by":
            place = _named(row, index + 1)
            return _listed(row, place) if place >= 0 and not open_ else ()
        sets = token.kind == "V" and is_form(token, _SETS, PARTICIPLE)
        # a clause that says which is about the measure's making only where its verb says so: "sanctions that were imposed by"
        open_ = (open_ or token.low in _CLAUSE) and not sets
        if token.kind == "V" and not sets:
            return ()
        if token.kind in "PTRD" or "conditional" in token.cues:
            return ()
    return ()


def _whence(row: Row, last: int) -> Side:
    """Whom "from" names right behind a word for retaliation."""
    if last + 1 < len(row.tokens) and row.tokens[last + 1].low == "from" and (place := _named(row, last + 2)) >= 0:
        return _listed(row, place)
    return ()


def _leader(row: Row, first: int) -> Side:
    """Who leads it: "US-led sanctions"."""
    for index in range(first - 1, max(0, first - 3), -1):
        if row.tokens[index].low in ("led", "backed") and index - 1 in row.parties:
            return _listed(row, index - 1)
    return ()


def _verb(row: Row, first: int) -> int:
    """The last verb before a noun with no mark between, -1 for none."""
    for index in range(first - 1, max(-1, first - 1 - _OBJECT), -1):
        token = row.tokens[index]
        if token.kind == "V" and token.verbs:
            return index
        if token.kind == "P":
            return -1
    return -1


def _asked(row: Row, first: int, asking: tuple[str, ...]) -> Side:
    """Who is asked, pressed or wanted to do it: "called on the EU to hit China with tariffs"."""
    verb = _verb(row, first)
    if verb < 3 or row.tokens[verb - 1].low != "to" or not is_form(row.tokens[verb], _SETS, frozenset({"base"})):
        return ()
    for place in range(verb - 2, max(-1, verb - 2 - _ASKED), -1):
        if place in row.parties:
            begin = row.lists.get(place, (place, place))[0]
            before = [token.low for token in row.tokens[max(0, begin - 3) : begin]]
            return _listed(row, place) if any(word.startswith(asking) for word in before) else ()
    return ()


def _striking(row: Row, first: int) -> Side:
    """Who strikes back with it: "China countered with duties"."""
    verb = _verb(row, first)
    if verb < 1 or not is_form(row.tokens[verb], _STRIKES, DONE):
        return ()
    place = verb - 1 - (row.tokens[verb - 1].low in ("has", "have", "had", "also", "then"))
    between = [index for index in row.parties if verb < index < first]
    return _listed(row, place) if place in row.parties and not between else ()


def _doing(row: Row, first: int) -> Side:
    """The subject right before the verb that does it: "Kazakhstan limited wheat exports, and Serbia banned exports of corn"."""
    tokens = row.tokens
    # a trigger of several words that begins with a verb, "banned exports", is both verb and noun
    own = " " in tokens[first].low and tokens[first].low.partition(" ")[0].endswith("ed")
    verb = first if own else governor(row, first)
    if verb < 1 or not (own or any(cls in _DOES for cls, _ in tokens[verb].verbs)):
        return ()
    place = _before(row, verb)
    return _subject(row, verb) if own or place < verb - 1 or is_form(tokens[verb], _DOES, _FINITE) else ()


def _before(row: Row, verb: int) -> int:
    """The word before a verb, its helping words and a day told between, "Russia on Thursday suspended"; -1 for none."""
    dated = False
    for index in range(verb - 1, max(-1, verb - 1 - _ASKED), -1):
        token = row.tokens[index]
        if not (token.kind == "D" or (dated and token.low in _ON) or token.low in _HELPING):
            return index
        dated = token.kind == "D"
    return -1


def _subject(row: Row, verb: int) -> Side:
    """The jurisdictions that stand as a subject right before a verb and its helping words."""
    tokens, place = row.tokens, _before(row, verb)
    form = tokens[place].form if place in row.parties else None
    if form is None or form.kind in _NO_SUBJECT:
        return ()
    begin = row.lists.get(place, (place, place))[0]
    begin -= begin > 0 and tokens[begin - 1].low == "the"
    return () if begin and tokens[begin - 1].low in _OF else _listed(row, place)


def _adjective(row: Row, first: int, adjectives: frozenset[str]) -> Side:
    """Whose measure it is by a name that stands before nouns as an adjective: "U.S. steel tariffs", "new EU and UK duties"."""
    tokens = row.tokens
    before = range(first - 1, max(-1, first - 1 - _OBJECT), -1)
    place = next((index for index in before if tokens[index].kind not in "wRG" or tokens[index].low in _OF), -1)
    return _listed(row, place) if place in row.parties and tokens[place].low in adjectives else ()
