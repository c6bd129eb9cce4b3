"""What is learned from: annotated articles, the demo's samples, the one-sentence cases."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.align import Doc


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def load_docs(articles: Path, gold: Path, knowledge: Any, tellings: Path | None = None, weight: float = 1.0) -> list[Doc]:
    """Annotated articles; `tellings` says for some of them which phrases tell of which event (`benchmarks/tellings/README.md`)."""
    events = {row["doc"]: row["events"] for row in records(gold)}
    told = {row["doc"]: row for row in records(tellings)} if tellings else {}
    return [
        Doc(record, events[record["id"]], knowledge, told.get(record["id"]), weight)
        for record in records(articles)
        if record["id"] in events
    ]


def load_samples(folder: Path, gold: Path, knowledge: Any) -> list[Doc]:
    """The demo's articles: front matter, a blank line, text."""
    events = {row["doc"]: row["events"] for row in records(gold)}
    docs = []
    for path in sorted(folder.glob("*.txt")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        docs.append(
            Doc({"id": path.stem, "published": fields["Date"], "title": fields["Title"], "text": text}, events[path.stem], knowledge)
        )
    return docs


def load_cases(folder: Path, knowledge: Any) -> list[Doc]:
    """One-sentence cases; a slot that a case does not name is unknown, not empty."""
    docs = []
    for path in sorted(folder.glob("*.toml")):
        if path.stem.startswith("dates"):
            continue
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"]):
            if case.get("more"):
                continue
            events = []
            for raw in case["events"]:
                event = {**raw, "evidence": case["text"]}
                rate = raw.get("rate")
                if rate is None or rate == "":
                    event["rate"], event["open_rate"] = None, rate is None and "prior_rate" not in raw
                else:
                    amount, _, unit = str(rate).partition(" ")
                    event["rate"] = {"value": float(amount.rpartition("..")[2]), "unit": unit or "percent"}
                if "dates" in raw:
                    event["dates"] = {k: str(v) for k, v in raw["dates"].items()}
                if raw.get("prior_rate"):
                    amount, _, unit = str(raw["prior_rate"]).partition(" ")
                    event["prior_rate"] = {"value": float(amount), "unit": unit or "percent"}
                else:
                    event.pop("prior_rate", None)
                events.append(event)
            docs.append(
                Doc(
                    {"id": f"{path.stem}-{number}", "published": str(case["published"]), "title": case.get("title"), "text": case["text"]},
                    events,
                    knowledge,
                )
            )
    return docs


def digest_of(docs: list[Doc]) -> str:
    """SHA-256 over all that is learned from: each text with its title, date and annotation. Marks that only tests read do not count."""
    sha = hashlib.sha256()
    for doc in sorted(docs, key=lambda d: d.id):
        article = doc.article
        told = [{key: value for key, value in event.items() if key != "gap"} for event in doc.gold]
        learned = [doc.id, article.title, str(article.published), article.text, told, doc.told, doc.weight]
        sha.update(json.dumps(learned, sort_keys=True, default=str).encode())
    return sha.hexdigest()
