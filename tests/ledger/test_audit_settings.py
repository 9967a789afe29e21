"""The audit tells settings that do not follow on each other."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from app.domain.identity import EventId
from app.ledger.audit.settings import SettingsFollow
from app.ledger.events.base import Event
from app.ledger.events.master_data import RegionSet, TariffRevisionWithdrawn
from app.ledger.events.meter_stock import MetersReceived, MetersTakenBack
from tests.ledger.goods import revision
from tests.ledger.village import Village

DAY = date(2027, 1, 1)


@pytest.fixture
def village() -> Village:
    village = Village()
    village.genesis()
    village.settings()
    return village


def told(village: Village, signed: EventId | None = None) -> list[str]:
    """What the check finds; ``signed``: the event that a second person signed too."""
    found = SettingsFollow()
    for id, entry in village.chain:
        second = 20 if id == signed else None
        found.feed(id, msgspec.structs.replace(entry, second=second))
    return [finding.what for finding in found.findings()]


def withdrawal(on: date) -> Event:
    return TariffRevisionWithdrawn(revision=revision(1, DAY), reason="postponed", date=on)


def test_settings_that_follow_are_in_order(village: Village) -> None:
    first = village.append(RegionSet(region=3, name="Kijiji"))
    village.append(RegionSet(region=3, name="Mji", replaces=first))
    withdrawn = village.append(withdrawal(DAY - timedelta(days=1)), operator=1)
    for start in ("100", "110"):
        last = str(int(start) + 9)
        village.append(MetersReceived(first=start, last=last, model="M1", received=DAY))
    assert told(village, signed=withdrawn) == []


def test_what_does_not_follow_is_told(village: Village) -> None:
    first = village.append(RegionSet(region=3, name="Kijiji"))
    village.append(RegionSet(region=4, name="Mji", replaces=first))
    village.append(withdrawal(DAY), operator=1)
    for start in ("100", "105"):
        last = str(int(start) + 9)
        village.append(MetersReceived(first=start, last=last, model="M1", received=DAY))
    delivery = village.append(MetersReceived(first="300", last="309", model="M1", received=DAY))
    for first_taken, left in (("304", None), ("305", "303")):
        village.append(
            MetersTakenBack(
                first="300",
                last="309",
                taken_first=first_taken,
                taken_last="309",
                left_first=None if left is None else "300",
                left_last=left,
                reason="typed wrongly",
                replaces=delivery,
            ),
            operator=1,
        )
    village.account()
    village.pay(village.shift())
    assert told(village) == [
        f"it replaces {first}, which set something else",
        "it withdraws a revision that was in force",
        "one person alone withdrew a revision",
        "Meters 100 to 109 were received already.",
        "one person alone took meters back",
        "it says otherwise what is left of the delivery",
        "one person alone took meters back",
        "305 to 309 is no whole delivery, and not its beginning or end.",
        "a sale was priced by a revision that was withdrawn",
    ]
