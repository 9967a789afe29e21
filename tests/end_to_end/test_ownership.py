"""One process at a time owns a ledger; the others are told which one, and do nothing."""

from __future__ import annotations

import os

import msgspec
import pytest

from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import CASHIER, Desk


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()


@pytest.mark.parametrize(
    "command",
    [
        ("do", "--operator", CASHIER, "prepay", "volume=3"),
        ("verify",),
        ("rebuild",),
        ("rebuild", "--check"),
        ("backup",),
    ],
)
def test_a_ledger_in_use_is_left_alone(desk: Desk, command: tuple[object, ...]) -> None:
    with desk.open():
        refused = desk.here(*command, "--json")
    assert (refused.code, refused.json["error"]) == (6, "ledger_owned")
    assert f"{os.getpid()} " in refused.json["message"]
    assert "Nothing was done" in refused.json["remedy"]


def test_a_sale_in_a_process_of_its_own_names_the_owner(desk: Desk) -> None:
    with desk.open():
        refused = desk.shell("do", "--operator", CASHIER, "prepay", "volume=3")
    assert refused.code == 6
    assert f"Another process owns the ledger: {os.getpid()} " in refused.err
    assert "Traceback" not in refused.said


def test_the_doctor_says_so_too(desk: Desk) -> None:
    with desk.open():
        found = desk.here("doctor", "--json")
    states = {one["name"]: one for one in found.json["checks"]}
    assert (found.code, states["ledger"]["health"]) == (5, "bad")
    assert str(os.getpid()) in states["ledger"]["state"]


def test_calls_at_the_same_time_with_one_id_do_it_once(desk: Desk) -> None:
    words = ("do", "--json", "--operator", CASHIER, "--id", "app-1", "open-account")
    processes = [desk.start(*words, "tariff_class=1") for _ in range(3)]
    ends = [(process.communicate(timeout=60), process.returncode) for process in processes]
    done = [msgspec.json.decode(out) for (out, _err), code in ends if code == 0]
    refused = [msgspec.json.decode(out) for (out, _err), code in ends if code != 0]
    assert len({one["account"] for one in done}) == 1
    assert {one["error"] for one in refused} <= {"ledger_owned"}
    again = desk.here(*words, "tariff_class=1").fine().json
    assert again == done[0]
    assert desk.do("open-account", tariff_class="1").fine().json["account"] != again["account"]
    assert desk.proves_itself()


def test_the_lock_file_tells_nobody_a_pin(desk: Desk) -> None:
    refused = desk.here("do", "--operator", 1, "set-operator", "operator=40", "pin=141421")
    assert refused.code == 2
    assert "pin=?" in refused.err
    assert "141421" not in refused.said
