"""Exit codes and the errors that carry them.

Every error a user can meet is a `TradewatchError`: one line, lower case, no full stop, that names the place, the fact and the
next step. The command line turns it into `tradewatch: error: …` and its exit code; anything else is a bug and exits 1.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says when it ends; the numbers follow sysexits.h where it has one."""

    OK = 0
    BUG = 1
    USAGE = 2
    PARTIAL = 3
    DATA = 65
    NO_INPUT = 66
    UNAVAILABLE = 69
    IO = 74
    BUSY = 75
    CONFIG = 78


class TradewatchError(Exception):
    """Base of all errors that a user can mend; `exit_code` is what the process returns."""

    exit_code: ExitCode = ExitCode.DATA


class UsageError(TradewatchError):
    """A flag, a value or a name that cannot be understood."""

    exit_code = ExitCode.USAGE


class InputError(TradewatchError):
    """An input that holds nothing usable: empty, binary, damaged, in another language."""

    exit_code = ExitCode.DATA


class MissingInputError(TradewatchError):
    """An input that is not there or cannot be opened."""

    exit_code = ExitCode.NO_INPUT


class SourceUnavailableError(TradewatchError):
    """A source on the network that did not answer, or was refused for safety."""

    exit_code = ExitCode.UNAVAILABLE


class NotNowError(SourceUnavailableError):
    """A source that may well answer another time: silent, overloaded, broken off."""


class StorageError(TradewatchError):
    """Disk full, read-only, or another input/output failure while writing."""

    exit_code = ExitCode.IO


class DatabaseDamagedError(TradewatchError):
    """The file is no tradewatch database, or its pages are damaged."""

    exit_code = ExitCode.DATA


class BusyError(TradewatchError):
    """Another run holds the lock, or the database stayed busy: safe to try again."""

    exit_code = ExitCode.BUSY


class ConfigError(TradewatchError):
    """A mistake in the configuration or in data/, or a database made by a newer version."""

    exit_code = ExitCode.CONFIG
