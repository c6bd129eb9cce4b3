"""A text's whole way: read, extract, store, resolve. `ingest` is what the commands `ingest` and `sync` call.

Articles are written in the order of their inputs, in groups; a group is one transaction, so a run that is killed has stored whole articles
with all their claims and nothing else, and the next run goes on where it stopped. What a known place or a known text holds is recognised
before extraction.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tradewatch import __version__
from tradewatch.batch.clock import stamp
from tradewatch.batch.effort import Effort, working
from tradewatch.batch.here import Finished, Result
from tradewatch.batch.inputs import NAMED, Found, find_inputs
from tradewatch.batch.lock import locked
from tradewatch.batch.pace import Pace, Step
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.summary import Summary, recorded
from tradewatch.batch.work import Reader, Way
from tradewatch.batch.workers import STDIN, without_stdin
from tradewatch.errors import ExitCode, InputError, NotNowError
from tradewatch.model import Article
from tradewatch.store import Store, open_database, records, write

__all__ = ["Importer", "Summary", "ingest"]

_GROUP = 64  # articles in one transaction …
_GROUP_SECONDS = 1.0  # … or what came in this time


def ingest(
    database: str | Path,
    paths: Sequence[str],
    options: Any,
    *,
    way: Way = Way(),
    effort: Effort = Effort(),
    wait: float = 0.0,
    log: RunLog | None = None,
    command: str = "ingest",
    step: Step = lambda name: None,
    after: Callable[[Store, Summary], None] | None = None,
) -> Summary:
    """Read `paths` with the reading options `options`, and store what they hold in the database, which is made where it is missing.

    One run: the lock is held (up to `wait` seconds are waited for it, else BusyError), a row in `runs` tells how it went. Inputs that
    cannot be used are set aside, told and counted; they raise nothing. Raises StorageError, DatabaseDamagedError, ConfigError, BusyError;
    what was committed before stays. `step` is called with a name before and after everything that changes the disk, for tests;
    `after` at the end of the run, while it still holds the lock.
    """
    log = log or RunLog()
    with locked(database, command, wait=wait, clock=log.clock), open_database(database, create=True) as store:
        step("opened")
        with recorded(store, command, log) as summary:
            pace = Pace(store, summary, step)
            Importer(store, options, way=way, effort=effort, log=log, summary=summary, pace=pace, step=step).run(paths)
            pace.finish()
            if after is not None:
                after(store, summary)
            step("ended")
        return summary


class Importer:
    """Takes inputs through the whole way into an open database; `sync` uses one for each source."""

    def __init__(
        self,
        store: Store,
        options: Any,
        *,
        way: Way,
        effort: Effort,
        log: RunLog,
        summary: Summary,
        pace: Pace,
        source: str | None = None,
        repeated: bool = False,
        location: str | None = None,
        step: Step = lambda name: None,
    ) -> None:
        """`pace` resolves on the way; the caller lets it finish. `source` names where inputs come from; where its `location` itself is
        missing, that is the source's `failure` (why, exit code) and no input set aside. `is_waiting` tells after a run that something
        in an input may be had another time. A `repeated` run passes over files that are as they were when last read, with the same
        options and version, and names what it sets aside only once.
        """
        self._store, self._options, self._way, self._effort = store, options, way, effort
        self._log, self._summary, self._source, self._step = log, summary, source, step
        self._repeated, self._files = repeated, dict[str, Found]()
        self._location, self._bad = location, Counter[str]()
        self.failure: tuple[str, int] | None = None
        self.is_waiting = False
        self._version = f"{__version__} {hashlib.sha256(repr(without_stdin(options)).encode()).hexdigest()[:12]}"
        self._reader: Reader | None = None
        self._pace = pace
        self._began = time.monotonic()

    def run(self, paths: Sequence[str]) -> None:
        """Take all inputs through."""
        self._run(self._inputs(paths), {})

    def run_answer(self, url: str, answer: Any) -> None:
        """Take what a server sent for a url through."""
        self._summary.inputs += 1
        self._run([url], {url: answer})

    def _run(self, inputs: list[str], answers: Mapping[str, Any]) -> None:
        if inputs:
            with working(inputs, self._way, self._options, self._effort, self._wanted, answers) as results:
                self._write(results, len(inputs))

    def _inputs(self, paths: Sequence[str]) -> list[str]:
        """The paths to read: folders opened, files that did not change left out, what is no input set aside."""
        found = find_inputs(paths)
        self._summary.inputs += len(found)
        chosen: list[str] = []
        with self._store.transaction():
            for one in found:
                if one.aside is not None:
                    self._take(Result(one.path, one.aside))
                elif self._repeated and self._is_unchanged(one):
                    self._summary.unchanged += 1
                else:
                    chosen.append(one.path)
                    self._files[one.path] = one
        return chosen

    def _is_unchanged(self, found: Found) -> bool:
        before = records.file_state(self._store, found.path)
        return before is not None and (before.size, before.modified, before.version) == (found.size, found.modified, self._version)

    def _wanted(self, article: Article) -> bool:
        return write.need_of(self._store, _placed(article)) is write.Need.CLAIMS

    def _write(self, results: Iterator[Result | Finished], total: int) -> None:
        """Write results in groups, each in one transaction."""
        done = 0
        for group in _groups(results):
            with self._store.transaction():
                self._step("group begun")
                for result in group:
                    if isinstance(result, Finished):
                        done += 1
                        self._finished(result)
                    else:
                        self._take(result)
                        self._step("item written")
                self._step("group written")
                self._pace.settle_when_due()
            self._step("group committed")
            self._log.progress(done, total)
            if self._is_over():
                self._summary.stopped = done < total
                return

    def _is_over(self) -> bool:
        effort, summary = self._effort, self._summary
        if effort.max_articles is not None and summary.new + summary.updated >= effort.max_articles:
            return True
        return effort.max_seconds is not None and time.monotonic() - self._began >= effort.max_seconds

    def _take(self, result: Result) -> None:
        if isinstance(result.item, Article):
            if result.fault is not None:
                place = "" if result.item.doc == Path(result.path).stem else result.item.doc
                self._aside(result.path, place, result.fault, ExitCode.DATA)
            else:
                self._store_article(result.path, _placed(result.item), result)
        elif result.item is not None:
            aside = result.item
            code = getattr(aside.error, "exit_code", ExitCode.DATA)
            self.is_waiting = self.is_waiting or isinstance(aside.error, NotNowError)
            self._aside(result.path, str(aside.where or ""), aside.reason, code, shown=aside.path)
        else:
            self._aside(result.path, "", result.fault or "it could not be read", ExitCode.DATA)

    def _store_article(self, path: str, article: Article, result: Result) -> None:
        began = time.monotonic()
        self._summary.read += 1
        claims = result.claims
        if claims is None and write.need_of(self._store, article) is write.Need.NOTHING:
            self._summary.same += 1
            return
        try:
            outcome = self._put(article, claims, result.fingerprint)
        except write.ClaimsNeededError:
            # an earlier input of this run has changed what is known of the place
            claims, fingerprint = self._here().extract(article)
            outcome = self._put(article, claims, fingerprint)
        for identity in outcome.again:
            self._extract_again(identity)
        self._count(outcome, claims)
        if outcome.change is not write.Change.SAME:
            for note in article.notes:
                self._log.tell("warning", "note", note, path=path, id=article.doc)
        told = {"path": path, "id": article.doc, "status": outcome.change.value, "events": len(claims or ())}
        self._log.tell("debug", "article", f"{path}: {outcome.change}", **told, ms=round(1000 * (time.monotonic() - began), 1))

    def _put(self, article: Article, claims: Any, fingerprint: int | None) -> write.Outcome:
        from tradewatch.resolution import block_of

        return write.put_article(
            self._store,
            article,
            claims,
            block_of=block_of,
            version=__version__,
            at=stamp(self._log.clock()),
            run=self._summary.run,
            fingerprint=fingerprint,
            gone=lambda path: not os.path.lexists(path),
        )

    def _count(self, outcome: write.Outcome, claims: Any) -> None:
        summary = self._summary
        if outcome.change is write.Change.NEW:
            summary.new += 1
        elif outcome.change is write.Change.UPDATED:
            summary.updated += 1
        else:
            summary.same += 1
            return
        summary.claims += len(claims or ())
        summary.copies += outcome.copy_of is not None

    def _extract_again(self, identity: str) -> None:
        """An article whose best date changed because another text took its place."""
        from tradewatch.resolution import block_of
        from tradewatch.store import query

        stored = query.article(self._store, identity)
        if stored is not None:
            claims, _ = self._here().extract(stored.article)
            write.put_claims(self._store, identity, claims, block_of=block_of, version=__version__)

    def _here(self) -> Reader:
        if self._reader is None:
            self._reader = Reader(self._way, self._options)
        return self._reader

    def _finished(self, finished: Finished) -> None:
        """An input that was read whole, without faults, is no longer in quarantine; one that held nothing at all is a fault."""
        if not finished.items and finished.whole:
            self._aside(finished.path, "", "it holds no article", InputError.exit_code)
        bad = self._bad.pop(finished.path, 0)
        if bad > NAMED:
            self._name(finished.path, "…", f"{bad - NAMED:,} more of its parts are set aside", ExitCode.DATA)
        found = self._files.pop(finished.path, None)
        if self._repeated and found is not None and found.size is not None and found.modified is not None:
            state = records.FileState(found.path, found.size, found.modified, self._version, bool(bad) or not finished.whole)
            records.put_file_state(self._store, state)
        if finished.whole and not bad:
            records.release(self._store, path=_absolute(finished.path))

    def _aside(self, path: str, place: str, reason: str, code: ExitCode, *, shown: str | None = None) -> None:
        """An input, or a part of one, cannot be used. Of one input, only the first parts are named, the rest is counted."""
        if path == self._location and not place and code in (ExitCode.NO_INPUT, ExitCode.UNAVAILABLE):
            self.failure = (reason.removeprefix(f"{path}: "), int(code))
            return
        self._bad[path] += 1
        shown = shown or path
        # why the network failed changes from night to night; that it still does is nothing new
        known_by = None if code is ExitCode.UNAVAILABLE else reason
        if self._repeated and records.is_set_aside(self._store, _absolute(shown), place, known_by):
            self._summary.still_aside += 1
            return
        self._summary.set_aside += 1
        if self._summary.worst is ExitCode.OK or code is ExitCode.DATA:
            self._summary.worst = code
        if self._bad[path] <= NAMED:
            self._name(shown, place, reason, code)

    def _name(self, path: str, place: str, reason: str, code: ExitCode) -> None:
        self._summary.faults.append((path, place, reason))
        at, run = stamp(self._log.clock()), self._summary.run
        records.set_aside(
            self._store, _absolute(path), place, reason, exit_code=int(code), version=__version__, at=at, source=self._source, run=run
        )
        where = f"{path}:{place}" if place and not reason.startswith(path) else "" if reason.startswith(path) else path
        level = "error" if self._summary.is_one_whole_input else "warning"
        self._log.tell(level, "set_aside", f"{where}: {reason}" if where else reason, path=path, place=place, reason=reason)


def _groups(results: Iterator[Result | Finished]) -> Iterator[list[Result | Finished]]:
    """Results in groups of a bounded number of articles and a bounded time."""
    group: list[Result | Finished] = []
    began = time.monotonic()
    for result in results:
        group.append(result)
        if len(group) >= 2 * _GROUP or time.monotonic() - began >= _GROUP_SECONDS:
            yield group
            group, began = [], time.monotonic()
    if group:
        yield group


def _placed(article: Article) -> Article:
    """The article with an absolute path, so that its place does not depend on the folder the program was started in."""
    path = article.path and _absolute(article.path)
    return article if path == article.path else replace(article, path=path)


def _absolute(path: str) -> str:
    return path if path == STDIN or "://" in path else os.path.abspath(path)
