"""The one-sentence cases of `corpus/`: each text yields its events, slot by slot, and nothing else.

`python tests/test_corpus.py [FILE…] [--show]` prints the pass rate of each file and, with `--show`, what fails and how. With `--mark` it
writes `gap = true` to the cases that fail, takes it from those that don't, and names both: a case that was read before is a loss to be
looked at.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tradewatch import knowledge
from tradewatch.extraction import pipeline
from tradewatch.model import Action, Article, Claim, EventType, Period, Rate, Role, Status

CORPUS = Path(__file__).parent / "corpus"
CASE_KEYS = {"shows", "published", "text", "title", "events", "more", "gap"}
EVENT_KEYS = {"type", "by", "on", "action", "status", "rate", "prior_rate", "goods", "dates", "place", "entities", "instrument"}


@dataclass(frozen=True)
class Case:
    """A text and what must be read in it; `name` is the file's stem and what the case shows."""

    name: str
    raw: Mapping[str, Any]

    @property
    def events(self) -> list[dict[str, Any]]:
        return list(self.raw["events"])

    @property
    def article(self) -> Article:
        return Article(doc=self.name, text=self.raw["text"], title=self.raw.get("title", ""), published=self.raw["published"])


def case_files() -> list[Path]:
    """All files but those of the language of time, which have a test of their own."""
    return sorted(path for path in CORPUS.glob("*.toml") if not path.stem.startswith("dates"))


def read_cases() -> Iterator[Case]:
    """The cases of all files, in their order."""
    for path in case_files():
        for raw in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield Case(f"{path.stem}: {raw.get('shows', raw.get('text'))}", raw)


CASES = list(read_cases())


@cache
def learned() -> knowledge.Knowledge:
    return knowledge.load()


def as_rate(value: float | str) -> Rate | None:
    """A rate as the cases write it: `25`, `"50 USD/net_ton"`, `"5..10 percent"`; `""` is none."""
    if value == "":
        return None
    number, _, unit = str(value).partition(" ")
    low, dots, high = number.partition("..")
    return Rate(Decimal(high if dots else low), unit or "percent", Decimal(low) if dots else None)


def words(phrase: str) -> frozenset[str]:
    """What must agree of a noun phrase: its words, whatever their case, order and plural."""
    return frozenset(re.sub(r"s$", "", word) for word in re.split(r"[\s/-]+", phrase.lower()) if word not in ("and", "or", "the"))


def differs(event: Mapping[str, Any], claim: Claim) -> list[str]:
    """The slots that the case names and the claim has otherwise."""
    wrong = []
    for slot, value in event.items():
        told: Any = getattr(claim, slot)
        match slot:
            case "rate" | "prior_rate":
                good = told == as_rate(value)
            case "dates":
                good = all((told[Role(role)].edtf if Role(role) in told else "") == edtf for role, edtf in value.items())
            case "goods":
                good = {words(phrase) for phrase in told} == {words(phrase) for phrase in value}
            case "entities":
                good = len(told) == len(value) and all(any(name.lower() in one.lower() for one in told) for name in value)
            case "place" | "instrument":
                good = value.lower() in (told or "").lower() if value else not told
            case "by" | "on":
                good = set(told) == set(value)
            case _:
                good = told == value
        if not good:
            wrong.append(slot)
    return wrong


def complaint(case: Case) -> str | None:
    """What is wrong with the reading of a case; None where every event is found once and no other is."""
    claims = [claim for claim in pipeline.extract(case.article, learned()) if not claim.latent]
    expected = case.events
    for order in permutations(range(len(claims)), len(expected)):
        if not any(differs(event, claims[index]) for event, index in zip(expected, order, strict=True)):
            rest = [claim for index, claim in enumerate(claims) if index not in order]
            if case.raw.get("more"):
                rest = [claim for claim in rest if any(not differs(event, claim) for event in expected)]
            return f"one event too many\n{case.raw['text']}\n" + "\n".join(f"  + {brief(claim)}" for claim in rest) if rest else None
    lines = [case.raw["text"]]
    for event in expected:
        wrong = min((differs(event, claim) for claim in claims), key=lambda slots: ("type" in slots, len(slots)), default=["all"])
        lines.append(f"  - {' '.join(f'{slot}={value}' for slot, value in event.items())}   [{', '.join(wrong) or 'taken'}]")
    lines += [f"  + {brief(claim)}" for claim in claims]
    return "\n".join(lines)


