"""A place's read-back on the open layouts: what its meter wrote, and the bytes of a new one."""

from __future__ import annotations

from collections.abc import Iterable

from app.cards.profiles.tapcard_geometry import RESERVED, Geometry
from app.cards.profiles.tapcard_identity import Identity, SealState, is_erased
from app.cards.profiles.tapcard_layout import READ_BACK_TAG, STATE
from app.domain.cards import ReadBack, ReadBackPhase
from app.domain.identity import EventId


def read_back_of(
    memory: bytes,
    geometry: Geometry,
    identity: Identity,
    load: tuple[int, EventId],
    versions: Iterable[int],
) -> ReadBack:
    """What a meter wrote, seen from its ``load``: place and mark.

    Whole and naming another mark: phase EMPTY, figures as written. Not whole but naming that mark:
    BEGUN without figures. Anything else that is not whole: EMPTY without figures.

    ``versions``: key versions that it may be sealed under, those of the copies that are valid: its
    meter read one of these.
    """
    place, mark = load
    at = geometry.read_back_at(place)
    data = memory[at : at + geometry.read_back_size]
    if is_erased(data, geometry):
        return ReadBack()
    ours = data.startswith(mark.to_bytes())
    torn = ReadBack(phase=ReadBackPhase.BEGUN if ours else ReadBackPhase.EMPTY)
    state, seal = data[: geometry.state.size], data[geometry.state.size :]
    checks = (identity.check(READ_BACK_TAG, version, state, seal) for version in versions)
    if SealState.WHOLE not in checks:
        return torn
    try:
        values = STATE.unpack(state)
    except ValueError:
        return torn
    phase = values.pop("phase")
    del values["mark"]
    return ReadBack(phase=phase if ours else ReadBackPhase.EMPTY, **values)


def packed_read_back(
    identity: Identity,
    geometry: Geometry,
    key_version: int,
    read_back: ReadBack,
    named: tuple[EventId, ReadBackPhase],
) -> bytes:
    """The whole read-back of a place; ``named``: mark and phase. Raises ContentsUnfit."""
    values = {name: getattr(read_back, name) for name in read_back.__struct_fields__}
    mark, phase = named
    filling = bytes(geometry.state.size - STATE.size)
    state = geometry.state.pack(values | {"mark": mark, "phase": phase, RESERVED: filling})
    return state + identity.seal(READ_BACK_TAG, key_version, state)
