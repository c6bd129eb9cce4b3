"""Where texts were seen. A place holds one text at a time; one text may stand at several places, and the best of them dates it.

The best place of a text is the one whose publication date is best known, then the earliest, so that the order in which places are read
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from tradewatch.model import Article, PublishedFrom
from tradewatch.store.codec import UnreadableError, harmless
from tradewatch.store.schema import Store

_RANK = {member.value: rank for rank, member in enumerate(PublishedFrom)}
_UNKNOWN = len(_RANK)
_FILE_TIME = _RANK[PublishedFrom.FILE_TIME.value]


@dataclass(frozen=True, slots=True)
class Place:
    """A sighting of a text: the place's name, and what was said there of the article."""

    place: str
    doc: str
    path: str | None
    source: str | None
    url: str | None
    published: str | None
    published_from: str | None

    @property
    def rank(self) -> int:
        """How well the publication date is known; 0 is best."""
        return _RANK.get(self.published_from or "", _UNKNOWN) if self.published else _UNKNOWN

    @property
    def order(self) -> tuple[object, ...]:
        """Best place first."""
        return (self.rank, self.published or "", self.source or "", self.url or "", self.place)

    @property
    def anchor(self) -> tuple[str | None, str | None]:
        """What relative dates count from, and how it is known: where this changes, an article's claims must be made anew."""
        return self.published, self.published_from


def storable(path: str | None) -> str | None:
    """A path that SQLite and JSON can hold: bytes of a file's name that are no text are shown as escapes."""
    return path.encode("utf-8", "backslashreplace").decode() if path is not None else None


def place_of(article: Article) -> str:
    """The name of the place at which an article was read.

    With a url it is doc and url, so that the story is known again in another file; else path and doc; a text that came without either,
    as on standard input, is its own place and never replaces another.
    """
    if article.url:
        return harmless(f"{article.doc} {article.url}")
    if article.path and article.path not in ("-", "<stdin>"):
        return harmless(f"{storable(article.path)}#{article.doc}")
    return ""


def sighting(article: Article, article_id: str) -> Place:
    """What `article` says of the place it was read at."""
    published = article.published.isoformat() if article.published else None
    return Place(
        place_of(article) or f"text:{article_id}",
        harmless(article.doc),
        storable(article.path),
        harmless(article.source) if article.source else None,
        harmless(article.url) if article.url else None,
        published,
        article.published_from.value if article.published_from and published else None,
    )


def at_place(store: Store, place: str) -> tuple[int, Place] | None:
    """The number of the article that stands at a place, and the sighting."""
    row = store.execute(
        "SELECT article, place, doc, path, source, url, published, published_from FROM places WHERE place = ?", (place,)
    ).fetchone()
    return (row[0], Place(*row[1:])) if row else None


def places_of(store: Store, number: int) -> list[Place]:
    """Every place of an article, the best first."""
    rows = store.execute("SELECT place, doc, path, source, url, published, published_from FROM places WHERE article = ?", (number,))
    return sorted((Place(*row) for row in rows), key=lambda place: place.order)


def merged(old: Place, new: Place) -> Place:
    """Two readings of one text at one place: a date that is better known stands; a file's time, which moves, never moves the date."""
    keep_date = old.rank < new.rank or (old.rank == new.rank and old.rank >= _FILE_TIME)
    source, url = new.source or old.source, new.url or old.url
    if keep_date:
        return replace(old, source=source, url=url)
    return replace(new, source=source, url=url)


def put_place(store: Store, number: int, place: Place, at: str) -> None:
    """Record that the article `number` now stands at `place`."""
    store.execute(
        """INSERT INTO places (place, article, doc, path, source, url, published, published_from, seen_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (place) DO UPDATE SET article = excluded.article, doc = excluded.doc, path = excluded.path, source = excluded.source,
            url = excluded.url, published = excluded.published, published_from = excluded.published_from, seen_at = excluded.seen_at""",
        (place.place, number, place.doc, place.path, place.source, place.url, place.published, place.published_from, at),
    )


def drop_moved(store: Store, number: int, place: Place, gone: Callable[[str], bool]) -> Place:
    """Forget the other places of a text whose file is gone, since the file was moved to `place`; the best date known of it moves along."""
    for other in places_of(store, number):
        if other.place != place.place and other.path and not other.url and gone(other.path):
            store.execute("DELETE FROM places WHERE place = ?", (other.place,))
            if (other.rank, other.published or "") < (place.rank, place.published or ""):
                place = replace(place, published=other.published, published_from=other.published_from)
    return place


def parse_day(text: str | None) -> date | None:
    """An ISO day, or None."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UnreadableError("a stored date cannot be read") from error
