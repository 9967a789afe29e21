"""The card service and its readers, gone or busy, as the command meets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from app.cards.pcsc import PcscReader
from app.simulator.other_cards import ForeignCard, MuteCard
from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import CASHIER, METER, Desk
from tests.end_to_end.hands import Hands
from tests.pcsc_daemon import PcscDaemon, running_pcscd

pytestmark = pytest.mark.xdist_group("pcsc")


@pytest.fixture
def daemon() -> Iterator[PcscDaemon]:
    with running_pcscd() as one:
        yield one
        one.start()


@pytest.fixture
def hands(daemon: PcscDaemon) -> Iterator[Hands]:
    one = Hands(daemon.acs[1])
    yield one
    daemon.start()
    one.take_out()


@pytest.fixture
def desk(make_desk: MakeDesk, hands: Hands) -> Desk:
    return make_desk(reader=hands.slot.reader)


def refused(desk: Desk) -> str:
    """The error of a sale that is refused before anything was paid."""
    end = desk.do("prepay", volume="3")
    assert (end.code, end.json["money"]) == (3, "untouched"), end.said
    code: str = end.json["error"]
    return code


def test_what_lies_in_a_real_reader(desk: Desk, hands: Hands) -> None:
    assert refused(desk) == "no_card"
    hands.put(MuteCard())
    assert refused(desk) == "card_mute"
    hands.put(ForeignCard(bytes.fromhex("3B6500002063CB6A00")))
    assert refused(desk) == "card_unsupported"
    hands.put()
    assert refused(desk) == "wrong_card"
    assert desk.proves_itself()


def test_a_reader_that_is_not_there(make_desk: MakeDesk, daemon: PcscDaemon) -> None:
    assert daemon.running
    desk = make_desk(reader="Gemalto")
    assert refused(desk) == "reader_lost"
    found = desk.here("doctor", "--json")
    reader = next(one for one in found.json["checks"] if one["name"] == "reader")
    assert (found.code, reader["health"]) == (5, "bad")
    assert "ACS ACR39U" in reader["state"]


def test_a_reader_that_another_program_holds(desk: Desk, hands: Hands) -> None:
    hands.put()
    link = PcscReader(hands.slot.reader).connect()
    assert refused(desk) == "reader_busy"
    link.close()
    assert refused(desk) == "wrong_card"


def test_a_card_service_that_is_down(desk: Desk, daemon: PcscDaemon, hands: Hands) -> None:
    account = desk.account()
    daemon.kill()
    assert refused(desk) == "reader_lost"
    assert desk.here("doctor").code == 5
    desk.do("open-account", tariff_class="1").fine()
    daemon.start()
    hands.put()
    given: dict[str, Any] = {"account": account, "meter": METER, "model": "DN15", "volume": "5"}
    desk.do("allocate-meter", **given).fine()
    assert desk.proves_itself()


def test_two_sales_at_once_with_one_id_are_one(desk: Desk, hands: Hands) -> None:
    account = desk.account()
    hands.put()
    given: dict[str, Any] = {"account": account, "meter": METER, "model": "DN15", "volume": "5"}
    desk.do("allocate-meter", **given).fine()
    hands.visit_meter()
    words = ("do", "--json", "--operator", CASHIER, "--id", "app-9", "prepay", "volume=3")
    processes = [desk.start(*words) for _ in range(2)]
    ends = [(process.communicate(timeout=60), process.returncode) for process in processes]
    told = [msgspec.json.decode(out) for (out, _err), _code in ends]
    assert sorted(code for _out, code in ends) in ([0, 0], [0, 6]), ends
    sold = [one for one in told if "error" not in one]
    assert all(one == sold[0] for one in sold)
    assert {one["error"] for one in told if "error" in one} <= {"ledger_owned"}
    assert desk.do("prepay", volume="3", request="app-9").fine().json == sold[0]
    hands.visit_meter()
    assert hands.meter.state.total_credited == 8000
    assert desk.proves_itself()
