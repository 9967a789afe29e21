"""Our record in zone 1 of ``at88-water4``: which writes the table comes from, and that it does.

A record counts when CRC-32 and MAC hold over itself, its mark and what it seals of the table. The
MAC key is derived from the card's serial.
"""

from __future__ import annotations

import hmac
import zlib
from typing import Any

import msgspec

from app.cards.profiles.at88_water4_identity import Identity
from app.cards.profiles.at88_water4_layout import (
    ALL_PLACES,
    CRC_SIZE,
    FORM_BITS,
    FORM_CODES,
    MAC_SIZE,
    OLDER,
    PLACES,
    RECORD,
    RECORD_AT,
    RECORD_TAG,
    WRITE,
)
from app.cards.profiles.at88_water4_table import check_holds, sealed_part, table_of
from app.domain.cards import CardContents, CardForm
from app.domain.identity import NO_MARK, EventId

_SEAL_AT = next(offset for offset, field in RECORD if field.name == "crc")


class PlaceWrite(msgspec.Struct, frozen=True):
    """The write that changed a place last."""

    sequence: int = 0
    mark: EventId = NO_MARK


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What the record says."""

    last: PlaceWrite
    changed: int
    """Bit of each place that the last write changed."""
    unloaded: int
    """Unloaded bits as it left them."""
    forms: tuple[CardForm | None, ...]
    """By place; None where there is no meter."""
    older: tuple[PlaceWrite, ...]
    """For each other place, ascending."""

    def by_place(self) -> tuple[PlaceWrite, ...]:
        """The write behind each place."""
        others = iter(self.older)
        return tuple(self.last if self.changed >> at & 1 else next(others) for at in range(PLACES))

    def packed(self, identity: Identity, sealed: bytes) -> bytes:
        """The record over ``sealed`` of the table. Raises ContentsUnfit."""
        older = (*self.older, *[PlaceWrite()] * OLDER)[:OLDER]
        unsealed = RECORD.pack(
            {
                "sequence": self.last.sequence,
                "written": self.changed << PLACES | self.unloaded,
                "forms": _packed_forms(self.forms),
                "older": b"".join(WRITE.pack(_values(one)) for one in older),
                "crc": bytes(CRC_SIZE),
                "mac": bytes(MAC_SIZE),
                "mark": self.last.mark,
            }
        )
        return _sealed(unsealed, sealed, identity)


def written_on(zone: bytes, table_zone: bytes, identity: Identity) -> Written | None:
    """The record in zone 1 over the table in zone 2; None unless all of both holds."""
    data = zone[RECORD_AT : RECORD_AT + RECORD.size]
    if not hmac.compare_digest(_sealed(data, sealed_part(table_zone), identity), data):
        return None
    values = RECORD.unpack(data)
    unloaded = values["written"] & ALL_PLACES
    set_again = table_of(table_zone).unloaded & ~unloaded
    if set_again or not check_holds(table_zone, unloaded):
        return None
    older = values["older"]
    return Written(
        last=PlaceWrite(values["sequence"], values["mark"]),
        changed=values["written"] >> PLACES,
        unloaded=unloaded,
        forms=_forms(values["forms"]),
        older=tuple(
            PlaceWrite(**WRITE.unpack(older[at : at + WRITE.size]))
            for at in range(0, len(older), WRITE.size)
        ),
    )


def next_written(contents: tuple[CardContents, ...], before: Written | None) -> Written:
    """What the record will say: the new write, and for the other places what it said."""
    new = {one.place: one for one in contents}
    was = before.by_place() if before else (PlaceWrite(),) * PLACES
    forms = before.forms if before else (None,) * PLACES
    return Written(
        last=PlaceWrite(contents[0].sequence, contents[0].mark),
        changed=sum(1 << place - 1 for place in new),
        unloaded=0,
        forms=tuple(
            new[place].form if place in new else form for place, form in enumerate(forms, start=1)
        ),
        older=tuple(one for place, one in enumerate(was, start=1) if place not in new),
    )


def _sealed(record: bytes, table: bytes, identity: Identity) -> bytes:
    """The record with the seal that it should have."""
    body, mark = record[:_SEAL_AT], record[_SEAL_AT + CRC_SIZE + MAC_SIZE :]
    covered = body + mark + table
    crc = zlib.crc32(covered).to_bytes(CRC_SIZE)
    return body + crc + identity.mac(RECORD_TAG, covered, MAC_SIZE) + mark


def _packed_forms(forms: tuple[CardForm | None, ...]) -> int:
    codes = (0 if form is None else FORM_CODES[form] for form in forms)
    return sum(code << FORM_BITS * at for at, code in enumerate(codes))


def _forms(packed: int) -> tuple[CardForm | None, ...]:
    by_code = {code: form for form, code in FORM_CODES.items()}
    mask = (1 << FORM_BITS) - 1
    return tuple(by_code.get(packed >> FORM_BITS * at & mask) for at in range(PLACES))


def _values(write: PlaceWrite) -> dict[str, Any]:
    return {"sequence": write.sequence, "mark": write.mark}
