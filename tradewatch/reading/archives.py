"""Archives: zip, tar, gzip and its kin. Each member is read like a file of its own, as a stream, within limits.

Nothing is unpacked to disk. What unfolds beyond the limits of size, ratio, number or depth is set aside, and so is what is locked or
damaged; the members before it stand. What all members together unfold to is limited too, however many of them share the same bytes.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

from tradewatch.errors import InputError
from tradewatch.model import Article

from . import sniff
from .blob import Blob, Budget, day_of_time
from .options import Limits, ReadOptions, SetAside

_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError, ValueError)
_OFFICE = {
    "word/": "a Word document",
    "xl/": "an Excel workbook",
    "ppt/": "a presentation",
    "META-INF/container.xml": "an e-book",
    "META-INF/manifest.xml": "an OpenDocument file",
}
_AGAIN = "; what was whole before that is read; get it again"
_BOMB = "it unfolds to more than {} times its size, as a bomb does; it is not read further"
_TOGETHER = 20  # documents of full size that any archive may unfold to
_ENDINGS = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}


class _Guarded(io.RawIOBase):
    """A stream that unfolds from `packed` bytes (None: not known), stopped where it unfolds too far or is damaged.

    `trailing` tells that bytes follow its end which are none of it.
    """

    def __init__(self, stream: Any, packed: int | None, limits: Limits, budget: Budget | None) -> None:
        self._stream, self._limits, self._seen, self._budget = stream, limits, 0, budget
        self.trailing = False
        self._fault: InputError | None = None
        self._most = min(limits.unpacked, max(limits.document, limits.ratio * packed) if packed is not None else limits.unpacked)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._fault is not None:
            raise self._fault
        try:
            part = self._unfold(len(buffer))
            self._seen += len(part)
            if self._budget is not None:
                self._budget.take(len(part))
            if self._seen > self._most or (self._budget is not None and self._budget.is_spent):
                raise InputError(_BOMB.format(self._limits.ratio))
        except InputError as error:
            self._fault = error  # a decompressor that has failed once may go on as if nothing were
            raise
        buffer[: len(part)] = part
        return len(part)

    def _unfold(self, size: int) -> bytes:
        """At most `size` bytes, as many as the decompressor has at once. Raises InputError where it is damaged or ends early."""
        try:
            return b"" if self.trailing else bytes(self._stream.read1(size))
        except InputError:
            raise
        except gzip.BadGzipFile as error:
            if "Not a gzipped file" in str(error):  # the members before it were whole, as their checksums say
                self.trailing = True
                return b""
            raise InputError(f"it is damaged ({_why(error)}){_AGAIN}") from error
        except _DAMAGE as error:
            early = isinstance(error, EOFError)
            fact = "it ends before its end, as a broken download does" if early else f"it is damaged ({_why(error)})"
            raise InputError(f"{fact}{_AGAIN}") from error


def read_zip(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The articles of a zip's members. Raises InputError where it is none or is nested too deep."""
    blob = _budgeted(blob, options)
    limits = options.limits
    # its table stands at the end, so it must be seekable: a file as it lies, anything else in memory
    stream: BinaryIO = blob.open() if blob.start is None else io.BytesIO(blob.content(limits.document * 4))
    with stream:
        try:
            archive = zipfile.ZipFile(stream)
            members = archive.infolist()
        except _DAMAGE as error:
            raise InputError(f"it is a damaged zip ({_why(error)}); get it again") from error
        names = [member.filename for member in members[:1000]]
        office = next((kind for mark, kind in _OFFICE.items() if any(name.startswith(mark) for name in names)), None)
        if office:
            raise InputError(f"it is {office}; save it as text, HTML or PDF")
        for member in members[: limits.members]:
            if member.is_dir() or _is_hidden(member.filename):
                continue
            if member.flag_bits & 1:
                yield blob.aside("it is locked with a password; unpack it first", member.filename)
                continue
            yield from _zipped(archive, member, blob, options)
            if _is_spent(blob):
                return
        if len(members) > limits.members:
            yield blob.aside(f"it has more than {limits.members:,} members, the first of which were read; split it")