def brief(claim: Claim) -> str:
    """A claim on one line."""
    rate = lambda one: one and f"{f'{one.minimum}..' if one.minimum is not None else ''}{one.value} {one.unit}"  # noqa: E731
    slots = {
        "by": ",".join(claim.by),
        "on": ",".join(claim.on),
        "action": claim.action,
        "status": claim.status,
        "rate": rate(claim.rate),
        "prior": rate(claim.prior_rate),
        "goods": list(claim.goods),
        "dates": {role.value: period.edtf for role, period in claim.dates.items()},
        "place": claim.place,
        "entities": list(claim.entities),
        "instrument": claim.instrument,
    }
    return f"{claim.type} {' '.join(f'{name}={value}' for name, value in slots.items() if value)} ({claim.confidence:.2f})"


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_case_is_read(case: Case) -> None:
    wrong = complaint(case)
    if not case.raw.get("gap"):
        assert wrong is None, wrong
    elif wrong is None:
        pytest.fail("works now: remove `gap = true` from the case")
    else:
        pytest.xfail(wrong)


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
def test_cases_are_well_formed(path: Path) -> None:
    for raw in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        assert set(raw) <= CASE_KEYS and {"shows", "published", "text", "events"} <= set(raw), raw
        assert isinstance(raw["published"], date), raw
        for event in raw["events"]:
            assert set(event) <= EVENT_KEYS, event
            kind = EventType(event["type"])
            assert kind.is_measure or "action" not in event, event
            if "action" in event:
                Action(event["action"])
            if "status" in event:
                Status(event["status"])
            for slot in ("rate", "prior_rate"):
                if slot in event:
                    as_rate(event[slot])
            for role, edtf in event.get("dates", {}).items():
                assert Role(role) and (not edtf or Period.parse(edtf).edtf == edtf), event


def test_every_case_has_its_own_name_and_text() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    assert len({case.raw["text"] for case in CASES}) == len(CASES)


def marked(text: str, gaps: frozenset[str]) -> str:
    """A file's text with `gap = true` in the cases of these names and in no other; nothing else changes."""
    before, *blocks = re.split(r"(?m)^(?=\[\[case\]\]$)", text)
    for number, block in enumerate(blocks):
        (raw,) = tomllib.loads(block)["case"]
        bare = re.sub(r"(?m)^gap = true\n", "", block)
        blocks[number] = re.sub(r"(?m)^(?=events = )", "gap = true\n", bare, count=1) if raw["shows"] in gaps else bare
    return before + "".join(blocks)


def test_marking_gaps_changes_nothing_else() -> None:
    text = '# a\n[[case]]\nshows = "one"\ntext = "x"\nevents = []\n\n# b\n[[case]]\nshows = "two"\ngap = true\nevents = [\n]\n'
    changed = marked(text, frozenset({"one"}))
    assert changed == text.replace("gap = true\n", "").replace("events = []", "gap = true\nevents = []")
    assert marked(changed, frozenset({"two"})) == text


def mark(path: Path, cases: list[Case], gaps: frozenset[str]) -> None:
    """Write the gaps of one file and print what moved."""
    for case in cases:
        failing = case.raw["shows"] in gaps
        if failing != bool(case.raw.get("gap")):
            print(f"{'LOST' if failing else 'won '}  {case.name}")
    text = path.read_text(encoding="utf-8")
    path.write_text(marked(text, gaps), encoding="utf-8")


def main(arguments: list[str]) -> None:
    show, chosen = "--show" in arguments, [name for name in arguments if not name.startswith("-")]
    groups: dict[str, list[Case]] = {}
    for case in CASES:
        groups.setdefault(case.name.partition(":")[0], []).append(case)
    right = total = 0
    for stem, cases in groups.items():
        if chosen and stem not in chosen:
            continue
        wrong = [(case, text) for case in cases if (text := complaint(case)) is not None]
        if "--mark" in arguments:
            mark(CORPUS / f"{stem}.toml", cases, frozenset(case.raw["shows"] for case, _ in wrong))
        if show:
            for case, text in wrong:
                print(f"{case.name}\n  {text}\n")
        right, total = right + len(cases) - len(wrong), total + len(cases)
        print(f"{stem:16} {len(cases) - len(wrong):4} of {len(cases):4}  {1 - len(wrong) / len(cases):6.1%}")
    print(f"{'all':16} {right:4} of {total:4}  {right / total:6.1%}")


if __name__ == "__main__":
    main(sys.argv[1:])
