"""Reading: events, claims and articles by filter. Lists come back in an order that depends on content only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tradewatch.model import Article, Claim, Event, EventType, Measure, PublishedFrom, Source, SourcedClaim, Status
from tradewatch.store.codec import UnreadableError, decode_claim, decode_conflicts, load, type_of
from tradewatch.store.guard import guarded
from tradewatch.store.places import parse_day
from tradewatch.store.schema import Store

_FIRST_DAY, _LAST_DAY = date.min.isoformat(), date.max.isoformat()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events are asked for; an empty field asks for all.

    `country`, `by` and `on` are sets of codes, already widened by the caller to blocs and their members; an event matches when any of its
    codes is among them (`country`: on either side). `goods` are words of which one must occur in a good's name. `since` and `until` are
    inclusive days of which a date of the event must touch the window. `source` is part of a publisher's name, a doc or a url. `latent`
    shows what is hidden otherwise. `known_on` cannot be answered from stored events: take `sourced_claims(known_on=…)`, resolve them, and
    keep what `matches`.
    """

    country: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    types: frozenset[EventType] = frozenset()
    goods: tuple[str, ...] = ()
    status: frozenset[Status] = frozenset()
    since: date | None = None
    until: date | None = None
    source: str | None = None
    limit: int | None = None
    latent: bool = False
    known_on: date | None = None

    def matches(self, event: Event) -> bool:
        """Whether an event (with its `told` claims, if `source` is set) is asked for; `limit` and `known_on` are not looked at."""
        claim = event.claim
        sides = {*claim.by, *claim.on}
        if self.country and not self.country & sides:
            return False
        if (self.by and self.by.isdisjoint(claim.by)) or (self.on and self.on.isdisjoint(claim.on)):
            return False
        if (self.types and claim.type not in self.types) or (self.status and claim.status not in self.status):
            return False
        if claim.latent and not self.latent:
            return False
        first, last = self.since or date.min, self.until or date.max
        if (self.since or self.until) and not any(p.first <= last and first <= p.last for p in claim.dates.values()):
            return False
        return self._good(claim.goods) and (self.source is None or any(is_from(one.source, self.source) for one in event.told))

    def _good(self, goods: Sequence[str]) -> bool:
        return not self.goods or any(word.casefold() in good.casefold() for word in self.goods for good in goods)


def is_from(source: Source, asked: str) -> bool:
    """Whether an article is from the publisher, the document or the address that part of a name tells."""
    return any(asked.casefold() in (text or "").casefold() for text in (source.source, source.doc, source.url))


def _conditions(filters: Filters) -> tuple[str, list[Any]]:
    """SQL that leaves at least the events asked for, and its parameters."""
    parts, values = list[str](), list[Any]()

    def sides(codes: Iterable[str], side: str | None) -> None:
        wanted = sorted(codes)
        if wanted:
            test = " AND side = ?" if side else ""
            parts.append(f"number IN (SELECT event FROM event_sides WHERE code IN ({','.join('?' * len(wanted))}){test})")
            values.extend([*wanted, side] if side else wanted)

    sides(filters.country, None)
    sides(filters.by, "by")
    sides(filters.on, "on")
    for column, members in (("type", filters.types), ("status", filters.status)):
        if members:
            names = sorted(str(member) for member in members)
            parts.append(f"{column} IN ({','.join('?' * len(names))})")
            values.extend(names)
    if filters.since or filters.until:
        parts.append("number IN (SELECT event FROM event_dates WHERE first <= ? AND last >= ?)")
        values += [
            filters.until.isoformat() if filters.until else _LAST_DAY,
            filters.since.isoformat() if filters.since else _FIRST_DAY,
        ]
    if filters.source is not None:
        parts.append(
            """number IN (SELECT event FROM event_claims JOIN claims ON claims.number = event_claims.claim
            JOIN articles ON articles.number = claims.article WHERE casefold(articles.source) LIKE :like ESCAPE '\\'
            OR casefold(articles.doc) LIKE :like ESCAPE '\\' OR casefold(articles.url) LIKE :like ESCAPE '\\')""".replace(":like", "?")
        )
        values += [_like(filters.source)] * 3
    if not filters.latent:
        parts.append("NOT latent")
    return " AND ".join(parts) or "1", values


