"""What the README says of the commands, made from the program itself; cog writes it there and the tests check it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


def run(*arguments: str, db: Path | None = None, columns: int = 80) -> str:
    """Standard output of the program, with a fixed width and a fixed day."""
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TRADEWATCH_", "COLUMNS"))},
        "TYPER_USE_RICH": "0",
        "COLUMNS": str(columns),
        "TRADEWATCH_TODAY": "2025-11-15",
        "PYTHONIOENCODING": "utf-8",
    }
    if db:
        environ["TRADEWATCH_DB"] = str(db)
    done = subprocess.run([sys.executable, "-m", "tradewatch", *arguments], capture_output=True, text=True, encoding="utf-8", env=environ)
    if done.returncode:
        raise RuntimeError(f"tradewatch {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def commands() -> list[str]:
    """The names of all commands, in the order of help."""
    lines = run("--help").split("Commands:\n")[1].splitlines()
    return [line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ") and line.strip()][: _count(lines)]


def _count(lines: Sequence[str]) -> int:
    return next((at for at, line in enumerate(lines) if not line.strip()), len(lines))


def reference() -> str:
    """Every command's help."""
    parts = [f"```\n$ tradewatch --help\n{run('--help')}```\n"]
    parts += [f"### {name}\n\n```\n{run(name, '--help')}```\n" for name in commands()]
    return "\n" + "\n".join(parts)


def excerpt(*arguments: str) -> str:
    """Real output of a command over the samples, fenced."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "demo.db"
        run("ingest", str(SAMPLES), db=db)
        return f"```\n$ tradewatch {' '.join(arguments)}\n{run(*arguments, db=db)}```\n"
