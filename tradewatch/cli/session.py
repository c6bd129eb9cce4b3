"""What one run of the program knows of its surroundings: streams, environment, the clock, the database's place. The only reader of them.

Commands get a Session from typer's context and ask it; nothing below the command line reads the clock or the environment.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tradewatch.errors import MissingInputError, StorageError, UsageError

if TYPE_CHECKING:
    from tradewatch.batch.runlog import RunLog
    from tradewatch.batch.work import Way
    from tradewatch.knowledge import Knowledge
    from tradewatch.store.schema import Store
    from tradewatch.views.screen import Screen


@dataclass(slots=True)
class Session:
    """One run: global options and the environment they fall back to."""

    environ: Mapping[str, str]
    database: Path | None = None
    config: Path | None = None
    quiet: bool = False
    verbose: bool = False
    plain: bool = False
    debug: bool = False

    @property
    def db(self) -> Path:
        """The database: `--db`, else TRADEWATCH_DB, else the configuration's, else the user's data folder."""
        if self.database is None and not self.environ.get("TRADEWATCH_DB"):
            named = self.config or self.environ.get("TRADEWATCH_CONFIG")
            # one that was named must be there; one of the usual places may be missing
            if named or self.config_path().is_file():
                from tradewatch.batch.config import load_config

                self.database = load_config(self.config_path()).database
        return self.database or default_database(self.environ)

    def config_path(self) -> Path:
        """The configuration: `--config`, else TRADEWATCH_CONFIG, else ./tradewatch.toml where it is, else the user's."""
        if self.config or self.environ.get("TRADEWATCH_CONFIG"):
            return self.config or Path(self.environ["TRADEWATCH_CONFIG"])
        here = Path("tradewatch.toml")
        if here.is_file():
            return here
        import platformdirs

        try:
            return platformdirs.user_config_path("tradewatch") / "config.toml"
        except (RuntimeError, OSError):
            return here

    def way(self) -> Way:
        """A text's way in batches, with the user's own folder of words and rules."""
        from tradewatch.batch.work import Way

        return Way(data=self.environ.get("TRADEWATCH_DATA") or None)

    def today(self, asked: str | None = None, known_on: str | None = None) -> date:
        """What now is: `--today` as typed, else the last day of `--as-known-on`, else TRADEWATCH_TODAY, else the clock's day.

        Raises UsageError on a date that is none.
        """
        from tradewatch.cli.asking import day

        if asked is not None:
            return day(asked, "--today", date.today())
        known = self.known_on(known_on)
        if known is not None:
            return known
        told = self.environ.get("TRADEWATCH_TODAY")
        return day(told, "TRADEWATCH_TODAY", date.today()) if told else date.today()

    def known_on(self, asked: str | None) -> date | None:
        """The last day of `--as-known-on`; its words ("last week") count from the clock's day, whatever `--today` is."""
        from tradewatch.cli.asking import day

        return day(asked, "--as-known-on", self.today(), last=True) if asked is not None else None

    def now(self) -> datetime:
        """The clock, with the zone."""
        return datetime.now().astimezone()

    @property
    def knowledge(self) -> Knowledge:
        """Words and rules of data/, with the user's own folder (TRADEWATCH_DATA) on top."""
        from tradewatch.knowledge import load

        extra = self.environ.get("TRADEWATCH_DATA")
        return load(Path(extra)) if extra else load()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Store]:
        """The database for questions. Raises MissingInputError with the next step where there is none yet."""
        from tradewatch.store.schema import open_database

        if not self.db.exists():
            raise MissingInputError(
                f"{shown(self.db)}: there is no database yet; make one with 'tradewatch ingest PATH' or name another with --db"
            )
        with open_database(self.db, read_only=True) as store:
            yield store

    @contextlib.contextmanager
    def writing(self) -> Iterator[Store]:
        """The database for changes; it must be there."""
        from tradewatch.store.schema import open_database

        if not self.db.exists():
            raise MissingInputError(
                f"{shown(self.db)}: there is no database yet; make one with 'tradewatch ingest PATH' or name another with --db"
            )
        with open_database(self.db) as store:
            yield store

    def screen(self, out: TextIO, *, today: date | None = None) -> Screen:
        """What views may know of `out`: a terminal's width and colours, or an endless plain page."""
        from tradewatch.views.screen import Screen

        terminal = _is_terminal(out)
        color = (
            not self.plain
            and not self.environ.get("NO_COLOR")
            and (bool(self.environ.get("FORCE_COLOR")) or (terminal and self.environ.get("TERM") != "dumb"))
        )
        return Screen(
            names=self.knowledge.name,
            today=today or self.today(),
            width=self._width(out) if terminal else None,
            color=color,
            links=terminal and color and _links(self.environ),
            ascii=not _writes(out, "▲→─█·–"),
        )

    def _width(self, out: TextIO) -> int:
        told = self.environ.get("COLUMNS", "")
        if told.isdigit() and int(told):
            return max(40, int(told))
        with contextlib.suppress(OSError, ValueError):
            return max(40, os.get_terminal_size(out.fileno()).columns or 80)
        return 80

    @property
    def chatty(self) -> bool:
        """Whether summaries of success are wanted: on a terminal, or with --verbose, and never with --quiet. Cron stays silent."""
        return not self.quiet and (self.verbose or _is_terminal(sys.stderr))

    @property
    def watched(self) -> bool:
        """Whether a person watches standard error, so that a bar is worth drawing."""
        return not self.quiet and _is_terminal(sys.stderr) and self.environ.get("TERM") != "dumb"

    def run_log(
        self, progress: Callable[[int, int | None], None] = lambda done, total: None, *, format: str = "text", file: Path | None = None
    ) -> RunLog:
        """Where a run's lines go: standard error, with `file` a file too. Asked for while a bar is drawn, it writes above the bar."""
        from tradewatch.batch.runlog import RunLog

        return RunLog(sys.stderr, format=format, chatty=self.chatty, quiet=self.quiet, file=file, progress=progress)

    def note(self, text: str) -> None:
        """A line about success, for a person."""
        if self.chatty:
            say(text)

    def warn(self, text: str) -> None:
        """A line that a person must see; only --quiet hides it."""
        if not self.quiet:
            say(f"tradewatch: warning: {text}")


