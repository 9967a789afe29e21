"""The audit tells a drawer that changed hands otherwise than was counted and signed."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.bookkeeping import drawer_counted, float_brought
from app.domain.identity import EventId
from app.ledger.audit.drawer_handovers import DrawersChangeHands
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.operators import Denomination, ShiftClosed, ShiftOpened
from tests.ledger.goods import TODAY
from tests.ledger.village import Village

SHIFT = EventId(7, 1, 1)


def _closed() -> ShiftClosed:
    village = Village()
    event = village.events[village.close_shift(village.shift(), report_number=1)]
    assert isinstance(event, ShiftClosed)
    return msgspec.structs.replace(
        event,
        shift=SHIFT,
        operator=11,
        counted=(Denomination(500, 1),),
        counted_total=500,
        entries=drawer_counted(0, 500, str(SHIFT), "11"),
        handed_to=12,
    )


ENDED = _closed()
BEGUN = ShiftOpened(
    operator=12,
    accounting_date=TODAY,
    float_cash=500,
    entries=float_brought(500, "K07-01-3"),
    taken_over=SHIFT,
)
HANDED = ((ENDED, 11, 12), (BEGUN, 12, 11))


def told(*signed: tuple[Event, int | None, int | None]) -> list[str]:
    check = DrawersChangeHands()
    for seq, (event, operator, second) in enumerate(signed, start=2):
        entry: Any = Entry(at=seq, schema=1, operator=operator, second=second, event=event)  # type: ignore[arg-type]
        check.feed(EventId(7, 1, seq), entry)
    return [f"{one.where} {one.what}".split(" does not")[0] for one in check.findings()]


def test_what_both_signed_is_not_told() -> None:
    assert told(*HANDED) == []


def test_a_drawer_that_nobody_took_over_and_one_that_nobody_gave() -> None:
    assert told(HANDED[0]) == ["K07-01-2 nobody took the drawer over"]
    assert told(HANDED[1]) == ["K07-01-2 drawer taken over"]


def test_another_sum_another_person_another_signature() -> None:
    other = msgspec.structs.replace(BEGUN, float_cash=400)
    assert told(HANDED[0], (other, 12, 11)) == ["K07-01-3 float"]
    third = msgspec.structs.replace(BEGUN, operator=13)
    assert told(HANDED[0], (third, 13, 11)) == [
        "K07-01-3 who took over",
        "K07-01-3 both signatures",
    ]
    assert told((ENDED, 11, None), HANDED[1]) == [
        "K07-01-2 second signature",
        "K07-01-3 both signatures",
    ]


def test_a_drawer_counted_by_another_alone_or_by_nobody_who_is_named() -> None:
    away = msgspec.structs.replace(ENDED, handed_to=None, counted_by=13)
    assert told((away, 13, 20)) == []
    assert told((away, 13, None)) == ["K07-01-2 second signature"]
    assert told((away, 14, 20)) == ["K07-01-2 who counted"]
