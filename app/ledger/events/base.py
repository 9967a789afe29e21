"""What every event has."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something that happened at one node. Carries every result; nothing is computed again.

    Fields are only ever added, with a default; then ``schema`` grows by one. A stored event
    states the schema it was written with, and a program that knows only an older one refuses
    the ledger rather than read it half.
    """

    schema: ClassVar[int] = 1
