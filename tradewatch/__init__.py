"""tradewatch: dated trade-policy events from news text, each value with the words it came from."""

from __future__ import annotations

__version__: str


def __getattr__(name: str) -> str:
    """`__version__` on demand: looking it up costs a tenth of the time that a command has to start."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tradewatch")
    except PackageNotFoundError:  # a source tree that was never installed
        return "0+unknown"
