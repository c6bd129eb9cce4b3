"""Bytes to articles: files, folders, records, pages, feeds, mail, archives, the network. What cannot be used is set aside by name."""

from .copies import fingerprint
from .options import Limits, ReadOptions, SetAside, set_aside
from .registry import read

__all__ = ["Limits", "ReadOptions", "SetAside", "fingerprint", "read", "set_aside"]
