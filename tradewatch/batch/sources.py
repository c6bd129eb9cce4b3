"""`sync`: every configured source once, one after the other, under one lock and in one run.

A source that does not answer costs nobody but itself. It is named when it has failed as often in a row as the configuration's patience
allows, and then not again until it has been well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewatch.batch import notices
from tradewatch.batch.clock import stamp
from tradewatch.batch.config import Config, SourceConfig
from tradewatch.batch.effort import Effort
from tradewatch.batch.finish import finished, write_summary
from tradewatch.batch.importer import Importer
from tradewatch.batch.lock import locked
from tradewatch.batch.pace import Pace, Step
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.summary import Summary, recorded
from tradewatch.batch.work import Limits, Way, find
from tradewatch.errors import ConfigError, SourceUnavailableError, UsageError
from tradewatch.store import Store, open_database, query, records
from tradewatch.store.records import SourceState

if TYPE_CHECKING:
    from tradewatch.knowledge import Knowledge

OptionsOf = Callable[[SourceConfig, Mapping[str, int]], Any]


@dataclass(frozen=True, slots=True)
class Sync:
    """What `sync` was asked: only these sources, and what the command line adds to the configuration."""

    only: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    on_finish: str | None = None
    summary_json: str | None = None
    workers: int | None = None
    wait: float = 0.0


def sync(
    database: str | Path,
    config: Config,
    asked: Sync,
    *,
    today: date,
    way: Way = Way(),
    log: RunLog | None = None,
    options_of: OptionsOf | None = None,
    step: Step = lambda name: None,
) -> Summary:
    """Read every source of `config` once, or those that `asked.only` names; then send the notices that are due.

    The summary's exit code is 0, 3 where inputs were set aside that were not before, 69 or 66 where a source did not answer or is missing.
    Raises ConfigError where there is nothing to read, BusyError where another run holds the lock, and what the store raises. `today` is
    the day that deadlines count from. `options_of` makes reading options for a source; by default those of `tradewatch.reading`.
    """
    log = log or RunLog()
    sources = config.chosen(asked.only)
    if not sources:
        fact = f"{config.path or 'configuration'}: there is no [[source]] to read"
        raise ConfigError(f"{fact}; add one to it, like the examples that `tradewatch init NEW-FILE` writes")
    urls = notify_urls(config, asked.notify)
    on_finish = asked.on_finish or config.on_finish
    effort = Effort(
        workers=asked.workers if asked.workers is not None else config.workers,
        limits=Limits(config.seconds, config.megabytes),
    )
    make = options_of or default_options(today, config.contact)
    with finished("sync", log, on_finish=on_finish, notify=urls if config.failures else ()) as ending:
        with (
            locked(database, "sync", wait=asked.wait, clock=log.clock),
            open_database(database, create=True) as store,
            recorded(store, "sync", log) as summary,
        ):
            after = teller(config, urls, way, today, log)
            pace = Pace(store, summary, step)
            for source in sources:
                _Source(store, source, config, log, summary).run(way, effort, make, pace, step)
            pace.finish()
            if after is not None:
                after(store, summary)
        ending.fields, ending.exit_code = summary.as_dict(), int(summary.exit_code)
    if asked.summary_json:
        write_summary(asked.summary_json, summary.as_dict())
    return summary


def notify_urls(config: Config, typed: Sequence[str]) -> tuple[str, ...]:
    """Where notices go: the configuration's URLs and those `typed`. Raises ConfigError or UsageError on one that Apprise does not know;
    none is shown, since it may hold a secret."""
    for urls, place in ((config.notify, f"{config.path}: notify.urls"), (typed, "--notify")):
        if urls and (wrong := notices.unknown(urls)):
            which = f" number {wrong[0]}" if len(urls) > 1 else ""
            fact = f"{place}: URL{which} is none that Apprise knows; see https://github.com/caronc/apprise/wiki"
            raise (ConfigError(fact) if urls is config.notify else UsageError(fact))
    return (*config.notify, *typed)


def teller(config: Config, urls: Sequence[str], way: Way, today: date, log: RunLog) -> Callable[[Store, Summary], None] | None:
    """What tells `urls` at the end of a run which new events its watches match and which dates come near; None where nothing is watched.
    Raises ConfigError on a watch that cannot be."""
    watched = _knowledge(config, way, today)
    if watched is None:
        return None

    def tell(store: Store, summary: Summary) -> None:
        touched = summary.events.added | summary.events.changed
        notices.queue(store, config, watched, touched, today, stamp(log.clock()))
        notices.send_due(store, urls, log)

    return tell


def _knowledge(config: Config, way: Way, today: date) -> Knowledge | None:
    """Knowledge for the watches, which are checked before anything is read; None where nothing is watched."""
    if not config.watches and config.deadlines is None:
        return None
    load = find(way.load)
    knowledge: Knowledge = load(Path(way.data)) if way.data else load()
    for watch in config.watches:
        notices.prepare(watch, knowledge, today)
    return knowledge


def default_options(today: date, contact: str | None) -> OptionsOf:
    """Reading options from a source's configuration; entries of a feed that are stored whole are not read again."""

    def make(source: SourceConfig, known: Mapping[str, int]) -> Any:
        from tradewatch.reading import ReadOptions

        return ReadOptions(
            published=source.published,
            source=source.publisher,
            columns=dict(source.columns),
            today=today,
            private=source.private,
            contact=contact,
            known=known,
        )

    return make


