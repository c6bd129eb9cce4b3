"""Fetching over http and https, for hostile servers: every hop checked, a deadline for all of it, a cap on what it unfolds to.

A name is resolved here, all its addresses are vetted, and the connection goes to a vetted address, so that a name cannot point elsewhere
between the check and the connection. Proxies and other settings of the environment are not used.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from tradewatch import __version__
from tradewatch.errors import NotNowError, SourceUnavailableError
from tradewatch.model import Article

from .blob import of_bytes, printable
from .days import read_day
from .options import ReadOptions, SetAside

if TYPE_CHECKING:
    import httpx

_READ_SECONDS = 20.0  # silence after which a server is given up
_ROBOTS_BYTES = 512_000
_PIECE = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({408, 425, 429})
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/pdf,*/*;q=0.5"
_AGENT = "tradewatch"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `address` is the one asked for, `url` where redirects led; `etag` and `last_modified` are for the next request.

    With `unchanged` the server said so (304), and `body` is empty.
    """

    address: str
    url: str
    body: bytes
    media_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    url: str
    headers: Any
    body: bytes


def fetch(url: str, options: ReadOptions, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
    """Get an address, with the validators of the last time where they are given. Asks robots.txt first.

    Raises SourceUnavailableError: an error status, refused by robots.txt or for safety, too large; NotNowError where it may well answer
    another time. The message is a clause without the address.
    """
    fields = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    conditions = {name: value for name, value in fields.items() if value}
    return asyncio.run(_within(url, conditions, options))


def read_fetched(found: Fetched, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The articles of an answer, by its media type; nothing where it is unchanged."""
    from .registry import apart, read_blob

    if found.unchanged:
        return
    parts = urlsplit(found.url)
    name = parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or "page"
    blob = of_bytes(found.body, name, media_type=found.media_type, modified=read_day(found.last_modified), url=found.url)
    # the ending of an address says little (.php, .1234); what the server says of it and the bytes decide
    known = blob.ending if found.media_type in (None, "application/octet-stream", "text/plain") else ""
    blob = replace(blob, path=printable(found.address), ending=known, charset=found.charset, fetched=True)
    yield from apart(read_blob(blob, options))


async def _within(url: str, conditions: dict[str, str], options: ReadOptions) -> Fetched:
    import httpx

    seconds = options.limits.seconds
    contact = options.contact or "+https://pypi.org/project/tradewatch/"
    headers = {"User-Agent": f"{_AGENT}/{__version__} ({contact})", "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
    try:
        async with asyncio.timeout(seconds):
            async with httpx.AsyncClient(
                headers=headers, timeout=min(_READ_SECONDS, seconds), trust_env=False, follow_redirects=False, max_redirects=0
            ) as client:
                return await _allowed(client, url, conditions, options)
    except TimeoutError:
        raise NotNowError(f"no whole answer within {seconds:g} seconds; try again later") from None
    except httpx.TimeoutException:
        raise NotNowError(f"the server was silent for {min(_READ_SECONDS, seconds):g} seconds; try again later") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
        why = " ".join(str(error).split())[:120].lower() or type(error).__name__
        raise NotNowError(f"the server cannot be reached ({why}); check the address and the network") from error


async def _allowed(client: httpx.AsyncClient, url: str, conditions: dict[str, str], options: ReadOptions) -> Fetched:
    """Get an address, each hop of it allowed by its server's robots.txt."""
    rules: dict[str, Any] = {}
    at = url
    for _ in range(options.limits.redirects + 1):
        await _ask_robots(client, at, rules, options)
        answer = await _get(client, at, conditions, options.limits.document, options)
        if answer.status in _REDIRECTS and (target := answer.headers.get("location")):
            at = urljoin(at, target)
            continue
        return _fetched(url, answer)
    raise SourceUnavailableError(f"it redirects more than {options.limits.redirects} times; check the address")


def _fetched(url: str, answer: _Answer) -> Fetched:
    etag, last_modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    if answer.status == 304:
        return Fetched(url, answer.url, b"", etag=etag, last_modified=last_modified, unchanged=True)
    if not 200 <= answer.status < 300:
        error = NotNowError if answer.status >= 500 or answer.status in _BUSY else SourceUnavailableError
        raise error(f"the server answered {answer.status}; check the address, or try again later")
    kind, _, rest = (answer.headers.get("content-type") or "").partition(";")
    charset = rest.lower().partition("charset=")[2].partition(";")[0].strip("\"' ")[:40]
    return Fetched(url, answer.url, answer.body, kind.strip().lower() or None, charset or None, etag, last_modified)


async def _ask_robots(client: httpx.AsyncClient, url: str, rules: dict[str, Any], options: ReadOptions) -> None:
    """Raise SourceUnavailableError where the server's robots.txt does not let us in (RFC 9309: no file, no rule; an error, no entry)."""
    from protego import Protego

    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}"
    if host not in rules:
        at = f"{host}/robots.txt"
        for _ in range(options.limits.redirects + 1):
            answer = await _get(client, at, {}, _ROBOTS_BYTES, options, cut=True)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                break
            at = urljoin(at, target)
        if answer.status >= 500:
            raise NotNowError(f"the server answered {answer.status} for its robots.txt; try again later")
        rules[host] = Protego.parse(answer.body.decode("utf-8", "replace") if 200 <= answer.status < 300 else "")
    if not rules[host].can_fetch(url, _AGENT):
        raise SourceUnavailableError("the server's robots.txt does not allow it; ask its owner, or save the page yourself")


async def _get(
    client: httpx.AsyncClient, url: str, headers: dict[str, str], limit: int, options: ReadOptions, *, cut: bool = False
) -> _Answer:
    """One request to a vetted address. Raises SourceUnavailableError beyond `limit` decoded bytes, or cuts there."""
    import httpx

    try:
        asked = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError):
        raise SourceUnavailableError("it is no address that can be fetched; check it") from None
    if asked.scheme not in ("http", "https"):
        raise SourceUnavailableError(f"it leads to a {asked.scheme or 'relative'} address; only http and https are fetched")
    if not asked.host:
        raise SourceUnavailableError("it is no address that can be fetched; check it")
    if asked.userinfo:
        raise SourceUnavailableError("it leads to an address with a password in it, which is not fetched")
    address = await _vetted(asked.host, asked.port or (443 if asked.scheme == "https" else 80), options)
    request = client.build_request(
        "GET",
        asked.copy_with(host=address),
        headers={**headers, "Host": asked.netloc.decode("ascii")},
        extensions={"sni_hostname": asked.host},
    )
    response = await client.send(request, stream=True)
    try:
        if response.status_code in _REDIRECTS or response.status_code == 304:
            return _Answer(response.status_code, str(asked), response.headers, b"")
        body = await _body(response, limit, cut)
    finally:
        await response.aclose()
    return _Answer(response.status_code, str(asked), response.headers, body)


