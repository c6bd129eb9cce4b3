"""Datasette over the database: wired here, told what to show by `tradewatch.store.site`, never a server of our own."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from typing import Any

from tradewatch.cli.session import Session, say
from tradewatch.errors import StorageError, UsageError
from tradewatch.store.site import metadata

HOST = "127.0.0.1"
_SETTINGS = {
    "default_page_size": 50,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 1000,
    "allow_download": False,
    "default_cache_ttl": 0,
}


def serve_site(session: Session, port: int, browse: bool) -> None:
    """Serve until a signal. Raises UsageError without Datasette or where the port is taken."""
    site = site_of(session)
    with _listening(port) as listener:
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        say(f"tradewatch: serving {address} (read-only, this machine only); stop with Ctrl-C")
        if browse:
            import webbrowser

            webbrowser.open(address)
        import uvicorn

        config = uvicorn.Config(site.app(), host=HOST, log_level="warning", access_log=False, lifespan="on", timeout_graceful_shutdown=3)
        uvicorn.Server(config).run(sockets=[listener])


def site_of(session: Session) -> Any:
    """A Datasette over the session's database, which it opens with mode=ro. Raises UsageError where Datasette is not installed."""
    try:
        from datasette.app import Datasette
    except ImportError:
        raise UsageError("serve needs Datasette; install it with: pip install 'tradewatch[serve]'") from None
    path = session.db.absolute()
    # where the folder cannot be written, SQLite cannot keep the files that a log of changes needs; without a log there is none to keep
    frozen = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    files, immutables = ([], [str(path)]) if frozen else ([str(path)], [])
    return Datasette(files, immutables=immutables, metadata=metadata(path.stem), settings=_SETTINGS, pdb=False)


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError as error:
            why = (error.strerror or "error").lower()
            if isinstance(error, PermissionError):
                raise StorageError(f"port {port}: {why}; choose one above 1023 with --port, or 0 for any free one") from None
            raise UsageError(f"port {port}: {why}; choose another with --port, or 0 for any free one") from None
        yield listener
