"""Making a function card of an open layout: what it tells, the room emptied, its mark last.

On its way the card is valid for no meter: the seal covers the mark. One that is made again loses
its old validity with the first byte that changes, before the counters of uses are emptied. Its
secret stays that of its identity until the card is blank again; what it tells moves to the newest
key version each time.
"""

from __future__ import annotations

from typing import Any

from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_function_geometry import FunctionGeometry
from app.cards.profiles.tapcard_function_layout import DATA, FUNCTION_TAG, HEAD
from app.cards.profiles.tapcard_geometry import RESERVED
from app.cards.profiles.tapcard_identity import Identity
from app.cards.profiles.tapcard_layout import FUNCTION_MAGIC, MARK
from app.domain.function_cards import FunctionContents, FunctionKind
from app.domain.meter_tariff import MeterTariff
from app.domain.plans import Step, StepKind
from app.domain.text import _


def function_steps(
    memory: bytes,
    identity: Identity,
    geometry: FunctionGeometry,
    version: int,
    contents: FunctionContents,
) -> tuple[Step, ...]:
    """Identity with head and seal, the room, the mark. Raises ContentsUnfit.

    ``memory``: what is on the card; ``version``: key version for everything but the identity.
    """
    _require_fit(contents, identity, geometry)
    filling = bytes(geometry.head.size - HEAD.size)
    values = _values(contents) | {"key_version": version, RESERVED: filling}
    record = DATA.get(contents.function)
    data = b"" if record is None else geometry.filled(record.pack(values))
    head, mark = geometry.head.pack(values), MARK.pack(values)
    seal = identity.seal(FUNCTION_TAG, version, head + data + mark)
    whose = identity.packed(geometry.card, FUNCTION_MAGIC)
    return (
        _written(geometry, geometry.card.identity_at, whose + head + seal),
        *_room_steps(memory, geometry, data),
        _written(geometry, geometry.mark_at, geometry.filled(mark)),
    )


def _require_fit(
    contents: FunctionContents, identity: Identity, geometry: FunctionGeometry
) -> None:
    if contents.utility != identity.utility:
        raise ContentsUnfit("utility", _("the card belongs to another utility"))
    most = geometry.most_uses(contents.function)
    if not 1 <= contents.uses <= most:
        raise ContentsUnfit(
            "uses",
            _("{value} is not between {least} and {most}").format(
                value=contents.uses, least=1, most=most
            ),
        )
    if not 1 <= contents.place <= geometry.card.places:
        raise ContentsUnfit("place", _("the card has {count}").format(count=geometry.card.places))
    needed = {
        FunctionKind.METER_NUMBER: ("meter", contents.meter),
        FunctionKind.TARIFF: ("tariff", contents.tariff),
        FunctionKind.KEY_CHANGE: ("key_version", contents.key_version),
        FunctionKind.TEST_VOLUME: ("credit", contents.credit),
    }
    field, value = needed.get(contents.function, ("", True))
    if not value:
        raise ContentsUnfit(field, _("it is missing"))


def _values(contents: FunctionContents) -> dict[str, Any]:
    """Values of head and data by the names that they have there."""
    values = {name: getattr(contents, name) for name in contents.__struct_fields__}
    tariff = contents.tariff
    for name in MeterTariff.__struct_fields__:
        values[name] = None if tariff is None else getattr(tariff, name)
    codes = {"function": contents.function, "kind": contents.kind}
    return values | {"codes": codes, "next_version": contents.key_version}


def _room_steps(memory: bytes, geometry: FunctionGeometry, data: bytes) -> tuple[Step, ...]:
    """What stands in the room made what is to stand there; nothing where it is that already."""
    start, unit = geometry.room_at, geometry.card.unit
    empty = bytes([geometry.card.erased])
    room = empty * (geometry.data_at - start) + data
    room = room + empty * (len(memory) - start - len(room))
    differing = [at for at, new in enumerate(room) if memory[start + at] != new]
    if not differing:
        return ()
    first = differing[0] - differing[0] % unit
    last = differing[-1] + 1
    return (_written(geometry, start + first, room[first : last + -last % unit]),)


def _written(geometry: FunctionGeometry, offset: int, data: bytes) -> Step:
    return Step(StepKind.WRITE, geometry.card.area, offset, data)
