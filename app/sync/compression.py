"""zstd with the bounds of a bundle: never more bytes than were said, whatever the data says."""

from __future__ import annotations

import zstandard

from app.domain.text import _
from app.sync.errors import BundleTooLarge, damaged

RAW_LIMIT = 32 << 20
"""Bytes that a section may have when decoded."""
SMALLEST, QUICK = 19, 12
"""Levels of zstd: for what a kiosk sends once; and for what head office makes for each kiosk, where
a megabyte of events takes a twentieth of the time (28 ms for 524) and one hundredth more room."""
_WINDOW = 1 << 26
"""What a decoder may need to remember; above any section."""


def compressed(
    data: bytes,
    dictionary: zstandard.ZstdCompressionDict | None = None,
    *,
    level: int = SMALLEST,
) -> bytes:
    """One zstd frame that says its size, without a checksum: the bundle's digest covers it."""
    compressor = zstandard.ZstdCompressor(
        level=level, dict_data=dictionary, write_checksum=False, write_dict_id=False
    )
    return compressor.compress(data)


def expanded(
    data: bytes, size: int, dictionary: zstandard.ZstdCompressionDict | None = None
) -> bytes:
    """Inverse of :func:`compressed`; ``size``: bytes that must come out.

    Raises BundleDamaged, BundleTooLarge. The frame's own word is checked before it is believed.
    """
    require_within(size)
    try:
        if zstandard.frame_content_size(data) != size:
            raise damaged("a section has not the size that is said")
        decompressor = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_WINDOW)
        made: bytes = decompressor.decompress(data, max_output_size=size, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise damaged(error) from error
    if len(made) != size:
        raise damaged("a section has not the size that is said")
    return made


def require_within(size: int) -> None:
    """Raises BundleTooLarge."""
    if not 0 <= size <= RAW_LIMIT:
        raise BundleTooLarge(_("A section of this bundle is too large."))
