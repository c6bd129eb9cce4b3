"""The commented example that `tradewatch init` writes."""

from __future__ import annotations

import os
from pathlib import Path

from tradewatch.errors import StorageError, UsageError

EXAMPLE = """\
# tradewatch.toml: what `tradewatch sync` reads, and whom it tells. Lines that begin with # are examples.
# Relative paths count from this file's folder.

# database = "tradewatch.db"      # --db and TRADEWATCH_DB come first
# workers = 2                     # processes that extract; by default as many as there are processors, at most 8
# contact = "mailto:you@example.org"   # what servers are told of who runs this
# patience = 3                    # a source that fails so often in a row is named, once

# Run at the end of each sync, with TRADEWATCH_EXIT_CODE, TRADEWATCH_NEW and the other counts in its environment.
# on_finish = "curl -fsS -m 10 --retry 5 -o /dev/null https://hc-ping.com/YOUR-UUID/$TRADEWATCH_EXIT_CODE"

# A document that costs more than this is set aside; the others go on.
# [document]
# seconds = 20
# megabytes = 256

# A folder of saved articles: text, HTML, mail, PDF, JSONL, archives. Only what is new or changed is read.
# [[source]]
# name = "clippings"
# kind = "folder"
# path = "clippings"
# publisher = "Example Press"     # where the articles don't say
# thorough = true                 # read files again whose size and time did not change

# A feed; where an entry has only a summary, its page is read.
# [[source]]
# name = "ministry"
# kind = "feed"
# url = "https://example.org/news.rss"

# One file with many articles.
# [[source]]
# name = "export"
# kind = "file"
# path = "export.csv"
# columns = {text = "Body", title = "Headline", published = "Date"}

# What is worth a notice. All conditions of a watch must hold; a list means any of its members.
# [watch.china-rare-earths]
# on = "CN"                       # also: by, country (either side); names or codes
# goods = "rare earths"
# type = ["export_control", "tariff"]
# status = ["announced", "in_force"]
# deadlines = 14                  # also tell of its dates so many days ahead

# Where notices go: any URL that Apprise knows (mail, Slack, Telegram, ntfy and many more).
# [notify]
# urls = ["ntfy://ntfy.sh/my-tradewatch"]
# failures = true                 # tell of runs that failed
"""


def write_example(path: str | Path) -> Path:
    """Write the example to `path`, mode 0600 since notice URLs hold secrets. Raises UsageError where something stands there already."""
    path = Path(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{path}: is there already; edit it, or name another with --config") from None
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; the configuration cannot be written there") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(EXAMPLE)
    return path