def _like(text: str) -> str:
    escaped = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\x00", "")
    return f"%{escaped}%"


_EVENT = "number, id, measure, source_count, corrected, conflicts, claim"


@guarded
def events(store: Store, filters: Filters = Filters(), *, told: bool = True) -> list[Event]:
    """The events asked for, by key date (undated ones last) and then by id. Without `told` their claims are left out, which is faster.

    Raises ValueError where `filters.known_on` is set: what was known on a day has to be resolved anew.
    """
    if filters.known_on is not None:
        raise ValueError("stored events are those known now: resolve the claims known on the day instead")
    where, values = _conditions(filters)
    store.connection.create_function("casefold", 1, lambda text: text.casefold() if isinstance(text, str) else text, deterministic=True)
    sql = f"SELECT {_EVENT} FROM events WHERE {where} ORDER BY first IS NULL, first, last, id"
    if filters.limit is not None and not filters.goods:
        sql += " LIMIT ?"
        values.append(max(filters.limit, 0))
    rows: list[tuple[Any, ...]] = []
    decoded: dict[str, Claim] = {}
    for row in store.execute(sql, values):
        claim = decoded[row[6]] = decode_claim(row[6])
        if filters.goods and not filters._good(claim.goods):
            continue
        if filters.limit is not None and len(rows) >= filters.limit:
            break
        rows.append(row)
    claims = _told(store, [row[0] for row in rows], decoded) if told else {}
    return [_event(row, decoded[row[6]], claims) for row in rows]


def _event(row: tuple[Any, ...], claim: Claim, told: dict[int, list[SourcedClaim]]) -> Event:
    number, identity, measure, count, corrected, conflicts, _ = row
    return Event(identity, claim, tuple(told.get(number, ())), measure, count, decode_conflicts(conflicts), bool(corrected))


_SOURCE = "articles.id, articles.doc, articles.title, articles.published, articles.source, articles.url, articles.copy_of"


def _sources() -> Callable[[tuple[Any, ...]], Source]:
    """A maker of sources from rows that gives one article one object."""
    made: dict[str, Source] = {}

    def make(row: tuple[Any, ...]) -> Source:
        source = made.get(row[0])
        if source is None:
            source = made[row[0]] = Source(row[0], row[1], row[2], parse_day(row[3]), *row[4:7])
        return source

    return make


def _told(store: Store, numbers: Sequence[int], decoded: dict[str, Claim]) -> dict[int, list[SourcedClaim]]:
    """The claims of events, each event's in its order of telling. `decoded` are claims known by their JSON: an event of one source is
    most often that source's claim, word for word."""
    found: dict[int, list[SourcedClaim]] = {}
    make = _sources()
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        rows = store.execute(
            f"""SELECT event_claims.event, claims.key, claims.claim, {_SOURCE} FROM event_claims
            JOIN claims ON claims.number = event_claims.claim JOIN articles ON articles.number = claims.article
            WHERE event_claims.event IN ({",".join("?" * len(part))}) ORDER BY event_claims.event, event_claims.position""",
            part,
        )
        for event, key, payload, *source in rows:
            claim = decoded.get(payload) or decode_claim(payload)
            found.setdefault(event, []).append(SourcedClaim(key, claim, make(tuple(source))))
    return found


@guarded
def events_by_id(store: Store, ids: Iterable[str]) -> list[Event]:
    """The events with these ids that exist, in the order asked."""
    sql = f"SELECT {_EVENT} FROM events WHERE id = ?"
    rows = [row for identity in dict.fromkeys(ids) if (row := store.execute(sql, (identity.replace("\x00", ""),)).fetchone())]
    decoded = {row[6]: decode_claim(row[6]) for row in rows}
    told = _told(store, [row[0] for row in rows], decoded)
    return [_event(row, decoded[row[6]], told) for row in rows]


@guarded
def event_ids(store: Store, like: str = "") -> list[str]:
    """The ids of all events that start with `like`, in order: for an id typed in part, and for naming the nearest."""
    rows = store.execute("SELECT id FROM events WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id", (like.replace("\x00", ""),))
    return [row[0] for row in rows]


