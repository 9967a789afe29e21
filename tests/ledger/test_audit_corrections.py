"""The audit tells a correction of what never stood so."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tariff.reassess import Reassessed, reckoned_lines
from app.ledger.audit.corrections import CorrectionsFollow
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import ClassCorrected
from tests.ledger.corrected import correct_dial, correct_meter, correct_tender
from tests.ledger.goods import ACCOUNT, TODAY
from tests.ledger.village import Village

DEARER = Line(kind=LineKind.TIER, code="tier-1", name="Tier 1", quantity=5_000, amount=99_900)


@pytest.fixture
def village() -> Village:
    village = Village()
    village.genesis()
    village.account()
    return village


@pytest.fixture
def purchase(village: Village) -> EventId:
    purchase = village.pay(village.shift())
    village.load(purchase, 1)
    return purchase


def told(village: Village) -> list[str]:
    """What the check finds in the whole chain."""
    found = CorrectionsFollow(lambda id: _entry(village, id))
    for id in village.events:
        entry = _entry(village, id)
        assert entry is not None
        found.feed(id, entry)
    return [finding.what for finding in found.findings()]


def _entry(village: Village, id: EventId) -> Entry | None:
    event: Event | None = village.events.get(id)
    return None if event is None else Entry(at=1, schema=1, event=event)  # type: ignore[arg-type]


def reckoned(village: Village, purchase: EventId, **changes: object) -> ClassCorrected:
    """The purchase costs 999 now, and the difference is owed."""
    sold = village.opening(purchase).breakdown
    old = reckoned_lines(sold.lines, counts=True)
    one = Reassessed(
        purchase=purchase,
        allocation=purchase,
        kind=UtilityKind.WATER,
        old=old,
        new=(DEARER,),
        period_start=sold.period_start,
        allowance=0,
        tariff_class=2,
        revision=1,
    )
    event = ClassCorrected(
        account=ACCOUNT,
        since=date(2026, 9, 1),
        reason="shop",
        date=TODAY,
        shift=village.opening(purchase).shift,
        changed=(one,),
        to_arrears=one.difference,
    )
    return msgspec.structs.replace(event, **changes)


def test_nothing_is_wrong_with_what_follows(village: Village, purchase: EventId) -> None:
    correct_dial(village, purchase, 9_000)
    correct_meter(village, purchase, "5000")
    first = reckoned(village, purchase)
    village.append(first)
    back = msgspec.structs.replace(
        first.changed[0], old=first.changed[0].new, new=first.changed[0].old
    )
    village.append(msgspec.structs.replace(first, changed=(back,), to_arrears=back.difference))
    assert told(village) == []


def test_a_dial_that_was_never_recorded(village: Village, purchase: EventId) -> None:
    correct_dial(village, purchase, 9_000)
    correct_dial(village, purchase, 8_000)  # says that it was 0, though it was 9
    assert told(village) == ["dial does not follow from what stood before"]


def test_tenders_that_were_never_recorded(village: Village, purchase: EventId) -> None:
    correct_tender(village, purchase, 500)
    correct_tender(village, purchase, 200)  # says that nothing was kept, though 5 were
    assert told(village) == ["tenders does not follow from what stood before"]


def test_a_load_that_was_never_sold(village: Village, purchase: EventId) -> None:
    plan = correct_meter(village, purchase, "5000")
    opened = village.events.pop(plan)
    said = msgspec.structs.replace(opened.contents, load=9_000_000)  # type: ignore[attr-defined]
    village.append(msgspec.structs.replace(opened, contents=said))
    assert told(village) == ["load does not follow from what stood before"]


def test_a_difference_that_is_not_that_of_the_lines(village: Village, purchase: EventId) -> None:
    village.append(reckoned(village, purchase, to_arrears=1))
    assert told(village) == ["difference does not follow from what stood before"]


def test_a_difference_that_was_booked_already(village: Village, purchase: EventId) -> None:
    event = reckoned(village, purchase)
    village.append(event)
    village.append(event)
    (wrong,) = told(village)
    assert wrong.startswith("price of ")