class _Source:
    """One source's turn."""

    def __init__(self, store: Store, source: SourceConfig, config: Config, log: RunLog, summary: Summary) -> None:
        self._store, self._source, self._config, self._log, self._summary = store, source, config, log, summary

    def run(self, way: Way, effort: Effort, make: OptionsOf, pace: Pace, step: Step) -> None:
        source, state = self._source, records.source_state(self._store, self._source.name)
        if state.location != source.location:
            state = SourceState(source.name)  # another place under an old name: what was remembered is of no use
        on_network = "://" in source.location
        known = query.known_urls(self._store) if on_network else {}
        if source.thorough:
            known = dict.fromkeys(known, 0)  # all are read again
        options = make(source, known)
        importer = Importer(
            self._store,
            options,
            way=way,
            effort=effort,
            log=self._log,
            summary=self._summary,
            pace=pace,
            source=source.name,
            repeated=not source.thorough,
            location=source.location,
            step=step,
        )
        failure: tuple[str, int] | None = None
        if on_network:
            try:
                state = self._fetch(importer, options, state)
            except SourceUnavailableError as error:
                failure = str(error), int(error.exit_code)
        else:
            importer.run([source.location])
        failure = failure or importer.failure
        now = stamp(self._log.clock())
        state = replace(state, kind=source.kind.value, location=source.location, tried_at=now)
        if failure is None:
            if state.told:
                self._log.tell("info", "source", f"source {source.name}: answers again", name=source.name)
            state = replace(state, good_at=now, failures=0, told=False, error=None)
        else:
            state = self._failed(state, *failure)
        records.put_source_state(self._store, state)

    def _fetch(self, importer: Importer, options: Any, state: SourceState) -> SourceState:
        """Ask the server, as it wanted to be asked last time, and take in what it sent. Returns the state with what it wants next time."""
        from tradewatch.reading.fetch import fetch

        found = fetch(self._source.location, options, etag=state.etag, last_modified=state.last_modified)
        if found.unchanged:
            return state
        importer.run_answer(self._source.location, found)
        if importer.is_waiting:
            return replace(state, etag=None, last_modified=None)
        return replace(state, etag=found.etag, last_modified=found.last_modified)

    def _failed(self, state: SourceState, why: str, code: int) -> SourceState:
        """Count a failure; name it once, when patience is at its end."""
        self._summary.failed[self._source.name] = (why, code)
        failures = state.failures + 1
        named = not state.told and failures >= self._config.patience
        times = f"{failures} times in a row" if failures > 1 else "once"
        text = f"source {self._source.name}: {why} ({times}, last well {state.good_at or 'never'})"
        self._log.tell("warning" if named else "info", "source", text, name=self._source.name, failures=failures, reason=why)
        return replace(state, failures=failures, told=state.told or named, error=why)
