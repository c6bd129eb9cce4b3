"""A week of nights by the real readers: a folder, a feed with its pages, mail and a page, on a server that fails at random, with runs that
end between two steps. At the end the database says what one clean run over the last state of the sources says."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from batch.test_feeds import Server

from faults.invariants import current, problems
from faults.test_lives import Crash, crash_at
from tradewatch.batch import keep
from tradewatch.batch.config import load_config
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.sources import Sync, sync

_WHO = ["China", "India", "Brazil", "Mexico", "Japan", "Turkey", "Vietnam", "Canada"]
_GOODS = ["steel", "copper", "wine", "beef", "sugar", "tyres"]
_REST = "Officials said that goods already at sea would be let in at the old rate, and that talks with the other side would go on. "
_DAY = date(2025, 10, 16)


class Press:
    """Makes stories that differ in what they tell; a third of them are so short that only their page tells them from a summary."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.number = 0

    def story(self) -> tuple[str, str, list[str]]:
        """A name, a title and paragraphs."""
        self.number += 1
        who, goods, rate = self.chance.choice(_WHO), self.chance.choice(_GOODS), self.chance.randrange(5, 60)
        lead = f"The United States will impose a tariff of {rate}% on {goods} from {who} from November {self.number % 28 + 1}, 2025."
        return f"s{self.number:03}", f"Story {self.number} of {goods}", [lead, *[_REST * 2] * self.chance.choice([1, 7, 7])]


def page(title: str, paragraphs: list[str]) -> tuple[str, str]:
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    day = "<meta property='article:published_time' content='2025-10-16T08:00:00Z'>"
    return "text/html", f"<html><head><title>{title}</title>{day}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


def clip(path: Path, title: str, paragraphs: list[str]) -> None:
    path.write_text("\n\n".join([f"{title}\nDate: 2025-10-16", *paragraphs]) + "\n", encoding="utf-8")


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(1, 5))
def test_a_week_of_nights_over_all_kinds_of_sources_equals_one_clean_run(tmp_path: Path, seed: int) -> None:
    press, server = Press(seed), Server()
    chance = press.chance
    clips, mails = tmp_path / "clips", tmp_path / "alerts.mbox"
    clips.mkdir()
    (tmp_path / "tradewatch.toml").write_text(
        f'workers = 0\n[[source]]\nname = "clips"\npath = "clips"\n[[source]]\nname = "alerts"\npath = "alerts.mbox"\n'
        f'[[source]]\nname = "wire"\nurl = "{server.url}/feed"\nprivate = true\n'
        f'[[source]]\nname = "page"\nkind = "url"\nurl = "{server.url}/page"\nprivate = true\n'
    )
    now = datetime(2025, 10, 16, 3, tzinfo=UTC)
    listed: list[str] = []

    def run(database: str = "t.db", step=lambda name: None) -> int:  # type: ignore[no-untyped-def]
        log = RunLog(clock=lambda: now)
        config = load_config(tmp_path / "tradewatch.toml")
        return int(sync(tmp_path / database, config, Sync(), today=_DAY, log=log, step=step).exit_code)

    for night in range(7):
        for _ in range(4):
            name, title, paragraphs = press.story()
            clip(clips / f"{name}.txt", title, paragraphs)
        changed, moved = chance.sample(sorted(clips.glob("s*.txt")), 2)
        clip(changed, *press.story()[1:])
        moved.rename(clips / f"moved{night}.txt")
        with mails.open("a", encoding="utf-8") as file:
            name, title, paragraphs = press.story()
            head = f"From: Desk <d@example.org>\nSubject: {title}\nMessage-ID: <{name}@example.org>\nDate: Thu, 16 Oct 2025 08:00:00 +0000"
            text = "\n\n".join(paragraphs)
            file.write(f"From d@example.org Thu Oct 16 10:00:00 2025\n{head}\n\n{text}\n\n")
        if night < 5:  # then the feed stays as it is: what failed must be made up for all the same
            for _ in range(2):
                name, title, paragraphs = press.story()
                listed.insert(0, name)
                server.pages[f"/{name}"] = page(title, paragraphs)
            server.feed(*listed)
            server.pages["/page"] = page(*press.story()[1:])
        for crash in (chance.randrange(1, 30), chance.randrange(1, 60)):
            server.broken = {path: chance.choice([500, 503, 429]) for path in server.pages if chance.random() < (0.4 if night < 6 else 0)}
            with suppress(Crash):  # some crashes come too late to harm
                run(step=crash_at(crash))
            now += timedelta(minutes=1)
        assert run() in (0, 3, 69)
        now += timedelta(days=1)
    assert problems(tmp_path / "t.db") == [] and keep.check(tmp_path / "t.db").problems == []
    assert run("clean.db") == 0
    assert current(tmp_path / "t.db") == current(tmp_path / "clean.db")
    server.server.shutdown()
