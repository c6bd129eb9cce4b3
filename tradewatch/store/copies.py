"""Near copies: one agency story in several papers is one source.

Two current articles are near when their 64-bit fingerprints (similar texts have similar bits) differ in at most `DISTANCE` bits, and their
texts share most of their three-word sequences: the first finds, the second decides. Copies are the connected groups of near articles, and
the group's earliest article, by publication and then by id, is the one that the others copy; so the order of arrival changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from tradewatch.store.codec import load
from tradewatch.store.schema import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DISTANCE = 11  # a new header or a lost last paragraph changes up to so many bits; strangers hardly ever differ in so few
ALIKE = 0.6  # of all three-word sequences of two texts, the part that both have
_SIGN = 1 << 63
_WRAP = 1 << 64
_WORDS = 20_000  # that are compared
_AT_HAND = 8_000  # articles, of some 2 kB each
_MIX = 0x9E3779B97F4A7C15  # an odd number without pattern


def signed(fingerprint: int) -> int:
    """A 64-bit pattern as SQLite's signed integer."""
    fingerprint %= _WRAP
    return fingerprint - _WRAP if fingerprint >= _SIGN else fingerprint


@dataclass(slots=True)
class Index:
    """The fingerprints of all articles, in memory: comparing one with a million takes milliseconds. `seen` is the database's state.

    The first `size` places are taken, in the order of the articles' numbers; the rest is room for more.
    """

    seen: int
    size: int
    numbers: NDArray[np.int64]
    patterns: NDArray[np.uint64]


