"""SLE4428 and SLE5528: 1024 bytes of memory behind a 2-byte code (PSC) with 8 tries.

The last three bytes are the error counter and the PSC, never part of the image: 1021 is the
counter, a bit for each try, 1022 and 1023 the PSC, which reads as zero until it was presented.
Source: notes/cards.md 2.1 (commands, counter, places; the transport code FF FF is not confirmed by
a source) and 2.4 (header).
"""

from __future__ import annotations

from app.cards.chips.atrs import SLE4428_HEADER
from app.cards.chips.sle import SleChip

SIZE = 1021
SECRET_LENGTH = 2


class Sle4428(SleChip):
    """One SLE4428 for one session; see :class:`~app.cards.chips.contract.Chip`.

    Its image takes four APDUs: 989 bytes.
    """

    name = "sle4428"
    label = "SLE4428"
    header = SLE4428_HEADER
    end = SIZE
    full_tries = 8
    transport_secret = b"\xff" * SECRET_LENGTH