async def _body(response: httpx.Response, limit: int, cut: bool) -> bytes:
    """The decoded body, unfolded piece by piece, so that a bomb is noticed when it reaches the limit."""
    encoding = (response.headers.get("content-encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise SourceUnavailableError(f"the server sent the encoding '{encoding[:20]}', which was not asked for")
    unfold = None if encoding == "identity" else _Unfold(encoding)
    body = bytearray()
    async for raw in response.aiter_raw(_PIECE):
        body += unfold(raw, limit + 1 - len(body)) if unfold else raw
        if len(body) > limit:
            if cut:
                return bytes(body[:limit])
            raise SourceUnavailableError(f"its answer is larger than {limit // 1_000_000} MB; it is not read")
    if unfold and not unfold.is_whole:
        raise NotNowError("its answer ends early; try again later")
    return bytes(body)


class _Unfold:
    """gzip or deflate, at most so many bytes at a time."""

    def __init__(self, encoding: str) -> None:
        self._raw = encoding == "deflate"
        self._engine = zlib.decompressobj(zlib.MAX_WBITS if self._raw else zlib.MAX_WBITS | 16)

    @property
    def is_whole(self) -> bool:
        """Whether the end was met."""
        return self._engine.eof

    def __call__(self, data: bytes, most: int) -> bytes:
        try:
            return self._engine.decompress(data, max(1, most))
        except zlib.error:
            if not self._raw:
                raise NotNowError("its answer is damaged; try again later") from None
        # "deflate" is sent with and without zlib's header
        self._raw, self._engine = False, zlib.decompressobj(-zlib.MAX_WBITS)
        return self(data, most)


async def _vetted(host: str, port: int, options: ReadOptions) -> str:
    """An address of the host. Raises SourceUnavailableError where one of its addresses is not public, unless these are allowed."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, OverflowError):
        raise NotNowError(f"the name '{host[:80]}' is not known; check the address and the network") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise SourceUnavailableError(f"the name '{host[:80]}' has no address; check it")
    if not options.private:
        for address in addresses:
            if not is_public(address):
                allow = "for a server of your own allow it with --private, or private = true in its source"
                raise SourceUnavailableError(f"'{host[:80]}' is a private address ({address}); {allow}")
    return next((address for address in addresses if ":" not in address), addresses[0])


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; also for IPv4 wrapped in IPv6."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is not None:
        return is_public(str(inner))
    if isinstance(found, ipaddress.IPv6Address) and found in ipaddress.ip_network("64:ff9b::/96"):
        return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast
