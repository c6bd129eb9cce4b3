"""The database: the only room with SQL. Open it with `open_database`; write with `write`, `derived` and `records`; ask with `query`."""

from tradewatch.store.schema import Store, open_database

__all__ = ["Store", "open_database"]