@guarded
def measures(store: Store, ids: Iterable[str] | None = None) -> list[Measure]:
    """The measures with these ids, or all, by id."""
    sql = 'SELECT id, type, "by", "on", goods, instrument, events FROM measures'
    wanted = None if ids is None else set(ids)
    return [
        Measure(row[0], type_of(row[1]), _words(row[2]), _words(row[3]), _words(row[4]), row[5], _words(row[6]))
        for row in store.execute(f"{sql} ORDER BY id")
        if wanted is None or row[0] in wanted
    ]


def _words(text: str) -> tuple[str, ...]:
    return tuple(load(text))


@guarded
def sourced_claims(
    store: Store, blocks: Iterable[str] | None = None, known_on: date | None = None, *, stored_by: str | None = None
) -> list[SourcedClaim]:
    """Current claims with their articles, by key: of some blocks, or all.

    `known_on` keeps what articles published by that day say; an article without a date is not known on any day. `stored_by` (ISO 8601,
    UTC) gives the claims that the database held at that time, old versions included, by which changes since then are found.
    """
    parts, values = list[str](), list[Any]()
    if stored_by is None:
        parts.append("claims.current")
    else:
        parts.append("articles.stored_at <= ? AND (claims.current OR articles.replaced_at > ?)")
        values += [stored_by, stored_by]
    if known_on is not None:
        parts.append("articles.published <= ?")
        values.append(known_on.isoformat())
    make = _sources()
    tables = "claims JOIN articles ON articles.number = claims.article"
    sql = f"SELECT claims.key, claims.claim, {_SOURCE} FROM {tables} WHERE {' AND '.join(parts)}"
    found: list[SourcedClaim] = []
    if blocks is None:
        for key, payload, *source in store.execute(sql, values):
            found.append(SourcedClaim(key, decode_claim(payload), make(tuple(source))))
    else:
        for block in sorted(set(blocks)):
            for key, payload, *source in store.execute(f"{sql} AND claims.block = ?", [*values, block]):
                found.append(SourcedClaim(key, decode_claim(payload), make(tuple(source))))
    found.sort(key=lambda one: one.key)
    return found


@guarded
def claims_by_key(store: Store, keys: Iterable[str]) -> list[SourcedClaim]:
    """The current claims among these, by key."""
    make = _sources()
    sql = f"""SELECT claims.key, claims.claim, {_SOURCE} FROM claims JOIN articles ON articles.number = claims.article
        WHERE claims.key = ? AND claims.current"""
    rows = [row for key in sorted(set(keys)) if (row := store.execute(sql, (key,)).fetchone())]
    return [SourcedClaim(key, decode_claim(payload), make(tuple(source))) for key, payload, *source in rows]


@guarded
def keys_held(store: Store, keys: Iterable[str]) -> set[str]:
    """Those of the keys that current claims have."""
    sql = "SELECT 1 FROM claims WHERE key = ? AND current"
    return {key for key in set(keys) if store.execute(sql, (key,)).fetchone()}


@guarded
def claims_of_articles(store: Store, articles: Iterable[str]) -> list[SourcedClaim]:
    """The current claims of some articles, by key."""
    make = _sources()
    sql = f"""SELECT claims.key, claims.claim, {_SOURCE} FROM articles JOIN claims ON claims.article = articles.number
        WHERE articles.id = ? AND claims.current ORDER BY claims.key"""
    rows = [row for article in sorted(set(articles)) for row in store.execute(sql, (article,))]
    return [SourcedClaim(key, decode_claim(payload), make(tuple(source))) for key, payload, *source in rows]


