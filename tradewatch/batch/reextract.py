"""A newer extractor over the stored articles: what would appear, vanish and change, and, when it is kept, the claims anew.

The dry run changes nothing. Keeping replaces the claims of an article in one transaction, in groups, under the run's lock; corrections
find their claims again by what they remember of them, and derived rows follow at the end. A killed run has replaced whole articles and
no half ones, and running it again does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import partial
from pathlib import Path

from tradewatch import __version__
from tradewatch.batch.lock import locked
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.settle import settle
from tradewatch.batch.summary import recorded
from tradewatch.model import Article, Claim
from tradewatch.store import Store, open_database, query, write

Extract = Callable[[Article], Sequence[Claim]]
_PAGE = 100
_UNTOLD = frozenset({"rules", "confidence", "evidence", "start", "end"})


class Fate(StrEnum):
    """What a newer extractor does to a claim."""

    APPEARS = "appears"
    VANISHES = "vanishes"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Moved:
    """A claim that differs: of which document, how, what it was and what it is, and the fields that changed."""

    doc: str
    article: str
    fate: Fate
    before: Claim | None
    now: Claim | None
    fields: tuple[str, ...] = ()


def difference(store: Store, extract: Extract) -> Iterator[Moved]:
    """Every stored current claim that the extractor now reads otherwise, and every new one, article by article. Changes nothing."""
    for stored in _articles(store):
        yield from _compare(
            stored.article.doc, stored.id, [claim for _, claim in query.article_claims(store, stored.id)], extract(stored.article)
        )


def reextract(database: str | Path, extract: Extract, *, wait: float = 0.0, log: RunLog | None = None) -> list[Moved]:
    """Replace the claims of every stored article by what the extractor now reads, and resolve anew. Returns what moved.

    Raises BusyError where another run holds the lock, and what the store raises; what was committed before stays.
    """
    log = log or RunLog()
    moved: list[Moved] = []
    with (
        locked(database, "reextract", wait=wait, clock=log.clock),
        open_database(database) as store,
        recorded(store, "reextract", log) as summary,
    ):
        for group in _groups(_articles(store)):
            with store.transaction():
                for stored in group:
                    summary.read += 1
                    claims = extract(stored.article)
                    found = list(
                        _compare(stored.article.doc, stored.id, [claim for _, claim in query.article_claims(store, stored.id)], claims)
                    )
                    if found or stored.version != __version__:
                        _replace(store, stored.id, claims)
                        summary.updated += bool(found)
                    moved += found
            log.progress(summary.read, None)
        summary.events = settle(store)
    return moved


def _replace(store: Store, identity: str, claims: Sequence[Claim]) -> None:
    from tradewatch.resolution import block_of

    write.put_claims(store, identity, claims, block_of=block_of, version=__version__)


def _articles(store: Store) -> Iterator[query.StoredArticle]:
    after = ""
    while page := query.article_page(store, after, _PAGE):
        yield from page
        after = page[-1].id


def _groups(articles: Iterable[query.StoredArticle]) -> Iterator[list[query.StoredArticle]]:
    group: list[query.StoredArticle] = []
    for article in articles:
        group.append(article)
        if len(group) == _PAGE:
            yield group
            group = []
    if group:
        yield group


def _compare(doc: str, article: str, before: Sequence[Claim], now: Sequence[Claim]) -> Iterator[Moved]:
    """Pairs what is the same, then by type and evidence, then by type and sides; what is equal but for confidence and rules has not moved.

    One sentence may tell two facts of a type without a rate, so the same is looked for first, and then the nearest.
    """
    left, fresh = list(before), list(now)
    for same in (_is_same, _same_place, _same_sides):
        for old in list(left):
            new = min((claim for claim in fresh if same(old, claim)), key=partial(_distance, old), default=None)
            if new is not None:
                left.remove(old)
                fresh.remove(new)
                changed = _changed(old, new)
                if changed:
                    yield Moved(doc, article, Fate.CHANGES, old, new, changed)
    yield from (Moved(doc, article, Fate.VANISHES, old, None) for old in left)
    yield from (Moved(doc, article, Fate.APPEARS, None, new) for new in fresh)


def _distance(old: Claim, new: Claim) -> int:
    return len(_changed(old, new))


def _is_same(old: Claim, new: Claim) -> bool:
    return (old.start, old.end) == (new.start, new.end) and not _changed(old, new)


def _same_place(old: Claim, new: Claim) -> bool:
    return old.type is new.type and (old.start, old.end) == (new.start, new.end) and old.rate == new.rate


def _same_sides(old: Claim, new: Claim) -> bool:
    return old.type is new.type and (old.by, old.on) == (new.by, new.on)


def _changed(old: Claim, new: Claim) -> tuple[str, ...]:
    return tuple(
        field.name for field in fields(Claim) if field.name not in _UNTOLD and getattr(old, field.name) != getattr(new, field.name)
    )
