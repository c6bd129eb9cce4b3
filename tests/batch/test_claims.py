"""Reading and extracting without a database: in order, and within the limits that an import has."""

from __future__ import annotations

from pathlib import Path

import pytest

from batch.standin import Options
from batch.test_import import HERE, TWO, WAY, write
from tradewatch.batch.claims import read_claims
from tradewatch.batch.effort import Effort
from tradewatch.model import Article


def told(folder: Path, effort: Effort) -> list[str]:
    """What came of the folder's files in order: an article's name and its number of claims, or a fault."""
    found = []
    for item in read_claims([str(folder)], Options(), way=WAY, effort=effort):
        found.append(f"{item[0].doc} {len(item[1])}" if isinstance(item, tuple) else f"{Path(item.path).name}: {item.reason}")
    return found


@pytest.mark.parametrize("effort", [HERE, TWO], ids=["here", "workers"])
def test_each_article_comes_with_its_claims_and_faults_in_order(tmp_path: Path, effort: Effort) -> None:
    write(tmp_path, "a.txt", "Duties", "tariff US > CN 25 2025-11-01")
    (tmp_path / "b.bin").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "c.txt").symlink_to("/etc/passwd")
    write(tmp_path, "d.txt", "Nothing")
    assert sorted(told(tmp_path, effort)) == [
        "a 1",
        "b.bin: it is no text",
        "c.txt: it is a link that leaves the folder; give its target by name",
        "d 0",
    ]


def test_a_document_that_overruns_a_limit_costs_only_itself(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Duties", "tariff US > CN 25 2025-11-01")
    write(tmp_path, "b.txt", "Long SLOW")
    write(tmp_path, "c.txt", "Large GREEDY")
    write(tmp_path, "d-SLOW.txt", "Read for ever")
    write(tmp_path, "e.txt", "Duties", "tariff EU > CN 30 2025-11-01")
    assert told(tmp_path, TWO) == [
        "a 1",
        "b.txt: it takes longer than 1 seconds",
        "c.txt: it needs more memory than a document may take",
        "d-SLOW.txt: it takes longer than 1 seconds",
        "e 1",
    ]


def test_nothing_is_asked_of_the_database_or_left_out_as_known(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Duties", "tariff US > CN 25 2025-11-01")
    twice = [str(tmp_path / "a.txt")] * 2
    found = list(read_claims(twice, Options(), way=WAY, effort=HERE))
    assert [isinstance(item, tuple) and isinstance(item[0], Article) for item in found] == [True, True]
