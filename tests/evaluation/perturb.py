"""Predictions made from gold by damage of the kinds that an extractor does, the same for the same seed."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from typing import Any

Event = dict[str, Any]

TYPES = ("tariff", "export_control", "port_fee", "sanction", "agreement", "commitment", "meeting", "dispute")
DATES = ("2025-10-14", "2025-10", "2025", "2025-10-06/2025-10-12", "../2025-11-30", "2025-04/..", "..", "2025-13", "soon", "")
CODES = ("US", "CN", "EU", "IN", "*", "BR")
RATES = (None, {"value": 25, "unit": "percent"}, {"value": 25.0004, "unit": "percentage_point"}, {"value": None})


def predictions(gold: Mapping[str, Sequence[Mapping[str, Any]]], seed: int) -> dict[str, list[Event]]:
    """For most documents of gold its events, damaged, doubled, dropped and shuffled, with a confidence each."""
    chance = random.Random(seed)
    made: dict[str, list[Event]] = {}
    for doc, events in gold.items():
        if chance.random() < 0.05:
            continue
        rows = [damaged(event, chance) for event in events for _ in range(chance.choice((0, 1, 1, 1, 2)))]
        chance.shuffle(rows)
        made[doc] = rows
    return made


def damaged(event: Mapping[str, Any], chance: random.Random) -> Event:
    """A copy of the event with none, one or a few of its slots changed."""
    row = copy.deepcopy(dict(event))
    for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
        match chance.randrange(9):
            case 0:
                row["type"] = chance.choice(TYPES)
            case 1:
                row["by"] = chance.sample(CODES, chance.randrange(3))
            case 2:
                row["on"] = chance.sample(CODES, chance.randrange(3))
            case 3:
                row["rate"] = chance.choice(RATES)
            case 4:
                row["dates"] = {role: chance.choice(DATES) for role in chance.sample(("announced", "effective", "ends", "held"), 2)}
            case 5:
                row["status"] = chance.choice(("threatened", "announced", "in_force", None))
            case 6:
                row["action"] = chance.choice(("impose", "lift", None))
            case 7:
                row["goods"] = chance.choice(([], ["Rare-Earths"], ["steel and aluminium", "cars"]))
            case _:
                for name in chance.sample(sorted(row.keys() - {"type"}), min(3, len(row) - 1)):
                    del row[name]
    row["confidence"] = round(chance.random(), 3)
    return row
