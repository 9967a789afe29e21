"""The two copies of an open layout: what stands in them, and the bytes of a new one.

A copy says everything that the counter ever wrote, for all meters of the card, so that a plan for
several of them is seen whole or not at all. The newer valid copy counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.cards.profiles.tapcard_geometry import RESERVED, Geometry, part_name
from app.cards.profiles.tapcard_identity import Identity, SealState
from app.cards.profiles.tapcard_layout import COPY_TAG, HEAD, MARK, MARK_SIZE, SEAL
from app.domain.cards import CardContents
from app.domain.identity import NO_MARK, EventId

_SEQUENCES = 1 << 16


@dataclass(frozen=True)
class Copy:
    """One of the two copies as it stands on the card. Of one not intact only ``start`` is told."""

    start: int
    """Address of its first byte."""
    state: SealState
    key_version: int = 0
    """Under which it is sealed."""
    sequence: int = 0
    """Write sequence of the plan that wrote it."""
    mark: EventId = NO_MARK
    """Mark of that plan."""
    parts: tuple[CardContents, ...] = ()
    """What it says to each meter, by place. There are some exactly when the copy is valid."""


def copies_of(memory: bytes, geometry: Geometry, identity: Identity) -> tuple[Copy, ...]:
    """Copies A and B."""
    return tuple(_copy_at(memory, geometry, start, identity) for start in geometry.copy_starts)


def valid_copies(copies: Sequence[Copy]) -> list[Copy]:
    """Valid copies, the newest first."""
    found = [copy for copy in copies if copy.parts]
    if len(found) > 1 and is_newer(found[1].sequence, than=found[0].sequence):
        found.reverse()
    return found


def is_newer(sequence: int, *, than: int) -> bool:
    """Serial number arithmetic over 16 bits (RFC 1982): 0 comes after 65535."""
    return 0 < (sequence - than) % _SEQUENCES < _SEQUENCES // 2


def packed_copy(
    identity: Identity,
    geometry: Geometry,
    key_version: int,
    plan: CardContents,
    parts: Sequence[CardContents],
) -> bytes:
    """A whole copy. Raises ContentsUnfit.

    ``plan``: contents that this copy is written for; they tell what stands in it once. ``parts``:
    all that stand in it, those included.
    """
    values: dict[str, Any] = _values(plan) | {
        "key_version": key_version,
        "places": sum(1 << part.place - 1 for part in parts),
        RESERVED: bytes(geometry.body.size - HEAD.size - geometry.places * geometry.part.size),
    }
    for place in geometry.all_places:
        values[part_name(place)] = bytes([geometry.erased]) * geometry.part.size
    for part in parts:
        values[part_name(part.place)] = geometry.part.pack(_values(part))
    body, mark = geometry.body.pack(values), MARK.pack(values)
    seal = identity.seal(COPY_TAG, key_version, body + mark)
    return body + seal + mark.ljust(geometry.tail.size, b"\x00")


def _values(contents: CardContents) -> dict[str, Any]:
    values = {name: getattr(contents, name) for name in contents.__struct_fields__}
    return values | {"codes": values}


def _copy_at(memory: bytes, geometry: Geometry, start: int, identity: Identity) -> Copy:
    data = memory[start : start + geometry.copy_size]
    body, tail = data[: geometry.body.size], data[geometry.mark_offset :]
    mark, version = tail[:MARK_SIZE], body[0]
    seal = data[geometry.body.size :][: SEAL.size]
    state = identity.check(COPY_TAG, version, body + mark, seal)
    if state not in (SealState.WHOLE, SealState.UNKNOWN):
        return Copy(start, state)
    try:
        head = HEAD.unpack(body)
        copy = Copy(start, state, version, head["sequence"], EventId.from_bytes(mark))
        if state is SealState.UNKNOWN:
            return copy
        return _with_parts(copy, head, geometry.body.unpack(body), geometry, identity)
    except ValueError:
        # Sealed by us, but with codes that this version does not know: not ours to judge.
        return Copy(start, SealState.OTHERS)


def _with_parts(
    copy: Copy, head: dict[str, Any], body: dict[str, Any], geometry: Geometry, identity: Identity
) -> Copy:
    """The copy with what it says to each meter. Raises ValueError where bytes mean nothing."""
    places = [place for place in geometry.all_places if head["places"] >> place - 1 & 1]
    if not places or head["places"] >> geometry.places:
        raise ValueError(head["places"])
    shared = {name: head[name] for name in ("region", "account", "household_size")}
    own = {"sequence": copy.sequence, "mark": copy.mark}
    parts = []
    for place in places:
        values = geometry.part.unpack(body[part_name(place)])
        values |= values.pop("codes")
        parts.append(CardContents(place=place, utility=identity.utility, **shared | own | values))
    return Copy(copy.start, copy.state, copy.key_version, copy.sequence, copy.mark, tuple(parts))
