"""Regions are added, moved and closed; each change keeps what was before."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.regions import RegionRefused
from app.operations.catalogue import operation_named
from app.operations.errors import BadArgument, NotAllowed, StaleQuote
from app.operations.operation import Caller, parse_arguments
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, REGION, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.proofs import events, prove


def region(
    counter: Counter, number: int, name: str, request: str | None = None, **more: Any
) -> Any:
    return counter.do(
        "set-region", by=ADMINISTRATOR, request=request, region=str(number), name=name, **more
    )


def test_a_region_is_added_moved_and_closed(counter: Counter) -> None:
    region(counter, 20, "Malindi", code="01", parent=str(REGION))
    region(counter, 21, "Watamu", code="07", parent="20")
    # What is not given stays.
    renamed = region(counter, 21, "Watamu Bay")
    assert (renamed.parent, renamed.code, renamed.closed) == (20, "07", False)
    with pytest.raises(RegionRefused, match="inside itself"):
        region(counter, 20, "Malindi", parent="21")
    with pytest.raises(RegionRefused, match="Watamu Bay inside it is open"):
        region(counter, 20, "Malindi", closed="yes")
    region(counter, 21, "Watamu Bay", parent="0", closed="yes")
    with pytest.raises(BadArgument, match="Region 21 is closed"):
        counter.do("open-account", tariff_class="1", name="Amina", region="21")
    assert counter.do("open-account", tariff_class="1", name="Amina", region="20").region == 20

    history = counter.do("settings-history", by=ADMINISTRATOR, kind="region", subject="21")
    said = [(one.operator, one.old and one.old.name, one.new.name) for one in history.changes]
    assert said == [
        (ADMINISTRATOR, "Watamu Bay", "Watamu Bay"),
        (ADMINISTRATOR, "Watamu", "Watamu Bay"),
        (ADMINISTRATOR, None, "Watamu"),
    ]
    lines = "\n".join(in_words(counter.kiosk, history))
    assert "Region 21: 1 Asha" in lines
    assert "closed (was open)" in lines
    assert "none (was 20)" in lines
    assert events(counter, "region_set")[-1].replaces is not None
    prove(counter)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 41},
        {"name": "a\x07b"},
        {"code": "a b"},
        {"code": "\u0660\u0661"},
        {"code": "123456789"},
        {"region": "0"},
        {"region": "65536"},
        {"region": "\u0967"},
        {"parent": "x"},
    ],
)
def test_what_cannot_be_a_region_is_refused(counter: Counter, wrong: dict[str, Any]) -> None:
    before = len(events(counter, "region_set"))
    with pytest.raises(BadArgument):
        counter.do("set-region", by=ADMINISTRATOR, **{"region": "30", "name": "Kilifi"} | wrong)
    assert len(events(counter, "region_set")) == before


def test_who_may_and_how_often(counter: Counter) -> None:
    with pytest.raises(NotAllowed):
        counter.do("set-region", region="30", name="Kilifi")
    with pytest.raises(NotAllowed):
        counter.do("settings-history")
    first = region(counter, 30, "Lamu", request="r-1")
    region(counter, 30, "Lamu Town")
    assert region(counter, 30, "Lamu", request="r-1") == first
    operation, caller = operation_named("set-region"), Caller(operator=ADMINISTRATOR)
    wish = parse_arguments(operation, {"region": "30", "name": "Shela"})
    quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
    region(counter, 30, "Lamu Island")
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, caller, quote)


def test_history_has_pages(make_counter: MakeCounter) -> None:
    counter = make_counter()
    for number in range(40, 49):
        region(counter, number, f"R{number}")
    first = counter.do("settings-history", by=ADMINISTRATOR, kind="region")
    assert (len(first.changes), first.pages, first.count) == (9, 2, 10)
    with pytest.raises(BadArgument, match="no page 3"):
        counter.do("settings-history", by=ADMINISTRATOR, kind="region", page="3")
