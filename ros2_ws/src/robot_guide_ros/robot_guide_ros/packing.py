"""Long JSON made short for the network, and unpacked within bounds.

A hall is 1.3 MB of JSON, a thousand frames for each node that reads it. Packed it is bzip2 in base64, which a message's
string can carry and `base64 -d | bunzip2` reads: less than a third. zlib would leave two fifths.
"""

from __future__ import annotations

import base64
import bz2

LARGEST = 16_000_000  # bytes of JSON: twelve times the hall of Putuo
PLAIN = ("{", "[")  # how a document begins that is not packed


def packed(text: str) -> str:
    """A document for the network; one beyond LARGEST is left as it is."""
    data = text.encode()
    return text if len(data) > LARGEST else base64.b64encode(bz2.compress(data)).decode()


def unpacked(text: str) -> str:
    """What `packed` was given; plain JSON comes out as it went in.

    Raises ValueError: it is neither, is cut short, or would be larger than LARGEST.
    """
    if text.lstrip().startswith(PLAIN):
        return text
    unpacker = bz2.BZ2Decompressor()
    try:
        data = unpacker.decompress(base64.b64decode(text, validate=True), LARGEST)
    except (ValueError, OSError, EOFError) as error:
        raise ValueError(f"neither JSON nor bzip2 in base64: {error}") from None
    if not unpacker.eof:
        raise ValueError(f"packed JSON is cut short, or larger than {LARGEST} bytes")
    return data.decode()
