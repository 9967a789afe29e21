"""Every member of a class is held against its middle one, however many are looked at at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.unusual_use import Bought, against_class, middle_of
from app.reports.class_usage import ClassUsage, TariffClass

_CLASSES: list[TariffClass] = [("domestic", "water"), ("domestic", "heat"), (None, "water")]
_BOUGHT = st.builds(Bought, days=st.integers(1, 90), volume=st.integers(0, 500_000))


@given(st.lists(st.tuples(st.sampled_from(_CLASSES), _BOUGHT), max_size=40), st.integers(1, 12))
def test_all_members_are_looked_at(
    meters: list[tuple[TariffClass, Bought]], at_a_time: int
) -> None:
    usage = ClassUsage()
    for key, (of, now) in enumerate(meters):
        usage.add(of, key, now)
    expected = set()
    for key, (of, now) in enumerate(meters):
        others = [one for its, one in meters if its == of and one.monthly and one.days >= 30]
        typical = middle_of(sorted(one.monthly for one in others))
        if typical is not None:
            expected |= {(key, one.why) for one in against_class(now.days, now.monthly, typical)}
    pieces = list(usage.findings(at_a_time))
    assert {(key, found.why) for piece in pieces for key, found in piece} == expected
    assert all(len(piece) <= at_a_time for piece in pieces)
