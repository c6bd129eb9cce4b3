"""Claims of many articles -> events and measures, and what can be asked of them. Pure: no SQL, no files, no clock.

`resolve` is the whole way; `block_of` tells which claims must be resolved together.
"""

from tradewatch.resolution.blocks import block_of
from tradewatch.resolution.resolve import Resolution, resolve

__all__ = ["Resolution", "block_of", "resolve"]