def _zipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo, blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    try:
        with archive.open(member) as stream:
            guarded = _Guarded(stream, member.compress_size, options.limits, blob.budget)
            yield from _member(member.filename, guarded, _zip_day(member), blob, options)
    except (*_DAMAGE, RuntimeError) as error:
        yield blob.aside(f"it is damaged ({_why(error)}); get the archive again", member.filename)


def read_tar(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The articles of a tar's regular files; links and devices in it are passed over."""
    blob = _budgeted(blob, options)
    count, last = 0, b""

    class Header(tarfile.TarInfo):
        """Keeps the last header block that was read: the tar's end mark, where it is whole."""

        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Header:
            nonlocal last
            last = bytes(buf)
            return super().frombuf(buf, encoding, errors)

    with blob.open() as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|", tarinfo=Header) as archive:
                for member in archive:
                    if not member.isreg() or _is_hidden(member.name):
                        continue
                    count += 1
                    if count > options.limits.members:
                        yield blob.aside(f"it has more than {options.limits.members:,} members, the first of which were read; split it")
                        return
                    content = archive.extractfile(member)
                    if content is not None:
                        day = day_of_time(member.mtime)
                        if day and blob.modified and day > blob.modified:
                            day = blob.modified
                        guarded = _Guarded(content, None, options.limits, blob.budget)
                        yield from _member(member.name, guarded, day, blob, options)
                        if _is_spent(blob):
                            return
            if last != bytes(tarfile.BLOCKSIZE):
                yield blob.aside(f"it ends before its end, as a broken download does{_AGAIN}")
        except InputError as error:
            yield blob.aside(str(error))
        except _DAMAGE as error:
            yield blob.aside(f"it is a damaged tar ({_why(error)}){_AGAIN}")


def read_packed(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """What one gzip, bzip2 or xz file unfolds to, read like a file of that name without its ending."""
    blob = _budgeted(blob, options)
    with blob.open() as stream:
        head = blob.head()
        opened = _unpacker(head, stream)
        guarded = _Guarded(opened, blob.size, options.limits, blob.budget)
        name = f"{blob.doc}{_ENDINGS.get(blob.ending, '')}"
        yield from _member(name, guarded, blob.modified, blob, options, member=blob.member)
        if guarded.trailing:
            yield blob.aside("bytes follow its end that are none of it and were not read; get it again")


def _unpacker(head: bytes, stream: BinaryIO) -> Any:
    if sniff.is_gzip(head):
        return gzip.GzipFile(fileobj=stream)
    return bz2.BZ2File(stream) if sniff.is_bzip2(head) else lzma.LZMAFile(stream)


def _member(
    name: str, stream: io.RawIOBase, day: date | None, blob: Blob, options: ReadOptions, **changes: Any
) -> Iterator[Article | SetAside]:
    """Read one member; what is wrong with it is its own fault alone."""
    from .registry import read_blob

    try:
        inner = blob.inner(name, stream, modified=day or blob.modified, **changes)
    except InputError as error:
        yield blob.aside(str(error), None if "member" in changes else name if len(name) <= 200 else f"{name[:200]}…")
        return
    yield from read_blob(inner, options)


def _budgeted(blob: Blob, options: ReadOptions) -> Blob:
    """The blob with the budget of the outermost archive. Raises InputError where it is nested too deep."""
    limits = options.limits
    if blob.depth >= limits.depth:
        raise InputError(f"it is an archive in {blob.depth} archives; unpack it first")
    if blob.budget is not None:
        return blob
    most = max(_TOGETHER * limits.document, limits.ratio * blob.size) if blob.size is not None else limits.unpacked
    return replace(blob, budget=Budget(min(limits.unpacked, most)))


def _is_spent(blob: Blob) -> bool:
    return blob.budget is not None and blob.budget.is_spent


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _zip_day(member: zipfile.ZipInfo) -> date | None:
    year, month, day = member.date_time[:3]
    try:
        return date(year, month, day) if year > 1980 else None  # 1980 is what a zip without times says
    except ValueError:
        return None


def _why(error: BaseException) -> str:
    return " ".join(str(error).split())[:100].lower() or type(error).__name__