def add(store: Store, number: int, pattern: int) -> None:
    """Let a new article be found by its fingerprint."""
    import numpy as np

    index = _index(store)
    if index.size and index.numbers[index.size - 1] >= number:
        return  # it was read with the others just now
    if index.size == len(index.numbers):
        room = max(1024, index.size // 8)
        index.numbers = np.concatenate([index.numbers, np.zeros(room, np.int64)])
        index.patterns = np.concatenate([index.patterns, np.zeros(room, np.uint64)])
    index.numbers[index.size], index.patterns[index.size] = number, pattern % _WRAP
    index.size += 1


def _index(store: Store) -> Index:
    """The fingerprints, read again when another connection has written; a rollback of ours forgets them."""
    import numpy as np

    seen: int = store.execute("PRAGMA data_version").fetchone()[0]
    index: Any = store.memory.get("fingerprints")
    if index is None or index.seen != seen:
        rows = store.execute("SELECT number, fingerprint FROM articles WHERE fingerprint IS NOT NULL ORDER BY number").fetchall()
        numbers = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        patterns = np.fromiter((row[1] for row in rows), np.int64, len(rows)).view(np.uint64)
        index = store.memory["fingerprints"] = Index(seen, len(rows), numbers, patterns)
    assert isinstance(index, Index)
    return index


def _candidates(store: Store, number: int) -> list[int]:
    """Numbers of the articles whose fingerprints are near to one's, the nearest first."""
    import numpy as np

    row = store.execute("SELECT fingerprint FROM articles WHERE number = ?", (number,)).fetchone()
    if row is None or row[0] is None:
        return []
    index = _index(store)
    different = np.bitwise_count(index.patterns[: index.size] ^ np.uint64(row[0] % _WRAP))
    near = np.flatnonzero(different <= DISTANCE)
    found = sorted((int(different[place]), int(index.numbers[place])) for place in near)
    return [other for _, other in found if other != number]


class _Texts:
    """The three-word sequences of articles, as sorted hashes; the last ones asked for are kept at hand."""

    def __init__(self, store: Store) -> None:
        self._store = store
        made: Any = store.memory.setdefault("sequences", {})
        self._made: dict[int, NDArray[np.uint32]] = made

    def alike(self, one: int, other: int) -> bool:
        """Whether two articles share most of their sequences; two texts too short to have any do."""
        import numpy as np

        mine, theirs = self._sequences(one), self._sequences(other)
        shared = len(np.intersect1d(mine, theirs, assume_unique=True))
        together = len(mine) + len(theirs) - shared
        return not together or shared / together >= ALIKE

    def _sequences(self, number: int) -> NDArray[np.uint32]:
        made = self._made.pop(number, None)
        if made is None:
            text, body = self._store.execute("SELECT text, body FROM articles WHERE number = ?", (number,)).fetchone()
            spans = load(body)
            made = _hashes(" ".join(text[start:end] for start, end in spans) if spans else text)
            while len(self._made) >= _AT_HAND:
                del self._made[next(iter(self._made))]
        self._made[number] = made
        return made


def _hashes(text: str) -> NDArray[np.uint32]:
    """A hash of each three-word sequence of a text, the same in every process, sorted."""
    import numpy as np

    words = text.lower().split()[:_WORDS]
    each = np.fromiter(map(crc32, map(str.encode, words)), np.uint64, len(words))
    mixed = ((each[:-2] * _MIX + each[1:-1]) * _MIX + each[2:]) * _MIX
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def _members(store: Store, root: str) -> list[int]:
    """The current articles of a group, by the id of the one that the others copy."""
    # not with OR, for which the planner would look through all current articles
    sql = """SELECT number FROM articles WHERE id = ?1 AND state = 'current'
        UNION SELECT number FROM articles WHERE copy_of = ?1 AND state = 'current' ORDER BY 1"""
    return [row[0] for row in store.execute(sql, (root,))]


def _root(store: Store, number: int) -> str | None:
    """The id of the article that a current article's group copies, most often its own."""
    row = store.execute("SELECT coalesce(copy_of, id) FROM articles WHERE number = ? AND state = 'current'", (number,)).fetchone()
    return row[0] if row else None


def link(store: Store, number: int) -> set[int]:
    """Join a current article with its copies. Returns the numbers of the articles whose `copy_of` changed."""
    texts, own = _Texts(store), _root(store, number)
    if own is None:
        return set()
    roots = {own}
    for other in _candidates(store, number):
        root = _root(store, other)
        # one article of a group that is near brings the whole group
        if root is not None and root not in roots and texts.alike(number, other):
            roots.add(root)
    mates = _members(store, own)
    if len(mates) > 1:
        # it was in a group already and may have changed its date: everyone's turn to be first
        return _appoint(store, sorted({member for root in roots for member in _members(store, root)}))
    return _join(store, sorted(roots))


def _join(store: Store, roots: list[str]) -> set[int]:
    """Make one group of several, each of which is led by its earliest article: only the groups whose leader changes are touched."""
    sql = "SELECT published IS NULL, coalesce(published, ''), id FROM articles WHERE id = ?"
    first = min(store.execute(sql, (root,)).fetchone() for root in roots)[2]
    changed: set[int] = set()
    for root in roots:
        if root != first:
            led = _members(store, root)
            store.connection.executemany("UPDATE articles SET copy_of = ? WHERE number = ?", [(first, member) for member in led])
            changed.update(led)
    return changed


def unlink(store: Store, number: int) -> set[int]:
    """Take an article that is no longer current out of its group, which may fall apart. Returns whose `copy_of` changed."""
    root = store.execute("SELECT coalesce(copy_of, id) FROM articles WHERE number = ?", (number,)).fetchone()[0]
    freed = store.execute("UPDATE articles SET copy_of = NULL WHERE number = ? AND copy_of IS NOT NULL", (number,)).rowcount
    changed = {number} if freed else set[int]()
    texts, left = _Texts(store), set(_members(store, root))
    while left:
        part, todo = set[int](), [min(left)]
        left -= set(todo)
        while todo:
            one = todo.pop()
            part.add(one)
            near = {other for other in _candidates(store, one) if other in left and texts.alike(one, other)}
            left -= near
            todo += sorted(near)
        changed |= _appoint(store, sorted(part))
    return changed


def _appoint(store: Store, group: list[int]) -> set[int]:
    """Name the group's earliest article as the one that the others copy."""
    sql = "SELECT number, id, published, copy_of FROM articles WHERE number = ?"
    rows = [store.execute(sql, (number,)).fetchone() for number in group]
    if len(rows) == 1 and rows[0][3] is None:
        return set()
    first = min(rows, key=lambda row: (row[2] is None, row[2] or "", row[1]))[1]
    changed = set()
    for number, identity, _, copy_of in rows:
        wanted = None if identity == first else first
        if copy_of != wanted:
            store.execute("UPDATE articles SET copy_of = ? WHERE number = ?", (wanted, number))
            changed.add(number)
    return changed
