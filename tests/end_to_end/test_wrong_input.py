"""What people mistype: each has its own error, says what it means for the money, does nothing."""

from __future__ import annotations

from typing import Any

import pytest

from app.simulator.printer import VirtualPrinter
from tests.end_to_end.conftest import Customer, MakeDesk
from tests.end_to_end.desk import ADMINISTRATOR, CASHIER, INIT, Desk

WISHES = {
    "no amount": ({"amount": "0"}, "bad_amount"),
    "no amount in full": ({"amount": "0.00"}, "bad_amount"),
    "below zero": ({"amount": "-5"}, "bad_amount"),
    "letters": ({"amount": "fifty"}, "bad_amount"),
    "an exponent": ({"amount": "1e3"}, "bad_amount"),
    "a comma": ({"amount": "1,000"}, "bad_amount"),
    "other digits": ({"amount": "\uff15\uff10\uff10"}, "bad_amount"),
    "nothing": ({"amount": ""}, "bad_amount"),
    "a space": ({"amount": " "}, "bad_amount"),
    "not a number": ({"amount": "nan"}, "bad_amount"),
    "too fine": ({"amount": "50.005"}, "bad_amount"),
    "huge": ({"amount": "9" * 15}, "bad_amount"),
    "four hundred digits": ({"amount": "9" * 400}, "bad_amount"),
    "less than a drop": ({"amount": "0.01"}, "nothing_buyable"),
    "below the minimum": ({"amount": "10"}, "below_minimum"),
    "above the maximum": ({"volume": "80"}, "above_maximum"),
    "more than the meter may hoard": ({"volume": "195.001"}, "over_largest"),
    "no volume": ({"volume": "0"}, "bad_amount"),
    "a volume below zero": ({"volume": "-1"}, "bad_amount"),
    "a volume too fine": ({"volume": "1.2345"}, "bad_amount"),
    "a volume in letters": ({"volume": "3 m3"}, "bad_amount"),
    "amount and volume": ({"amount": "500", "volume": "3"}, "bad_argument"),
    "neither": ({}, "bad_argument"),
    "less money than it costs": ({"volume": "3", "tendered": "10"}, "not_enough_tendered"),
    "money in letters": ({"volume": "3", "tendered": "much"}, "bad_amount"),
    "somebody else's account": ({"volume": "3", "account": "701000027"}, "wrong_card"),
}


@pytest.mark.parametrize(("wish", "error"), WISHES.values(), ids=WISHES)
def test_a_wish_that_cannot_be_sold(
    customer: Customer,
    desk: Desk,
    printer: VirtualPrinter,
    wish: dict[str, Any],
    error: str,
) -> None:
    card, papers = customer.card.snapshot(), len(printer.documents)
    refused = desk.do("prepay", **wish)
    told = refused.json
    assert (refused.code, told["error"], told["money"]) == (3, error, "untouched")
    assert "othing was paid" in told["remedy"], told
    assert customer.card.snapshot() == card
    assert len(printer.documents) == papers
    assert desk.proves_itself()


