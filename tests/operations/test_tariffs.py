"""Tariff revisions: previewed, entered by two, withdrawn before their day; caps; old tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.cards.profiles.cpu68 import Cpu68
from app.domain.amounts import BadAmount
from app.domain.cards import ChargingType
from app.domain.tariff.errors import OverRiseCap
from app.ledger.queries import settings
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    NotAllowed,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.operations.tariff_text import revision_from, text_from
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, SUPERVISOR, TARIFF, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, sleep_days
from tests.operations.proofs import customer as customer
from tests.operations.proofs import events, ledger_of, prove
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

DEARER = TARIFF.replace("45.00", "60.00").replace("2026-01-01", "2026-12-01")


def enter(counter: Counter, text: str = DEARER, second: int | None = SUPERVISOR) -> Any:
    return counter.do("set-tariff", by=ADMINISTRATOR, second=second, tariff=text)


def withdraw(counter: Counter, revision: int, **more: Any) -> Any:
    given: dict[str, Any] = {"second": SUPERVISOR, "reason": "typed wrongly"} | more
    return counter.do(
        "withdraw-tariff", by=ADMINISTRATOR, tariff_class="1", revision=str(revision), **given
    )


def in_force(counter: Counter, day: str) -> int:
    with ledger_of(counter).read() as reader:
        found = settings.revision_in_force(reader.db, 1, date.fromisoformat(day))
    assert found is not None
    return found.revision


def test_a_rise_is_previewed_signed_by_two_and_withdrawn(counter: Counter) -> None:
    shown = counter.do(
        "preview-tariff", by=ADMINISTRATOR, tariff=DEARER, persons="5", volume="12", print="yes"
    )
    line = shown.lines[0]
    # 6 m3 at 45.00 or 60.00, 6 at 67.50, sewage 12.00 each, standing 50.00: tax inside.
    assert (line.before, line.after) == (86_900, 95_900)
    told = "\n".join(in_words(counter.kiosk, shown))
    assert "5 persons, 12.000 m3" in told
    assert "KES 959.00 (was KES 869.00)" in told
    assert "KES 959.00" not in told.split("\n")[0]
    assert events(counter, "tariff_revision_set")[1:] == []

    with pytest.raises(SecondPersonNeeded):
        enter(counter, second=None)
    assert enter(counter).revision == 2
    assert (in_force(counter, "2026-11-30"), in_force(counter, "2026-12-01")) == (1, 2)
    with pytest.raises(SecondPersonNeeded):
        withdraw(counter, 2, second=None)
    with pytest.raises(BadArgument, match="in force since 2026-01-01"):
        withdraw(counter, 1)
    withdraw(counter, 2, request="w-1")
    assert withdraw(counter, 2, request="w-1").reason == "typed wrongly"
    assert in_force(counter, "2026-12-01") == 1
    with pytest.raises(UnknownRecord):
        withdraw(counter, 2)
    # Numbers are not used again.
    assert enter(counter).revision == 3
    history = counter.do("settings-history", by=ADMINISTRATOR, kind="tariff", subject="1")
    assert [(one.operator, one.second) for one in history.changes][:3] == [
        (ADMINISTRATOR, SUPERVISOR)
    ] * 3
    assert "WITHDRAWN" in "\n".join(in_words(counter.kiosk, history))
    prove(counter)


def test_a_revision_in_force_by_the_time_of_signing_is_not_withdrawn(counter: Counter) -> None:
    enter(counter)
    operation = operation_named("withdraw-tariff")
    caller = Caller(operator=ADMINISTRATOR, second=SUPERVISOR)
    wish = parse_arguments(
        operation, {"tariff_class": "1", "revision": "2", "reason": "typed wrongly"}
    )
    quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
    withdraw(counter, 2)
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, caller, quote)
    enter(counter)
    wish = parse_arguments(
        operation, {"tariff_class": "1", "revision": "3", "reason": "typed wrongly"}
    )
    quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
    sleep_days(counter, 10)
    with pytest.raises(BadArgument, match="in force since"):
        operation.perform(counter.kiosk, caller, quote)


def test_a_text_and_its_revision_say_the_same(counter: Counter) -> None:
    with ledger_of(counter).read() as reader:
        revision = settings.revision(reader.db, 1, 1)
    assert revision is not None
    again = revision_from(text_from(revision, 2), 1, revision.valid_from, 2)
    assert again == revision


def test_nobody_buys_for_months_before_a_rise(customer: Customer) -> None:
    counter = customer.counter
    counter.do("set-rise-cap", by=ADMINISTRATOR, tariff_class="1", days="30", volume="20")
    customer.visit()
    customer.buy("1")  # no dearer revision is entered: nothing holds
    customer.visit()
    enter(counter)
    with pytest.raises(OverRiseCap, match="before prices rise on 2026-12-01") as refused:
        customer.buy("40")
    assert "Nothing was paid" in refused.value.remedy
    bought = customer.buy_for("500").loads[0].credit
    assert 0 < bought < 17_000
    customer.visit()
    with pytest.raises(OverRiseCap):
        customer.buy("20")
    # What is withdrawn rises no more.
    withdraw(counter, 2)
    customer.buy("30")
    history = counter.do("settings-history", by=ADMINISTRATOR, kind="rise-cap")
    assert "from 30 days before a rise" in "\n".join(in_words(counter.kiosk, history))
    counter.do("set-rise-cap", by=ADMINISTRATOR, tariff_class="1", days="0")
    assert events(counter, "rise_cap_set")[-1].cap is None


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"days": "366"}, BadArgument),
        ({"days": "-1"}, BadArgument),
        ({"volume": ""}, BadAmount),
        ({"volume": "\u0663"}, BadAmount),
        ({"times": "0"}, BadArgument),
        ({"times": "1.555"}, BadArgument),
        ({"times": "\u0661"}, BadArgument),
        ({"tariff_class": "9"}, UnknownRecord),
    ],
)
def test_what_is_no_cap_is_refused(
    counter: Counter, wrong: dict[str, Any], error: type[Exception]
) -> None:
    given = {"tariff_class": "1", "days": "30", "volume": "20"} | wrong
    with pytest.raises(error):
        counter.do("set-rise-cap", by=ADMINISTRATOR, **given)
    assert events(counter, "rise_cap_set") == []


def test_who_may(counter: Counter) -> None:
    refused: tuple[tuple[str, dict[str, Any]], ...] = (
        ("preview-tariff", {"tariff": DEARER}),
        ("set-tariff", {"tariff": DEARER}),
        ("withdraw-tariff", {"tariff_class": "1", "revision": "1", "reason": "no"}),
        ("set-rise-cap", {"tariff_class": "1", "days": "30", "volume": "20"}),
        ("unswitched-meters", {}),
    )
    for name, arguments in refused:
        with pytest.raises(NotAllowed):
            counter.do(name, second=SUPERVISOR, **arguments)
    with pytest.raises(BadArgument, match="persons and buys"):
        counter.do("preview-tariff", by=ADMINISTRATOR, tariff=DEARER, persons="5")
    with pytest.raises(BadArgument, match="no page 2"):
        counter.do("unswitched-meters", by=ADMINISTRATOR, page="2")


def test_money_meters_are_listed_until_they_have_the_prices(make_counter: MakeCounter) -> None:
    counter = make_counter(profile=Cpu68(), charging=ChargingType.MONEY_TIERED)
    account = counter.account()
    card, meter = counter.new_card(), counter.meter("12345")
    counter.do(
        "set-meter-model",
        by=ADMINISTRATOR,
        model="TIERS",
        profile="cpu68",
        charging="money_tiered",
        hoarding_limit="20000",
    )
    counter.do(
        "allocate-meter", account=account, meter=meter.state.meter, model="TIERS", amount="1000"
    )
    meter.take(card)

    def listed() -> list[tuple[str, bool]]:
        found = counter.do("unswitched-meters", by=ADMINISTRATOR)
        return [(one.meter, one.told) for one in found.meters]

    # Its first load brought the prices; that it was read is known by the next reading.
    assert listed() == [(meter.state.meter, True)]
    counter.do("read-card")
    assert listed() == []
    enter(counter)
    assert listed() == []
    sleep_days(counter, 10)
    assert listed() == [(meter.state.meter, False)]
    counter.do("prepay", amount="500")
    assert listed() == [(meter.state.meter, True)]
    meter.take(card)
    counter.do("read-card")
    assert listed() == []
    told = in_words(counter.kiosk, counter.do("unswitched-meters", by=ADMINISTRATOR))
    assert told[0].startswith("0 meters")
    prove(counter)
