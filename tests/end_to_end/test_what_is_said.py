"""What a cashier reads, and what a program reads, of the same result."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cards.key_sources.sealed_file import SealedKeyFile
from app.cli import main
from app.operations.prepay import PREPAY
from tests.end_to_end.conftest import Customer, MakeDesk
from tests.end_to_end.desk import CASHIER, PIN, Desk

AS_CASHIER = ("do", "--operator", CASHIER)


def test_a_sale_in_words(customer: Customer, desk: Desk) -> None:
    told = desk.here(*AS_CASHIER, "prepay", "volume=3", "tendered=500").fine()
    assert told.out.splitlines() == [
        f"On the card: 3.000 m3. Purchase 2 of account {customer.account}.",
        "  Tier 1              45.00  1.000 m3 x 45.00",
        "  Tier 2             135.00  2.000 m3 x 67.50",
        "  Total KES          180.00",
        "  Handed over        500.00",
        "  Change             320.00",
        "  Receipt      K07-01-000002",
    ]
    assert told.err == ""


def test_a_sale_for_a_program(customer: Customer, desk: Desk) -> None:
    told = desk.do("prepay", volume="3", tendered="500").fine().json
    assert told["account"] == customer.account
    assert (told["loads"][0]["credit"], told["total"], told["change"]) == (3000, 18_000, 32_000)
    assert told["purchase"].startswith("K07-01-")
    assert told["tenders"] == [
        {
            "kind": "cash",
            "amount": 18_000,
            "tendered": 50_000,
            "change": 32_000,
            "to_balance": 0,
            "reference": "",
            "unconfirmed": False,
        }
    ]


def test_a_card_in_words(customer: Customer, desk: Desk) -> None:
    customer.meter.use(1500)
    customer.visit_meter()
    told = desk.here(*AS_CASHIER, "read-card").fine().out
    assert told.startswith("The card carries nothing that its meter has not taken.\n")
    for line in ("Credit left    3.500 m3", "Used in all    1.500 m3", customer.account):
        assert line in told


@pytest.mark.usefixtures("customer")
def test_a_day_in_words(desk: Desk) -> None:
    desk.do("prepay", volume="3").fine()
    told = desk.here(*AS_CASHIER, "close-shift", "counted=1000x1,200x2").fine().out
    for line in ("Sales (2)                 605.00", "Short                     205.00"):
        assert line in told
    assert str(desk.folder / "backup") in told


def test_names_cannot_disturb_the_terminal(desk: Desk) -> None:
    given = ("region=40", "name=\x1b[2JZuhura\x07")
    told = desk.here("do", "--operator", 1, "set-region", *given)
    assert told.code == 2
    assert all(map(str.isprintable, told.said.splitlines()))
    assert "name has signs that cannot be printed." in told.said


@pytest.mark.usefixtures("customer")
def test_what_nobody_expected_is_logged_and_told_in_a_sentence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_arguments: object) -> None:
        raise ZeroDivisionError("somewhere deep")

    monkeypatch.setattr(type(PREPAY), "run", stumble)
    told = desk.here(*AS_CASHIER, "prepay", "volume=3")
    log = desk.folder / "state" / "tapcard.log"
    assert told.code == 1
    assert told.out == ""
    assert told.err.splitlines()[0] == (
        "Something happened that Tapcard did not expect (ZeroDivisionError)."
    )
    assert str(log) in told.err
    assert "Traceback" not in told.err
    written = log.read_text()
    assert "Traceback" in written
    assert "somewhere deep" in written
    assert PIN not in written
    again = desk.do("prepay", volume="3")
    assert (again.code, again.json["log"]) == (1, str(log))
    assert desk.proves_itself()


def test_pins_are_asked_for(desk: Desk) -> None:
    words = ["do", "--config", str(desk.config), "--operator", "12", "sign-in"]
    secret = {"TAPCARD_PIN": None}
    asked = CliRunner().invoke(main, words, input=f"{PIN}\n", env=secret)
    assert asked.exit_code == 0
    assert "Operator 12 is Neema, cashier." in asked.stdout
    assert PIN not in asked.output
    silent = CliRunner().invoke(main, words, input="", env=secret)
    assert silent.exit_code == 2
    assert "Nothing was done." in silent.stderr


def test_card_keys_from_a_sealed_file(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk()
    keys = tmp_path / "keys"
    SealedKeyFile.create(keys, b"seven words that nobody guesses", {1: bytes(range(16))})
    with desk.config.open("a") as config:
        config.write(f'[keys]\nsource = "file://{keys}"\n')
    right = {"TAPCARD_KEY_PASSPHRASE": "seven words that nobody guesses"}
    assert desk.here(*AS_CASHIER, "sign-in", **right).code == 0
    wrong = desk.here(*AS_CASHIER, "sign-in", "--json", TAPCARD_KEY_PASSPHRASE="guess")
    assert (wrong.code, wrong.json["error"]) == (3, "passphrase_wrong")
