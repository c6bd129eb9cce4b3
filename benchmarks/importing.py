"""How long the program takes to start: `python benchmarks/importing.py [--rounds 7] [--check]`.

Each command runs in a process of its own, as a person or cron starts it, on a small database made from the samples; the quickest round
counts. Below each stand the libraries that it imports at the greatest cost, as `python -X importtime` tells them. With --check the exit
code is 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
BAR = 0.4
COMMANDS = ("--help", "--version", "timeline", "timeline --country China --json", "country China", "countries", "extract ARTICLE")
_LINE = re.compile(r"import time:\s{1,20}(\d{1,12}) \|\s{1,20}(\d{1,12}) \| (\s{0,200})(\S{1,200})")


def run(arguments: list[str], environ: dict[str, str], *options: str) -> tuple[float, str]:
    """Seconds from start to end, and standard error. Ends the run where the command fails."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, *options, "-m", "tradewatch", *arguments], env=environ, capture_output=True, text=True)
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"benchmarks/importing.py: tradewatch {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-500:]}")
    return took, done.stderr


def costs(report: str) -> list[tuple[str, float]]:
    """Milliseconds of each library's imports, the dearest first; a package's modules are counted where they stand alone."""
    spent: dict[str, int] = {}
    for own, _, _, name in _LINE.findall(report):
        library = name.partition(".")[0]
        spent[library] = spent.get(library, 0) + int(own)
    return sorted(((name, micro / 1000) for name, micro in spent.items()), key=lambda pair: -pair[1])


def main() -> None:
    """Make the database, start the commands, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="the quickest of so many rounds counts")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    asked = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRADEWATCH_")}
        environ = {**kept, "TRADEWATCH_DB": str(Path(folder) / "small.db"), "TRADEWATCH_TODAY": "2025-11-15", "PYTHONIOENCODING": "utf-8"}
        run(["ingest", str(HOME / "data" / "samples")], environ)
        article = str(next((HOME / "data" / "samples").glob("*.txt")))
        for command in COMMANDS:
            arguments = [article if word == "ARTICLE" else word for word in command.split()]
            took = min(run(arguments, environ)[0] for _ in range(max(1, asked.rounds)))
            # extraction loads its words and weights, which have no bar of their own
            held = command.startswith(("--", "timeline"))
            over = held and took > BAR
            missed = missed or over
            print(f"tradewatch {command}: {took:.2f} s" + (f" (at most {BAR:g}{', MISSED' if over else ''})" if held else ""))
            dear = costs(run(arguments, environ, "-X", "importtime")[1])[:6]
            print("  " + ", ".join(f"{name} {ms:.0f} ms" for name, ms in dear))
    if asked.check and missed:
        sys.exit(1)


if __name__ == "__main__":
    main()
