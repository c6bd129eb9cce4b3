"""Markup as plain text, without a tree: linear in time, however deep or broken. For what trafilatura gives up on, and for snippets."""

from __future__ import annotations

import re
from typing import Any

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "section", "article", "header", "footer", "aside", "nav", "main", "figure"}
    | {"figcaption", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "form", "title", "option", "button"}
)
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head", "select", "textarea", "nav", "footer"}
)
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "track", "wbr", "area", "base", "col", "embed", "param"})
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 5000


class _Flat:
    """Collects what a reader of the page would see, a line a block."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._unseen = 0
        self._title: list[str] | None = None
        self.title = ""

    def start(self, tag: str, attributes: Any) -> None:
        if tag == "title" and not self.title:
            self._title = []
        if tag == "body":
            self._unseen = 0  # a head that was never closed ends here
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self._parts.append("\n")

    def end(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self.title, self._title = " ".join("".join(self._title).split()), None
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS and tag not in _VOID:
            self._parts.append("\n")

    def data(self, text: str) -> None:
        if self._title is not None:
            self._title.append(text)
        elif not self._unseen:
            self._parts.append(text.replace("\n", " ").replace("\r", " "))

    def comment(self, text: str) -> None:
        """Comments are not seen."""

    def close(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        return "\n".join(line for line in lines if line)


def flat(markup: str) -> tuple[str, str]:
    """The text of HTML, a line a block, and its title. Scripts, styles, navigation and footers are left out."""
    from lxml import etree

    if not markup.strip():
        return "", ""
    target = _Flat()
    try:
        text = etree.fromstring(markup.encode("utf-8", "replace"), etree.HTMLParser(target=target, huge_tree=True, encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError):
        text = target.close()
    return str(text or ""), target.title


def snippet(markup: str) -> str:
    """The text of a piece of HTML, as feeds have it; text without markup comes back as it is."""
    return flat(markup)[0] if "<" in markup or "&" in markup else markup.strip()


def crowded(markup: str) -> int | None:
    """How many attributes a tag has, where that is so many that a parser's tree would take very long; None where no tag has."""
    for part in markup.split("<")[1:]:
        if len(part) < 2 * _MOST_ATTRIBUTES:
            continue
        count = len(_QUOTED.sub("", part).partition(">")[0].split())
        if count > _MOST_ATTRIBUTES:
            return count
    return None
