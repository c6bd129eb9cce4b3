"""Fingerprints by which near copies are known: one agency story in several papers, with another header and a cut last paragraph.

A 64-bit simhash (Charikar 2002) over the words' three-word shingles, each counted once: similar texts differ in few bits.
"""

from __future__ import annotations

import re
from hashlib import blake2b

_WORD = re.compile(r"[^\W_]{1,30}")
_SHINGLE = 3
_FEWEST = 40  # words; what is shorter is too little to call a copy
_MOST = 20_000  # words that are looked at


def fingerprint(text: str) -> int | None:
    """The 64-bit pattern of a text, None for one too short to have copies. Case, signs and spacing don't count."""
    words = [match[0].lower() for match, _ in zip(_WORD.finditer(text), range(_MOST), strict=False)]
    if len(words) < _FEWEST:
        return None
    import numpy

    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    hashes = b"".join(blake2b(shingle.encode("utf-8", "replace"), digest_size=8).digest() for shingle in shingles)
    bits = numpy.unpackbits(numpy.frombuffer(hashes, numpy.uint8).reshape(-1, 8), axis=1)
    majority = bits.sum(axis=0, dtype=numpy.int64) * 2 > len(shingles)
    return int.from_bytes(numpy.packbits(majority).tobytes(), "big")
