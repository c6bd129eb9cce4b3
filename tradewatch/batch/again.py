"""Reading again what was set aside, each input the way its source reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tradewatch.batch.config import Config
from tradewatch.batch.effort import Effort
from tradewatch.batch.importer import Importer
from tradewatch.batch.lock import locked
from tradewatch.batch.pace import Pace
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.sources import default_options
from tradewatch.batch.summary import Summary, recorded
from tradewatch.batch.work import Way
from tradewatch.store import open_database
from tradewatch.store.records import Quarantined


def retry(
    database: str | Path,
    aside: Sequence[Quarantined],
    options: Any,
    *,
    config: Config,
    today: date,
    way: Way = Way(),
    wait: float = 0.0,
    log: RunLog | None = None,
) -> Summary:
    """Read inputs again that were set aside; those that are well now leave the quarantine by themselves.

    What a source of `config` brought is read as that source says, the rest with `options`. Raises what `ingest` raises.
    """
    log = log or RunLog()
    sources = {source.name: source for source in config.sources}
    paths: dict[str | None, dict[str, None]] = defaultdict(dict)
    for one in aside:
        paths[one.source if one.source in sources else None][one.path] = None
    make = default_options(today, config.contact)
    with (
        locked(database, "quarantine retry", wait=wait, clock=log.clock),
        open_database(database) as store,
        recorded(store, "quarantine retry", log) as summary,
    ):
        pace = Pace(store, summary)
        for name, again in paths.items():
            chosen = make(sources[name], {}) if name is not None else options
            Importer(store, chosen, way=way, effort=Effort(), log=log, summary=summary, pace=pace, source=name).run(list(again))
        pace.finish()
    return summary
