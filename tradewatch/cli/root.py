"""The root of the commands: global options, and errors as one line with an exit code.

Global options are taken before or after the command. Standard output carries data only. An error of ours ends in
`tradewatch: error: place: fact; next step`; anything else is a bug, exit 1, and tells how to get the traceback.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tradewatch.cli.session import Session, say
from tradewatch.errors import ExitCode, TradewatchError


class Stopped(SystemExit):
    """A signal asked the program to end; transactions roll back as it passes, and `code` is what the process returns."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


ORDER = (
    *("ingest", "extract", "timeline", "country", "countries", "rates", "upcoming", "threats", "conflicts", "changes", "search", "show"),
    *("explain", "correct", "review", "init", "sync", "reextract", "export", "report", "serve"),
    *("status", "check", "backup", "quarantine", "info", "eval"),
)
"""The commands in the order in which help names them."""


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


class TradewatchGroup(TyperGroup):
    """Errors become one line and an exit code here, and global options may stand after the command."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, self._globals_first(args))

    def _globals_first(self, args: list[str]) -> list[str]:
        """The arguments with global options moved to the front; what follows `--` stays where it is."""
        takes = {
            name: not getattr(param, "is_flag", True) for param in self.params if param.param_type_name == "option" for name in param.opts
        }
        for own in ("--help", "-h", "--install-completion", "--show-completion"):
            takes.pop(own, None)
        front, rest, at = list[str](), list[str](), 0
        while at < len(args):
            word = args[at]
            name, equals, _ = word.partition("=")
            if word == "--":
                rest += args[at:]
                break
            if name in takes and (takes[name] or not equals):
                front.append(word)
                if takes[name] and not equals:
                    at += 1
                    if at == len(args):
                        _end(f"{name} needs a value; see 'tradewatch --help'", ExitCode.USAGE)
                    front.append(args[at])
            else:
                rest.append(word)
            at += 1
        return front + rest

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        try:
            return super().make_context(info_name, args, parent=parent, **extra)
        except BrokenPipeError:
            _hush()
            raise typer.Exit(ExitCode.OK) from None
        except OSError as error:
            # help and the version are printed while the arguments are read
            _hush()
            _end(f"standard output: cannot be written ({(error.strerror or str(error)).lower()})", ExitCode.IO)
        except Exception as error:
            _usage(error)
            raise

    def invoke(self, ctx: Any) -> Any:
        debug = bool(ctx.params.get("debug")) or bool(os.environ.get("TRADEWATCH_DEBUG"))
        try:
            return super().invoke(ctx)
        except TradewatchError as error:
            if debug:
                raise
            _end(str(error), error.exit_code)
        except (KeyboardInterrupt, Stopped) as stop:
            number = stop.number if isinstance(stop, Stopped) else signal.SIGINT
            say(f"tradewatch: stopped by {signal.Signals(number).name}; what was committed stays, and the same command goes on from there")
            raise typer.Exit(128 + number) from None
        except BrokenPipeError:
            _hush()
            raise typer.Exit(ExitCode.OK) from None
        except (typer.Exit, typer.Abort):
            raise
        except MemoryError:
            _end("out of memory; give the input in smaller parts", ExitCode.BUG)
        except Exception as error:
            _usage(error)
            if debug:
                raise
            if isinstance(error, OSError) and error.errno in _FULL:
                _hush()
                _end(f"{error.filename or 'standard output'}: cannot be written ({(error.strerror or '').lower()})", ExitCode.IO)
            _end(
                f"bug: {type(error).__name__}: {_line(error)}; run it again with --debug (or TRADEWATCH_DEBUG=1) for the traceback",
                ExitCode.BUG,
            )


def _usage(error: Exception) -> None:
    """End with one line where typer found a wrong flag or value; typer carries its own click, so its errors are known by their shape."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code") and not isinstance(error, TradewatchError):
        context = getattr(error, "ctx", None)
        message = error.format_message()
        if not message or type(error).__name__ == "NoArgsIsHelpError":
            return
        hint = f"; see '{context.command_path} --help'" if context else ""
        _end(f"{_plainly(message)}{hint}", ExitCode.USAGE)


def _plainly(message: str) -> str:
    """typer's message as one clause of ours."""
    text = " ".join(message.split()).rstrip(".")
    text = text[0].lower() + text[1:]
    for theirs, ours in (
        (". Did you mean ", "; did you mean "),
        (": Input should be ", ": it should be "),
        (", unable to parse string as an integer", ""),
        (", unable to parse string as a number", ""),
        (" (Possible options: ", " (there are: "),
    ):
        text = text.replace(theirs, ours)
    return text


def _end(message: str, code: int) -> None:
    say(f"tradewatch: error: {_line(message)}")
    raise typer.Exit(int(code))


def _line(told: object) -> str:
    from tradewatch.views.safe import safe

    text = safe(str(told))
    return text if len(text) <= 2000 else f"{text[:2000]}…"


def _hush() -> None:
    """Nobody reads any more: what is still buffered goes nowhere, quietly."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="tradewatch",
    cls=TradewatchGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads articles on trade policy and keeps dated, sourced events: what, who to whom, at what rate, from when, threat or law.",
    epilog="Global options may stand before or after the command. Data go to standard output, all else to standard error.",
)


def _version(asked: bool) -> None:
    if asked:
        from tradewatch import __version__

        typer.echo(f"tradewatch {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    ctx: typer.Context,
    db: Annotated[
        Path | None, typer.Option("--db", metavar="PATH", help="The database; else TRADEWATCH_DB, else the user's data folder.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="PATH", help="The configuration; else TRADEWATCH_CONFIG, ./tradewatch.toml, the user's."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summaries and no warnings on standard error.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Summaries also when standard error is no terminal.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR does the same.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; TRADEWATCH_DEBUG does the same.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    ctx.obj = Session(os.environ, db, config, quiet, verbose, no_color, debug)