OPERATIONS = {
    "a float in letters": ("open-shift", {"float": "some"}, 3, "shift_already_open"),
    "a count in letters": ("close-shift", {"counted": "lots"}, 3, "bad_argument"),
    "a count without pieces": ("close-shift", {"counted": "100x"}, 3, "bad_argument"),
    "a count below zero": ("close-shift", {"counted": "100x-3"}, 3, "bad_argument"),
    "nobody in a household": (
        "open-account",
        {"tariff_class": "1", "household_size": "0"},
        3,
        "bad_argument",
    ),
    "a crowd in a household": (
        "open-account",
        {"tariff_class": "1", "household_size": "999"},
        3,
        "bad_argument",
    ),
    "a tariff class without prices": ("open-account", {"tariff_class": "9"}, 3, "unknown_record"),
    "a number in letters": ("open-account", {"tariff_class": "one"}, 2, "bad_argument"),
    "a number beyond numbers": ("open-account", {"tariff_class": "9" * 30}, 2, "bad_argument"),
    "a number that no column takes": (
        "open-account",
        {"tariff_class": "9223372036854775808"},
        2,
        "bad_argument",
    ),
    "text that is none": (
        "open-account",
        {"tariff_class": "1", "name": "\udcff"},
        2,
        "bad_argument",
    ),
    "five thousand digits": ("open-shift", {"float": "9" * 5000}, 2, "bad_argument"),
    "a choice that is none": ("reissue-card", {"account": "1", "reason": "cat"}, 2, "bad_argument"),
    "a day that is none": ("open-shift", {"accounting_date": "2026-02-30"}, 2, "bad_argument"),
    "an unknown operation": ("sell", {}, 2, "bad_argument"),
    "an unknown key": ("prepay", {"litres": "3"}, 2, "bad_argument"),
    "a key too few": ("open-account", {}, 2, "bad_argument"),
    "a paper that is none": ("reprint", {"number": "K07-01-999999"}, 3, "unknown_record"),
    "a plan that is none": ("settle", {"plan": "twelve"}, 3, "bad_argument"),
}


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("operation", "given", "code", "error"), OPERATIONS.values(), ids=OPERATIONS
)
def test_an_operation_that_makes_no_sense(
    desk: Desk, operation: str, given: dict[str, Any], code: int, error: str
) -> None:
    refused = desk.do(operation, **given)
    assert refused.code == code, refused.said
    assert (refused.json["error"], refused.json["money"]) == (error, "untouched")
    assert refused.json["message"]
    assert desk.proves_itself()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("do", "prepay", "volume=3"), "--operator"),
        (("do", "--operator", "Neema", "prepay", "volume=3"), "--operator"),
        (("do", "--operator", "0", "prepay", "volume=3"), "--operator"),
        (("do", "--operator", "9" * 30, "prepay", "volume=3"), "--operator"),
        (("do", "--operator", CASHIER, "prepay", "volume"), "key=value"),
        (("do", "--operator", CASHIER, "prepay", "=3"), "key=value"),
        (("do", "--operator", CASHIER, "prepay", "volume=1", "volume=2"), "twice"),
        (("do", "--operator", CASHIER, "set-tariff", "tariff=@/nowhere"), "/nowhere"),
        (("sell",), "No such command"),
        (("init", "utility=1"), "utility_name"),
        (("init", *INIT, "colour=blue"), "colour"),
        (("restore", "/nowhere"), "--reason"),
    ],
)
def test_a_command_line_that_cannot_be_understood(
    make_desk: MakeDesk, words: tuple[object, ...], says: str
) -> None:
    refused = make_desk().here(*words)
    assert refused.code == 2
    assert says in refused.err


@pytest.mark.parametrize(
    ("pin", "says"),
    [("12345", "6 to 12"), ("letters", "6 to 12"), ("111111", "easy"), ("123456", "easy")],
)
def test_a_pin_that_is_guessed_first(make_desk: MakeDesk, pin: str, says: str) -> None:
    words = ("set-operator", "operator=40", "name=Zuhura", "role=cashier", "pin=?")
    refused = make_desk().here("do", "--operator", ADMINISTRATOR, *words, TAPCARD_NEW_PIN=pin)
    assert refused.code == 3
    assert says in refused.err


TARIFFS = {
    "not TOML": ("tiers = [", "cannot be read"),
    "no tiers": ('tariff_class = 1\nname = "x"\ntiers_tax = ""\ntaxes = []\ntiers = []', "tiers"),
    "an unknown key": ("tariff_klass = 1", "tariff"),
}


@pytest.mark.parametrize(("text", "says"), TARIFFS.values(), ids=TARIFFS)
def test_a_tariff_that_cannot_be_priced_by(make_desk: MakeDesk, text: str, says: str) -> None:
    desk = make_desk()
    (desk.folder / "wrong.toml").write_text(text)
    refused = desk.do("set-tariff", by=ADMINISTRATOR, tariff=f"@{desk.folder}/wrong.toml")
    assert refused.code == 3
    assert says in refused.json["message"]
