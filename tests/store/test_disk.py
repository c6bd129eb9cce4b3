"""A database is not written on a network file system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store.build import make
from tradewatch.batch.keep import backup
from tradewatch.errors import ConfigError
from tradewatch.store import disk, open_database

TABLE = [
    ("/", "ext4"),
    ("/home", "nfs4"),
    ("/home/me/local", "xfs"),
    ("/mnt/share", "ext4"),
    ("/mnt/share", "cifs"),
    ("/mnt/far", "fuse.sshfs"),
    ("/mnt/disk", "fuseblk"),
    ("/mnt/merged", "fuse.mergerfs"),
]


@pytest.mark.parametrize(
    "path, kind",
    [
        ("/var/t.db", None),
        ("/home/me/t.db", "nfs4"),
        ("/homes/me/t.db", None),
        ("/home/me/local/new/t.db", None),
        ("/home", "nfs4"),
        ("/mnt/share/t.db", "cifs"),
        ("/mnt/far/t.db", "fuse.sshfs"),
        ("/mnt/disk/t.db", None),
        ("/mnt/merged/t.db", None),
    ],
)
def test_the_mount_that_holds_a_path_says_what_it_is(path: str, kind: str | None) -> None:
    assert disk.network_of(Path(path), TABLE) == kind


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    table = [("/", "ext4"), (str(tmp_path.resolve() / "far"), "nfs")]
    assert disk.network_of(tmp_path / "near" / "t.db", table) == "nfs"


def test_the_system_tells_what_is_mounted() -> None:
    assert any(folder == "/" for folder, _ in disk.mounts()) or sys.platform == "win32"


def test_a_database_on_the_network_is_not_made_nor_written_but_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path).close()
    monkeypatch.setattr(disk, "mounts", lambda: [("/", "ext4"), (str(tmp_path.resolve()), "nfs")])
    with pytest.raises(ConfigError, match=r"network file system \(nfs\).*--db"):
        open_database(tmp_path / "t.db")
    with pytest.raises(ConfigError, match="network"):
        open_database(tmp_path / "new.db", create=True)
    assert not (tmp_path / "new.db").exists()
    open_database(tmp_path / "t.db", read_only=True).close()


def test_a_copy_may_be_put_on_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path).close()
    monkeypatch.setattr(disk, "mounts", lambda: [("/", "ext4"), (str(tmp_path.resolve() / "far"), "cifs")])
    copy = backup(tmp_path / "t.db", tmp_path / "far")
    assert [path.name for path in (tmp_path / "far").iterdir()] == [copy.name]
    open_database(copy, read_only=True).close()


def test_an_older_database_on_the_network_is_not_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with make(tmp_path) as store:
        store.execute("PRAGMA user_version = 0")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    monkeypatch.setattr(disk, "mounts", lambda: [("/", "ext4"), (str(tmp_path.resolve()), "nfs")])
    with pytest.raises(ConfigError, match="network"):
        open_database(tmp_path / "t.db", read_only=True)


def test_reading_does_not_ask_for_the_mounts(tmp_path: Path) -> None:
    make(tmp_path).close()
    code = (
        "import sys; from tradewatch.store import open_database; open_database(sys.argv[1], read_only=True); print('psutil' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code, str(tmp_path / "t.db")], capture_output=True, text=True, check=True).stdout
    assert told == "False\n"
