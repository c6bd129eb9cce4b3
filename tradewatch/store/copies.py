"""Near copies: one agency story in several papers is one source.

Two current articles are near when their 64-bit fingerprints (similar texts have similar bits) differ in at most `DISTANCE` bits. Copies are
the connected groups of near articles, and the group's earliest article, by publication and then by id, is the one that the others copy:
so the order in which they arrive changes nothing.
"""

from __future__ import annotations

from tradewatch.store.schema import Store

DISTANCE = 3
_BANDS = 4  # of 16 bits: two fingerprints that differ in at most 3 bits agree in at least one whole band
_SIGN = 1 << 63
_WRAP = 1 << 64


def signed(fingerprint: int) -> int:
    """A 64-bit pattern as SQLite's signed integer."""
    fingerprint %= _WRAP
    return fingerprint - _WRAP if fingerprint >= _SIGN else fingerprint


def bands(fingerprint: int) -> list[int]:
    """The fingerprint's parts, each with its position in front."""
    pattern = fingerprint % _WRAP
    return [(part << 16) | ((pattern >> (16 * part)) & 0xFFFF) for part in range(_BANDS)]


def put_bands(store: Store, number: int, fingerprint: int) -> None:
    """Make an article findable by its fingerprint."""
    store.connection.executemany("INSERT INTO fingerprint_bands (band, article) VALUES (?, ?)", [(b, number) for b in bands(fingerprint)])


def _near(store: Store, number: int) -> list[int]:
    """Numbers of the current articles that are near to one, itself left out."""
    row = store.execute("SELECT fingerprint FROM articles WHERE number = ?", (number,)).fetchone()
    if row is None or row[0] is None:
        return []
    found = store.execute(
        """SELECT DISTINCT articles.number, articles.fingerprint FROM fingerprint_bands AS mine
        JOIN fingerprint_bands AS other ON other.band = mine.band AND other.article != mine.article
        JOIN articles ON articles.number = other.article WHERE mine.article = ? AND articles.state = 'current'""",
        (number,),
    )
    return [other for other, fingerprint in found if ((fingerprint ^ row[0]) % _WRAP).bit_count() <= DISTANCE]


def _group(store: Store, number: int) -> list[int]:
    seen, todo = {number}, [number]
    while todo:
        for other in _near(store, todo.pop()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return sorted(seen)


def link(store: Store, number: int) -> set[int]:
    """Join a current article with its copies. Returns the numbers of the articles whose `copy_of` changed."""
    return _appoint(store, _group(store, number))


def unlink(store: Store, number: int) -> set[int]:
    """Take an article that is no longer current out of its group, which may fall apart. Returns whose `copy_of` changed."""
    near = _near(store, number)
    freed = store.execute("UPDATE articles SET copy_of = NULL WHERE number = ? AND copy_of IS NOT NULL", (number,)).rowcount
    changed = {number} if freed else set[int]()
    done: set[int] = set()
    for other in near:
        if other not in done:
            group = _group(store, other)
            done.update(group)
            changed |= _appoint(store, group)
    return changed


def _appoint(store: Store, group: list[int]) -> set[int]:
    """Name the group's earliest article as the one that the others copy."""
    marks = ",".join("?" * len(group))
    rows = store.execute(f"SELECT number, id, published, copy_of FROM articles WHERE number IN ({marks})", group).fetchall()
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
