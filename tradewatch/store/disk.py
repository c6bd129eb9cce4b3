"""Which kind of disk a file lies on. SQLite's write-ahead log shares memory between processes, which no network file system does: two
hosts that write there, or one that writes while another reads, break a database without a word."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

# as the kernel names them in its table of mounts; those in user space after "fuse.". The shares of virtual machines (9p, vboxsf) are left
# out: there SQLite itself says that it cannot
_NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "smbnetfs", "afs", "afpfs", "ncpfs", "coda", "davfs", "davfs2", "webdav"),
        *("sshfs", "curlftpfs", "ftpfs", "rclone", "s3fs", "goofys", "gcsfuse", "blobfuse", "blobfuse2", "gvfsd-fuse", "juicefs"),
        *("ceph", "cephfs", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2", "moosefs", "orangefs", "pvfs2"),
    }
)


def mounts() -> list[tuple[str, str]]:
    """What is mounted where: (folder, kind of file system), in the order of mounting. Empty where the system does not tell."""
    import psutil

    try:
        return [(part.mountpoint, part.fstype) for part in psutil.disk_partitions(all=True)]
    except (OSError, psutil.Error):
        return []


def network_of(path: Path, table: Iterable[tuple[str, str]]) -> str | None:
    """The kind of network file system that holds `path`, which need not exist; None on a local disk. `table` is what `mounts` gives."""
    real = os.path.realpath(path)
    kind, longest = "", -1
    for folder, name in table:
        inside = real == folder or real.startswith(folder.rstrip("/") + "/")
        # of two mounts at one place, the later covers the earlier
        if inside and len(folder) >= longest:
            kind, longest = name, len(folder)
    return kind if kind.lower().removeprefix("fuse.").removeprefix("fuseblk.") in _NETWORK else None
