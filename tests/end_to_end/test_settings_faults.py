"""Settings that are wrong name the file, the key, the value and what to do."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import CASHIER

SALE = ("do", "--operator", CASHIER, "prepay", "volume=3")

WRONG = {
    "a kiosk without a number": ("[kiosk]\n", "kiosk.id", ""),
    "a number that is none": ('[kiosk]\nid = "seven"\n', "kiosk.id", '"seven"'),
    "a number beyond the card's": ("[kiosk]\nid = 99999\n", "kiosk.id", "99999"),
    "a misspelt key": ('[kiosk]\nid = 7\n[printer]\nurk = "none"\n', "printer.urk", '"none"'),
    "a printer nobody can reach": (
        '[kiosk]\nid = 7\n[printer]\nurl = "http://host"\n',
        "printer.url",
        '"http://host"',
    ),
    "paper of another width": ("[kiosk]\nid = 7\n[printer]\nwidth = 40\n", "printer.width", "40"),
    "a reader of no make": (
        '[kiosk]\nid = 7\n[reader]\ndialect = "french"\n',
        "reader.dialect",
        '"french"',
    ),
}


@pytest.mark.parametrize(("text", "key", "value"), WRONG.values(), ids=WRONG)
def test_a_value_that_cannot_be_used(make_desk: MakeDesk, text: str, key: str, value: str) -> None:
    desk = make_desk()
    desk.config.write_text(text)
    for command in (SALE, ("verify",), ("doctor",), ("backup",)):
        refused = desk.here(*command, "--json")
        told = refused.json
        assert (refused.code, told["error"], told["key"]) == (2, "settings", key)
        assert told["file"] == str(desk.config)
        assert str(desk.config) in told["message"]
        assert value in told["message"]
        assert told["remedy"]
        assert told["money"] == "untouched"


def test_a_file_that_is_not_toml(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.config.write_text("kiosk = [")
    refused = desk.here(*SALE)
    assert refused.code == 2
    assert str(desk.config) in refused.err


def test_a_file_that_is_not_there(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.config.unlink()
    refused = desk.here(*SALE)
    assert refused.code == 2
    assert str(desk.config) in refused.err


def test_card_keys_that_are_not_there(make_desk: MakeDesk) -> None:
    desk = make_desk()
    with desk.config.open("a") as config:
        config.write('[keys]\nsource = "file:///nowhere/keys"\n')
    refused = desk.here(*SALE, "--json", TAPCARD_KEY_PASSPHRASE="words")
    assert (refused.code, refused.json["error"]) == (3, "key_file_missing")
    assert "/nowhere/keys" in refused.json["message"]
    found = desk.here("doctor", "--json")
    keys = next(one for one in found.json["checks"] if one["name"] == "card keys")
    assert keys["health"] == "bad"


def test_a_device_chosen_at_the_kiosk_is_kept_and_recorded(make_desk: MakeDesk) -> None:
    desk = make_desk()
    changed = desk.do("set-device", by=1, key="printer.url", value="tcp://127.0.0.1:9").fine().json
    assert (changed["old"], changed["new"]) == ("none", "tcp://127.0.0.1:9")
    refused = desk.do("set-device", by=1, key="printer.url", value="smoke signals")
    assert (refused.code, refused.json["error"]) == (2, "settings")
    not_here = desk.do("set-device", by=1, key="kiosk.id", value="8")
    assert (not_here.code, not_here.json["key"]) == (2, "kiosk.id")
    printer = next(
        one for one in desk.here("doctor", "--json").json["checks"] if one["name"] == "printer"
    )
    assert printer["health"] == "bad"
    assert desk.proves_itself()
