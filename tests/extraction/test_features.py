"""What the learned decisions see: the same things give the same numbers, whatever else is looked at beside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tradewatch.extraction import mentions
from tradewatch.extraction.decide import Trees
from tradewatch.extraction.frames import stage_features
from tradewatch.extraction.grammar import verdicts
from tradewatch.extraction.hashing import Templates, chain, first_of, gather, pack
from tradewatch.extraction.parties import slot_features
from tradewatch.extraction.phrases import Candidate, Document, prepare, propose
from tradewatch.extraction.pipeline import models
from tradewatch.extraction.sheet import Pairs, Sheet, is_passive, shape_of
from tradewatch.knowledge import load
from tradewatch.model import Article

HOME = Path(__file__).resolve().parents[2]


def documents() -> list[Document]:
    out = []
    for path in sorted((HOME / "data/samples").glob("*.txt")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        day = next(line for line in head.splitlines() if line.startswith("Date: "))[6:16]
        out.append(prepare(Article(path.stem, text, "", date.fromisoformat(day)), load()))
    return out


def document(text: str) -> Document:
    return prepare(Article("a", text, "", date(2025, 6, 20)), load())


def test_buckets_are_the_same_on_every_machine() -> None:
    found = Templates("a=x, b=x y, c=x y z", "b=y x").buckets({"x": np.array([1, 7]), "y": 2, "z": np.array([0, 3])}, 2)
    assert found.tolist() == BUCKETS


# templates of more columns come first; a column of 0 leaves its template out
BUCKETS = [[0, 22570], [120627, 87517], [27755, 122369], [83709, 114172]]


def test_templates_of_one_name_share_their_buckets_and_order_tells() -> None:
    rows = Templates("a=x, a=y, b=x").buckets({"x": 5, "y": 5}, 1)
    assert rows[0] == rows[1] != rows[2]
    swapped = Templates("a=x y, a=y x").buckets({"x": 5, "y": 6}, 1)
    assert swapped[0] != swapped[1]


def test_a_chain_tells_order_and_length() -> None:
    rows = chain(np.array([[1, 2, 0], [2, 1, 0], [1, 2, 3]], dtype=np.uint32))
    assert len({int(n) for n in rows[:, 1]}) == 2
    assert rows[0, 1] == rows[0, 2] != rows[2, 2]


def test_the_first_that_is_not_nothing() -> None:
    assert first_of(np.array([[0, 4, 5], [0, 0, 0], [6, 0, 7]])).tolist() == [4, 0, 6]


def test_a_batch_keeps_its_items_apart() -> None:
    batch = pack([np.array([[1, 0], [0, 0], [2, 3]]), np.array([[4], [5], [0]])])
    assert [batch[n].tolist() for n in range(3)] == [[1, 4], [5], [2, 3]]
    assert [batch.part(1, 3)[n].tolist() for n in range(2)] == [[5], [2, 3]]
    assert gather([batch[2], [9]]).starts.tolist() == [0, 2, 3]


def test_a_candidate_looks_the_same_alone_and_among_others() -> None:
    """Sentences lie side by side in the columns; nothing of one may be seen from another."""
    seen = 0
    for read in documents():
        candidates = propose(read)
        together = stage_features(Sheet(read, candidates))
        for number, candidate in enumerate(candidates):
            assert sorted(stage_features(Sheet(read, [candidate]))[0]) == sorted(together[number])
            seen += 1
    assert seen > 50


def test_a_slot_looks_the_same_alone_and_among_others() -> None:
    seen = 0
    for read in documents():
        candidates = propose(read)
        sheet = Sheet(read, candidates)
        parties = [(n, index) for n, c in enumerate(candidates) for index in read.rows[c.row].parties]
        dates = [(n, index) for n, c in enumerate(candidates) for index in read.rows[c.row].dates]
        names, days, *_ = slot_features(sheet, parties, dates)
        for pairs, together, place in ((parties, names, 0), (dates, days, 1)):
            for (number, index), features in zip(pairs, together, strict=True):
                alone = Sheet(read, [candidates[number]])
                one = [(0, index)]
                assert sorted(slot_features(alone, one if place == 0 else [], one if place else [])[place][0]) == sorted(features)
                seen += 1
    assert seen > 100


def test_reading_in_parts_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    read = documents()[0]
    whole = mentions.read_mentions(read, propose(read), models(load()))
    monkeypatch.setattr(mentions, "_AT_ONCE", 3)
    parts = mentions.read_mentions(read, propose(read), models(load()))
    assert len(whole) > 3
    # sums of single precision may differ in their last place
    assert [_rounded(m) for m in parts] == [_rounded(m) for m in whole]


def _rounded(mention: mentions.Mention) -> list[object]:
    weights = (mention.by, mention.on, mention.status, mention.action, *mention.dates.values())
    return [mention.candidate, list(mention.dates), *({key: round(p, 4) for key, p in table.items()} for table in weights)]


VERDICTS = [
    ("The firm was sanctioned by China last week.", "sanction", "China", {"agent"}),
    ("It announced tariffs on Canada.", "tariff", "Canada", {"target"}),
    ("It announced tariffs on goods from Mexico.", "tariff", "Mexico", {"origin"}),
    ("The tariffs of India were lowered.", "tariff", "India", {"nothing"}),
    ("Canada imposed tariffs.", "tariff", "Canada", {"actor"}),
    ("Canada was hit with tariffs.", "tariff", "Canada", {"bearer"}),
    ("Japan's new tariffs were lowered.", "tariff", "Japan", {"owner"}),
    ("It announced talks with Japan.", "meeting", "Japan", {"partner"}),
    ("Duties, they said, will hit Brazil's steel.", "tariff", "Brazil", {"nothing"}),
]
NAMES = ("agent", "target", "origin", "partner", "owner", "actor", "bearer", "goods", "nothing")


@pytest.mark.parametrize(("text", "kind", "name", "wanted"), VERDICTS, ids=[case[0] for case in VERDICTS])
def test_grammar_says_who_acts_on_whom(text: str, kind: str, name: str, wanted: set[str]) -> None:
    read = document(text)
    candidates: list[Candidate] = [c for c in propose(read) if c.type == kind]
    row = read.rows[candidates[-1].row]
    index = next(i for i in row.parties if row.tokens[i].low.startswith(name.lower()))
    columns = verdicts(Pairs(Sheet(read, candidates[-1:]), [(0, index)]))
    assert {NAMES[int(column[0]) - 1] for column in columns.values() if column[0]} == wanted


SHAPES = [
    ("Canada imposed tariffs.", False),
    ("Tariffs were imposed.", True),
    ("Tariffs will not be imposed.", True),
    ("Tariffs have already been imposed.", True),
    ("Canada has imposed tariffs.", False),
    ("Canada is imposing tariffs.", False),
    ("Canada wants to impose tariffs.", False),
]


@pytest.mark.parametrize(("text", "passive"), SHAPES)
def test_the_voice_of_a_verb(text: str, passive: bool) -> None:
    read = document(text)
    Sheet(read, propose(read))
    row = read.rows[0]
    verb = next(v for v in row.verbs if row.tokens[v].verbs[0][0] == "impose")
    assert is_passive(row.shapes[verb]) is passive


def test_the_shapes_of_verbs_differ() -> None:
    """Each reading of a verb is a number of its own."""
    found = set()
    forms = ("imposed", "were imposed", "will impose", "would impose", "may impose", "should impose", "will not impose", "has imposed")
    for words in forms:
        text = document(f"They {words} tariffs.")
        Sheet(text, propose(text))
        row = text.rows[0]
        found.add(next(row.shapes[v] for v in row.verbs if row.tokens[v].verbs[0][0] == "impose"))
    assert len(found) == 8


def test_an_edge_adds_nothing_to_a_verb() -> None:
    assert shape_of([0] * 6, 5, 3) == shape_of([0] * 5 + [1], 5, 3) > 0


def test_trees_walk_as_they_were_grown() -> None:
    feature = np.array([[0, -1, 1, -1, -1], [1, -1, -1, -1, -1]], dtype=np.int16)
    left = np.array([[1, 0, 3, 0, 0], [1, 0, 0, 0, 0]], dtype=np.int16)
    right = np.array([[2, 0, 4, 0, 0], [2, 0, 0, 0, 0]], dtype=np.int16)
    value = np.array([[0, 1, 0, 2, 4], [0, 8, 16, 0, 0]], dtype=np.float32)
    trees = Trees(np.array([10, 20]), feature, left, right, value, 0.5)
    batch = gather([[30], [10], [20, 31], [20, 10]])
    found = trees.scores(batch.flat, batch.starts)
    wanted = 1 / (1 + np.exp(-(np.array([1 + 8, 2 + 8, 1 + 16, 4 + 16]) + 0.5)))
    assert np.allclose(found, wanted)


def test_what_was_grown_beside_the_weights_is_read() -> None:
    with np.load(load().path("weights/decisions.npz")) as data:
        grown = {key.partition(".")[0] for key in data.files if ".trees." in key}
    assert grown
    assert {name for name, model in models(load()).items() if model.trees is not None} == grown