def default_database(environ: Mapping[str, str]) -> Path:
    """TRADEWATCH_DB, else `tradewatch.db` in the user's data folder. Raises UsageError where the system names no such folder."""
    if environ.get("TRADEWATCH_DB"):
        return Path(environ["TRADEWATCH_DB"])
    import platformdirs

    try:
        return platformdirs.user_data_path("tradewatch") / "tradewatch.db"
    except (RuntimeError, OSError):
        raise UsageError("no home folder to keep the database in; name one with --db or TRADEWATCH_DB") from None


def shown(path: Path | str) -> str:
    """A path as it may be printed."""
    from tradewatch.views.safe import safe

    return safe(str(path))


def say(text: str) -> None:
    """A line on stderr, after what stdout holds so far."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


@contextlib.contextmanager
def standard_output() -> Iterator[TextIO]:
    """stdout, flushed at the end. Raises StorageError where it is closed or full, and leaves a reader that went away to the caller."""
    if sys.stdout is None:
        raise StorageError("standard output is closed; give -o FILE, or redirect it")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise StorageError(f"standard output: cannot be written ({(error.strerror or str(error)).lower()})") from None


def _is_terminal(stream: TextIO | None) -> bool:
    with contextlib.suppress(ValueError, AttributeError):
        return bool(stream and stream.isatty())
    return False


def _writes(out: TextIO, text: str) -> bool:
    try:
        text.encode(getattr(out, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is one of those known to show OSC 8 links; an unknown one gets none."""
    if environ.get("TRADEWATCH_LINKS"):
        return environ["TRADEWATCH_LINKS"] not in ("0", "no", "off")
    if environ.get("TERM_PROGRAM", "") in ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby"):
        return True
    if environ.get("TERM", "") in ("xterm-kitty", "alacritty", "foot", "foot-extra", "xterm-ghostty", "contour"):
        return True
    return environ.get("VTE_VERSION", "").isdigit() and int(environ["VTE_VERSION"]) >= 5000
