"""When a run resolves: now and then on the way, so that a long one shows what it found, and once at its end."""

from __future__ import annotations

import time
from collections.abc import Callable

from tradewatch.batch.settle import settle
from tradewatch.batch.summary import Summary
from tradewatch.model import Correction
from tradewatch.store import Store, records

_SHARE = 10  # resolution on the way may take one part in this many of a long run …
_PAUSE = 5.0  # … and happens no sooner than after so many seconds

Step = Callable[[str], None]


class Pace:
    """The resolving of one run, whatever the number of its sources. A run that is killed leaves what is due to the next."""

    def __init__(self, store: Store, summary: Summary, step: Step = lambda name: None) -> None:
        self._store, self._summary, self._step = store, summary, step
        self._corrections: list[Correction] | None = None
        self._settled, self._cost = time.monotonic(), 0.0

    def settle_when_due(self) -> None:
        """Resolve what is due, as often as its cost allows."""
        if time.monotonic() - self._settled >= max(_PAUSE, self._cost * _SHARE):
            self.finish()

    def finish(self) -> None:
        """Resolve what is due now."""
        began = time.monotonic()
        if self._corrections is None:
            self._corrections = records.corrections(self._store)
        self._step("resolving")
        difference = settle(self._store, self._corrections)
        self._summary.events = self._summary.events.then(difference)
        self._settled = time.monotonic()
        self._cost = self._settled - began
