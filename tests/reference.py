"""What the README says of the commands, made from the program itself; cog writes it there and the tests check it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


def run(*arguments: str, db: Path, columns: int = 100) -> str:
    """Standard output of the program on a fixed day, as a pipe gets it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRADEWATCH_")}
    environ = {**kept, "TRADEWATCH_TODAY": "2025-11-15", "PYTHONIOENCODING": "utf-8", "TRADEWATCH_DB": str(db)}
    done = subprocess.run([sys.executable, "-m", "tradewatch", *arguments], capture_output=True, text=True, encoding="utf-8", env=environ)
    if done.returncode:
        raise RuntimeError(f"tradewatch {' '.join(arguments)}: {done.stderr}")
    return done.stdout


SHOWN = (
    "timeline --country China --since 2025-10 --until 2025-10-31",
    "rates --by US --on China --at 2018-09-25",
    "upcoming --today 2025-10-20 --days 14",
)


def excerpts() -> str:
    """Real output of a few commands over the samples, fenced."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "demo.db"
        run("ingest", str(SAMPLES), db=db)
        return "\n".join(f"```\n$ tradewatch {line}\n{run(*line.split(), db=db)}```\n" for line in SHOWN)


def reference() -> str:
    """Global options, the filters and formats that commands share, then each command with its own."""
    from tradewatch.cli.app import app
    from tradewatch.cli.options import FILTERS, FORMAT_OPTIONS

    root: Any = typer.main.get_command(app)
    commands: dict[str, Any] = {name: root.commands[name] for name in root.list_commands(None)}
    parts = ["\n### Global options\n", _table(root.params)]
    common: dict[str, str | None] = {}
    for title, shared in (("Filters", FILTERS), ("Formats", FORMAT_OPTIONS)):
        having = {name: [param for param in command.params if param.name in shared] for name, command in commands.items()}
        names = [name for name, params in having.items() if len(params) > 5]
        common |= {param.name: param.help for param in having[names[0]]}
        parts += [f"\n### {title}\n", f"On {', '.join(f'`{name}`' for name in names)}:\n", _table(having[names[0]])]
    for name, command in commands.items():
        many = {
            "filters": sum(p.name in FILTERS for p in command.params) > 5,
            "formats": sum(p.name in FORMAT_OPTIONS for p in command.params) > 5,
        }
        hidden = {*(FILTERS if many["filters"] else ()), *(FORMAT_OPTIONS if many["formats"] else ())}
        # one of a shared name that means something else here is the command's own
        own = [param for param in command.params if param.name not in hidden or param.help != common[param.name]]
        arguments = "".join(f" {_argument(param)}" for param in own if param.param_type_name == "argument")
        parts += [f"\n### {name}\n", f"`tradewatch {name}{arguments}`\n", _tidy(command.help)]
        shared_words = " and ".join(word for word, chosen in many.items() if chosen)
        if shared_words:
            parts.append(f"\nTakes the {shared_words} above.")
        if own:
            parts += ["", _table(own)]
    return "\n".join(parts) + "\n"


def _table(params: Iterable[Any]) -> str:
    lines = ["| option | meaning |", "| --- | --- |"]
    for param in params:
        if param.param_type_name == "argument":
            lines.append(f"| `{_argument(param)}` | {_tidy(param.help)} |")
        else:
            value = f" {_tidy(param.metavar)}" if param.metavar and not param.is_flag else ""
            default = f" (default {param.default})" if not param.is_flag and isinstance(param.default, (str, int, float)) else ""
            lines.append(f"| {', '.join(f'`{name}`' for name in param.opts)}{value} | {_tidy(param.help)}{default} |")
    return "\n".join(lines)


def _argument(param: Any) -> str:
    name = param.metavar or param.name.upper()
    return str(name) if param.required or name.startswith("[") else f"[{name}]"


def _tidy(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").replace("|", "\\|")
