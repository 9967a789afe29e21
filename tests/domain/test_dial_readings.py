"""Which readings of a dial are believed, which are asked about, which cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dial_readings import (
    REFUSING,
    Checked,
    Claim,
    DialKnown,
    Fault,
    MeterKnown,
    Verdict,
    check_reading,
    most_used,
)
from app.domain.identity import EventId

TODAY = date(2026, 11, 23)
METER = "000000012345"
KNOWN = MeterKnown(
    allocation=EventId(7, 1, 9),
    account="120100017",
    region=3,
    began=date(2026, 10, 1),
    before=DialKnown(dial=990_000, read_on=date(2026, 11, 13)),
    dial_digits=4,
    largest_flow=3_000,
)


def check(
    dial: int | None,
    read_on: date | None = TODAY,
    known: MeterKnown | None = KNOWN,
    *,
    regions: frozenset[int] | None = frozenset({3}),
    twice: bool = False,
) -> Checked:
    claim = Claim(meter=METER, dial=dial, read_on=read_on)
    return check_reading(claim, known, today=TODAY, regions=regions, twice=twice)


def test_a_reading_that_can_be_is_accepted_with_what_was_used() -> None:
    assert check(1_000_500) == Checked(verdict=Verdict.ACCEPTED, used=10_500)
    assert check(990_000).used == 0


@pytest.mark.parametrize(
    ("wrong", "verdict", "fault"),
    [
        ({"dial": None}, Verdict.REFUSED, Fault.UNREADABLE),
        ({"read_on": None}, Verdict.REFUSED, Fault.UNREADABLE),
        ({"known": None}, Verdict.REFUSED, Fault.UNKNOWN_METER),
        ({"read_on": date(2026, 11, 24)}, Verdict.REFUSED, Fault.FUTURE),
        ({"dial": 10_000_000}, Verdict.REFUSED, Fault.TOO_LONG),
        ({"read_on": date(2026, 9, 30)}, Verdict.REFUSED, Fault.BEFORE_METER),
        ({"twice": True}, Verdict.QUESTIONED, Fault.TWICE),
        ({"regions": frozenset({4, 5})}, Verdict.QUESTIONED, Fault.OTHER_REGION),
        ({"read_on": date(2026, 11, 12)}, Verdict.QUESTIONED, Fault.EARLIER),
        ({"dial": 989_999}, Verdict.QUESTIONED, Fault.LOWER),
        # Eleven days of 3 m3 an hour.
        ({"dial": 990_000 + 11 * 24 * 3_000 + 1}, Verdict.QUESTIONED, Fault.JUMP),
    ],
)
def test_what_speaks_against_a_reading_is_named(
    wrong: dict[str, object], verdict: Verdict, fault: Fault
) -> None:
    given: dict[str, object] = {"dial": 991_000, **wrong}
    found = check(**given)  # type: ignore[arg-type]
    assert (found.verdict, found.faults) == (verdict, (fault,))


def test_a_register_that_went_round_is_believed_where_the_flow_could_turn_it() -> None:
    full = MeterKnown(
        allocation=KNOWN.allocation,
        account=KNOWN.account,
        region=3,
        began=KNOWN.began,
        before=DialKnown(dial=9_999_000, read_on=date(2026, 11, 22)),
        dial_digits=4,
        largest_flow=3_000,
    )
    assert check(4_000, known=full) == Checked(verdict=Verdict.ACCEPTED, used=5_000)
    # Two days let 144 m3 through, not more; and with less knowledge nothing is believed.
    assert check(143_000, known=full).verdict is Verdict.ACCEPTED
    assert check(143_001, known=full).faults == (Fault.LOWER,)


def test_all_faults_of_a_reading_are_named() -> None:
    found = check(1, date(2026, 11, 30), regions=frozenset({4}), twice=True)
    assert set(found.faults) == {Fault.FUTURE, Fault.TWICE, Fault.OTHER_REGION, Fault.LOWER}
    assert found.verdict is Verdict.REFUSED


dials = st.integers(0, 12_000_000)
days = st.integers(-40, 3).map(lambda days: TODAY + timedelta(days=days))


@given(
    dial=st.none() | dials,
    read_on=st.none() | days,
    before=dials,
    digits=st.sampled_from([None, 4, 5]),
    flow=st.none() | st.integers(0, 5_000),
    known=st.booleans(),
    twice=st.booleans(),
)
def test_an_accepted_reading_has_no_fault_and_a_use_that_the_meter_can_have_measured(
    dial: int | None,
    read_on: date | None,
    before: int,
    digits: int | None,
    flow: int | None,
    known: bool,
    twice: bool,
) -> None:
    meter = MeterKnown(
        allocation=KNOWN.allocation,
        account=KNOWN.account,
        region=3,
        began=KNOWN.began,
        before=DialKnown(dial=before, read_on=KNOWN.before.read_on),
        dial_digits=digits,
        largest_flow=flow,
    )
    found = check(dial, read_on, meter if known else None, twice=twice)
    refused = bool(REFUSING.intersection(found.faults))
    assert (found.verdict is Verdict.REFUSED) == refused
    assert (found.verdict is Verdict.ACCEPTED) == (not found.faults)
    if found.verdict is not Verdict.ACCEPTED:
        return
    assert known
    assert not twice
    assert dial is not None
    assert read_on is not None
    assert found.used is not None
    # Whatever went round, the register stands where the use has turned it.
    turn = 10**digits * 1000 if digits is not None else 10**20
    assert (before + found.used) % turn == dial
    assert found.used >= 0
    most = most_used(KNOWN.before.read_on, read_on, flow)
    assert most is None or found.used <= most
