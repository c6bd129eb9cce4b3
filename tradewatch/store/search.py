"""Full text over articles and evidence, for any words a person types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tradewatch.model import Event
from tradewatch.store.guard import guarded
from tradewatch.store.query import events_by_id
from tradewatch.store.schema import Store


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that holds the words: where it is from, the passage around them, and the ids of the events it tells of.

    In `title` and `passage` the words found stand between U+E000 and U+E001, which no text of the world uses, so that a view can mark
    them. `passage` is the part of the text that holds most of them, or its beginning where only the title holds them.
    """

    article: str
    doc: str
    title: str
    published: str | None
    source: str | None
    url: str | None
    passage: str
    events: tuple[str, ...]


class Rank(StrEnum):
    """What comes first: the newest article, or the one that tells most of the words (BM25; a word in the title counts as four)."""

    DATE = "date"
    RELEVANCE = "relevance"


_ORDER = {Rank.DATE: "", Rank.RELEVANCE: "bm25(article_words, 4.0, 1.0), "}

MARK_START, MARK_END = "\ue000", "\ue001"


def safe_match(words: str) -> str:
    """An FTS5 query that looks for all the words, whatever signs stand among them; `"two words"` in quotes stay together.

    Empty when there is nothing to look for.
    """
    clean = "".join(" " if char == "\x00" or "\ud800" <= char <= "\udfff" else char for char in words)
    terms: list[str] = []
    for position, part in enumerate(clean.split('"')):
        terms += [part.strip()] if position % 2 and clean.count('"') > position else part.split()
    return " ".join(f'"{term}"' for term in terms if any(char.isalnum() for char in term))


@guarded
def search_articles(store: Store, words: str, *, limit: int | None = 20, rank: Rank = Rank.DATE) -> list[Hit]:
    """Current articles that hold all the words, `limit` of them (None: all), by `rank`; what ranks the same, the newest first."""
    match = safe_match(words)
    if not match:
        return []
    rows = store.execute(
        f"""SELECT articles.number, articles.id, articles.doc, highlight(article_words, 0, ?1, ?2), articles.published,
            articles.source, articles.url, snippet(article_words, 1, ?1, ?2, '…', 24)
        FROM article_words JOIN articles ON articles.number = article_words.rowid
        WHERE article_words MATCH ?3 AND articles.state = 'current'
        ORDER BY {_ORDER[rank]}articles.published DESC, articles.id LIMIT ?4""",
        (MARK_START, MARK_END, match, -1 if limit is None else max(limit, 0)),
    ).fetchall()
    return [Hit(*[*row[1:], _events_of(store, row[0])]) for row in rows]


def _events_of(store: Store, number: int) -> tuple[str, ...]:
    rows = store.execute(
        """SELECT DISTINCT events.id FROM claims JOIN event_claims ON event_claims.claim = claims.number
        JOIN events ON events.number = event_claims.event WHERE claims.article = ? AND claims.current ORDER BY events.first, events.id""",
        (number,),
    )
    return tuple(row[0] for row in rows)


@guarded
def search_events(store: Store, words: str, *, limit: int = 20) -> list[Event]:
    """Events of which a source sentence holds all the words, the latest key date first."""
    match = safe_match(words)
    if not match:
        return []
    rows = store.execute(
        """SELECT DISTINCT events.id, events.first FROM evidence_words JOIN event_claims ON event_claims.claim = evidence_words.rowid
        JOIN events ON events.number = event_claims.event
        WHERE evidence_words MATCH ? AND NOT events.latent ORDER BY events.first DESC, events.id LIMIT ?""",
        (match, max(limit, 0)),
    ).fetchall()
    return events_by_id(store, [row[0] for row in rows])
