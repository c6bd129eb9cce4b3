"""A file is the old one or the new one, and never half."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from tradewatch.batch.finish import write_summary
from tradewatch.errors import StorageError
from tradewatch.views.output import replacing


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "out.txt"
    path.write_text("old")
    return path


def test_the_new_file_takes_the_place_of_the_old(old: Path) -> None:
    with replacing(old) as out:
        out.write("new")
    assert old.read_text() == "new" and list(old.parent.iterdir()) == [old]


def test_a_failure_while_writing_leaves_the_old_file(old: Path) -> None:
    with pytest.raises(ZeroDivisionError), replacing(old) as out:
        out.write("half")
        out.write(str(1 / 0))
    assert old.read_text() == "old" and list(old.parent.iterdir()) == [old]


def test_a_full_disk_leaves_the_old_file_and_is_an_error_of_one_line(old: Path) -> None:
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom tradewatch.errors import StorageError\n"
        "from tradewatch.views.output import replacing\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    with replacing(Path(sys.argv[1])) as out:\n        out.write('x' * 100000)\n"
        "except StorageError as error:\n    print(error)\n    sys.exit(int(error.exit_code))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(old)], capture_output=True, text=True)
    assert done.returncode == 74 and "untouched" in done.stdout and done.stderr == ""
    assert old.read_text() == "old" and list(old.parent.iterdir()) == [old]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)


def test_a_kill_in_the_middle_leaves_the_old_file(old: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom tradewatch.views.output import replacing\n"
        "with replacing(Path(sys.argv[1])) as out:\n    out.write('half'); out.flush()\n    print('half', flush=True)\n    time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(old)], stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "half\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert old.read_text() == "old"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"the folder .*none is missing"), replacing(tmp_path / "none" / "out.txt"):
        pass


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="cannot write there"), replacing(tmp_path / "out.txt"):
        pass


def test_permissions_of_the_old_file_stay(old: Path) -> None:
    old.chmod(0o640)
    with replacing(old) as out:
        out.write("new")
    assert old.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_and_what_it_leads_to_is_replaced(old: Path) -> None:
    link = old.with_name("link")
    link.symlink_to(old.name)
    with replacing(link) as out:
        out.write("new")
    assert link.is_symlink()
    assert old.read_text() == "new"


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    with replacing(pipe) as out:
        out.write("new")
    reader.join(10)
    assert got == ["new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_that_is_full_stays_a_device(tmp_path: Path) -> None:
    device = tmp_path / "full"  # one of its own, never the machine's
    try:
        os.mknod(device, stat.S_IFCHR | 0o600, os.makedev(1, 7))
        os.close(os.open(device, os.O_WRONLY))
    except OSError:
        pytest.skip("no device can be made or opened here")
    with pytest.raises(StorageError, match="no space left"), replacing(device) as out:
        out.write("new")
    assert stat.S_ISCHR(device.stat().st_mode)
    with pytest.raises(StorageError, match="No space left"):
        write_summary(device, {"new": 1})
    assert stat.S_ISCHR(device.stat().st_mode)