@guarded
def block_names(store: Store) -> list[str]:
    """Every block that has current claims, in order."""
    return [row[0] for row in store.execute("SELECT DISTINCT block FROM claims WHERE current ORDER BY block")]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it is kept: its content hash, whether it is the current version, whose copy it is, by which extractor it was read."""

    id: str
    article: Article
    state: str
    copy_of: str | None
    version: str
    stored_at: str
    fingerprint: int | None = None


_ARTICLE = """id, doc, text, title, published, published_from, path, source, url, body, state, copy_of, version, stored_at, fingerprint"""


def _article(row: tuple[Any, ...]) -> StoredArticle:
    try:
        body = tuple((start, end) for start, end in load(row[9]))
        origin = PublishedFrom(row[5]) if row[5] else None
    except (ValueError, TypeError) as error:
        raise UnreadableError("an article's row cannot be read") from error
    article = Article(row[1], row[2], row[3], parse_day(row[4]), origin, row[6], row[7], row[8], body)
    return StoredArticle(row[0], article, *row[10:])


@guarded
def article(store: Store, identity: str) -> StoredArticle | None:
    """One article by its content hash."""
    row = store.execute(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", (identity.replace("\x00", ""),)).fetchone()
    return _article(row) if row else None


@guarded
def article_page(store: Store, after: str = "", limit: int = 200, *, state: str = "current") -> list[StoredArticle]:
    """The next `limit` articles by content hash after the hash `after`: walks all of them with little memory."""
    rows = store.execute(f"SELECT {_ARTICLE} FROM articles WHERE id > ? AND state = ? ORDER BY id LIMIT ?", (after, state, limit))
    return [_article(row) for row in rows]


@guarded
def articles_named(store: Store, name: str) -> list[StoredArticle]:
    """Current articles with this doc, path or url, by publication."""
    name = name.replace("\x00", "")
    rows = store.execute(
        f"SELECT {_ARTICLE} FROM articles WHERE state = 'current' AND (doc = ?1 OR path = ?1 OR url = ?1) ORDER BY published, id", (name,)
    )
    return [_article(row) for row in rows]


@guarded
def article_claims(store: Store, identity: str) -> list[tuple[str, Claim]]:
    """The stored claims of an article with their keys, by position in the text."""
    rows = store.execute(
        """SELECT claims.key, claims.claim FROM claims JOIN articles ON articles.number = claims.article WHERE articles.id = ?
        ORDER BY claims.start, claims."end", claims.key""",
        (identity.replace("\x00", ""),),
    )
    return [(key, decode_claim(payload)) for key, payload in rows]


@guarded
def article_places(store: Store, identity: str) -> dict[str, str]:
    """The places at which an article was seen, each with the time it was first seen there."""
    rows = store.execute(
        """SELECT place, seen_at FROM places JOIN articles ON articles.number = places.article
        WHERE articles.id = ? ORDER BY place""",
        (identity,),
    )
    return dict(rows.fetchall())


@guarded
def known_urls(store: Store, most: int = 50_000) -> dict[str, int]:
    """Addresses of current articles and how many characters these have; of very many, those seen last."""
    rows = store.execute(
        """SELECT seen.url, max(articles.characters)
        FROM (SELECT url, article FROM places WHERE url IS NOT NULL ORDER BY seen_at DESC, url LIMIT ?) AS seen
        JOIN articles ON articles.number = seen.article WHERE articles.state = 'current' GROUP BY seen.url""",
        (most,),
    )
    return dict(rows.fetchall())


@guarded
def coverage(store: Store) -> tuple[date | None, date | None]:
    """The first and the last publication day of the current articles."""
    first, last = store.execute("SELECT min(published), max(published) FROM articles WHERE state = 'current'").fetchone()
    return parse_day(first), parse_day(last)


@guarded
def counts(store: Store) -> dict[str, int]:
    """How many rows of each kind the database holds, at one moment."""
    questions = {
        "articles": "SELECT count(*) FROM articles WHERE state = 'current'",
        "old_versions": "SELECT count(*) FROM articles WHERE state = 'old'",
        "copies": "SELECT count(*) FROM articles WHERE copy_of IS NOT NULL",
        "claims": "SELECT count(*) FROM claims WHERE current",
        "events": "SELECT count(*) FROM events WHERE NOT latent",
        "latent_events": "SELECT count(*) FROM events WHERE latent",
        "measures": "SELECT count(*) FROM measures",
        "corrections": "SELECT count(*) FROM corrections",
        "quarantine": "SELECT count(*) FROM quarantine",
        "stale_blocks": "SELECT count(*) FROM (SELECT block FROM stale_blocks UNION SELECT block FROM stale_claims)",
    }
    together = ", ".join(f"({question})" for question in questions.values())
    return dict(zip(questions, store.execute(f"SELECT {together}").fetchone(), strict=True))
