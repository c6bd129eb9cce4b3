"""A run in a process of its own, so that it can be killed: `driver.py DATABASE FOLDER WORKERS [crash=N] [pause=SECONDS] [limit=BYTES]`.

`crash` ends the process at the N-th step of the run as a kill would, without any tidying up; `pause` slows each step down; `limit` is the
size no file may exceed. Prints the number of steps, exits with the run's code.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from batch.standin import Options

from tradewatch.batch.effort import Effort
from tradewatch.batch.importer import ingest
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.work import Way
from tradewatch.errors import TradewatchError

WAY = Way("batch.standin:read", "batch.standin:load", "batch.standin:extract", "batch.standin:fingerprint")


def main(database: str, folder: str, workers: str, *more: str) -> int:
    given = dict(option.split("=") for option in more)
    crash, pause = int(given.get("crash", 0)), float(given.get("pause", 0))
    if "limit" in given:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(given["limit"]), int(given["limit"])))
    steps = 0

    def step(name: str) -> None:
        nonlocal steps
        steps += 1
        if steps == crash:
            os._exit(99)
        if pause:
            time.sleep(pause)

    try:
        summary = ingest(database, [folder], Options(), way=WAY, effort=Effort(workers=int(workers)), log=RunLog(sys.stderr), step=step)
    except TradewatchError as error:
        print(f"tradewatch: error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(steps)
    return int(summary.exit_code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
