"""tradewatch: dated trade-policy events from news text, each value with the words it came from."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("tradewatch")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
