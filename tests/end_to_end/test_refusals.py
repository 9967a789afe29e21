"""`tapcard do prepay` sells only to whom, when, and at the price that it should; and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.assembly import Assembly, assembled
from app.cards.key_sources.demo import DemoKeys
from app.commands.outcome import exit_code
from app.domain.approval import answer_to, new_key
from app.operations.errors import StaleQuote
from app.operations.operation import Caller, parse_arguments
from app.operations.prepay import PREPAY, PrepayArguments
from app.operations.sale_result import SaleResult
from app.operations.set_tariff import SET_TARIFF
from app.settings import load_settings
from app.simulator.printer import VirtualPrinter
from tests.end_to_end.conftest import Customer
from tests.end_to_end.desk import ADMINISTRATOR, CASHIER, SUPERVISOR, TARIFF, TECHNICIAN, Desk

pytestmark = pytest.mark.usefixtures("customer")


def test_a_sale_goes_through(desk: Desk, printer: VirtualPrinter) -> None:
    sold = desk.do("prepay", volume="3", tendered="500").fine().json
    (load,) = sold["loads"]
    assert (load["number"], load["credit"], sold["total"], sold["change"]) == (
        2,
        3000,
        18_000,
        32_000,
    )
    assert len(printer.documents) == 3
    assert desk.proves_itself()


@pytest.mark.parametrize("operator", [TECHNICIAN, ADMINISTRATOR])
def test_not_without_permission(desk: Desk, operator: int) -> None:
    refused = desk.do("prepay", by=operator, volume="3")
    assert (refused.code, refused.json["error"]) == (3, "not_allowed")
    assert refused.json["money"] == "untouched"


def test_not_without_an_open_shift(desk: Desk) -> None:
    refused = desk.do("prepay", by=SUPERVISOR, volume="3")
    assert (refused.code, refused.json["error"]) == (3, "no_open_shift")
    assert "No money was taken" in refused.json["remedy"]


def test_a_second_person_elsewhere_answers_in_another_call(desk: Desk) -> None:
    key = new_key(b"a key of sixteen")
    desk.here(
        *("do", "--operator", ADMINISTRATOR, "--second", SUPERVISOR, "set-approver"),
        *(f"approver={SUPERVISOR}", "approval_key=?"),
        TAPCARD_NEW_APPROVAL_KEY=key,
    ).fine()
    one, two = (
        desk.do("open-account", tariff_class="1", name="Asha Juma").fine().json["account"]
        for _twice in range(2)
    )
    words = ("--json", "--operator", CASHIER, "--second", SUPERVISOR)
    merge = ("merge-accounts", f"account={one}", f"into={two}", "reason=opened twice")
    challenge = desk.here("do", *words, "--challenge", *merge).fine().json["challenge"]
    for answer, code in (("00000000", 3), (answer_to(challenge, key), 0)):
        assert desk.here("do", *words, "--approval", answer, *merge).code == code
    assert desk.here("do", *words, "--approval", answer, *merge).code == 3
    alone = desk.here("do", "--operator", CASHIER, "--challenge", *merge)
    assert (alone.code, "--second NUMBER" in alone.said) == (2, True)
    assert desk.proves_itself()


def test_not_with_a_wrong_pin(desk: Desk) -> None:
    refused = desk.here("do", "--operator", 12, "prepay", "volume=3", TAPCARD_PIN="141421")
    assert refused.code == 3
    assert "Operator number or PIN is wrong." in refused.err
    assert "none was taken" in refused.err


def test_the_same_id_sells_once_and_says_the_same(desk: Desk, printer: VirtualPrinter) -> None:
    first = desk.do("prepay", request="app-77", volume="3").fine()
    papers = len(printer.documents)
    again = desk.do("prepay", request="app-77", volume="3").fine()
    assert again.out == first.out
    assert len(printer.documents) == papers
    other = desk.do("prepay", request="app-78", volume="3")
    assert (other.code, other.json["error"]) == (3, "card_standing")
    assert desk.proves_itself()


def test_the_same_id_still_answers_when_the_shift_is_closed(desk: Desk) -> None:
    first = desk.do("prepay", request="app-77", volume="3").fine()
    closed = desk.do("close-shift", request="evening", counted="0").fine()
    assert desk.do("prepay", request="app-77", volume="3").fine().out == first.out
    again = desk.do("close-shift", request="evening", counted="0").fine().json
    assert again["expected"] == closed.json["expected"]


def test_an_id_that_stood_for_something_else(desk: Desk) -> None:
    desk.do("open-account", request="app-77", tariff_class="1").fine()
    refused = desk.do("prepay", request="app-77", volume="3")
    assert (refused.code, refused.json["error"]) == (3, "request_reused")


class TestAStaleQuote:
    """A screen shows a price, the world moves, the cashier confirms: nothing is sold."""

    @pytest.fixture
    def assembly(self, desk: Desk) -> Iterator[Assembly]:
        with assembled(load_settings(desk.config), keys=DemoKeys()) as one:
            yield one

    @pytest.fixture
    def confirm(self, assembly: Assembly) -> Callable[[], SaleResult]:
        """Makes the quote now; performs it when called."""
        caller = Caller(operator=CASHIER)
        wish = PrepayArguments(volume="3")
        quote = PREPAY.quote(PREPAY.look(assembly.kiosk, caller, wish), wish)
        return lambda: PREPAY.perform(assembly.kiosk, caller, quote)

    def refused(self, confirm: Callable[[], SaleResult], assembly: Assembly, desk: Desk) -> bool:
        with pytest.raises(StaleQuote) as stale:
            confirm()
        assert exit_code(stale.value) == 3
        assert "Nothing was paid" in stale.value.remedy
        assembly.ledger.close()
        return desk.proves_itself()

    def test_after_a_new_tariff(
        self, confirm: Callable[[], SaleResult], assembly: Assembly, desk: Desk
    ) -> None:
        given = parse_arguments(SET_TARIFF, {"tariff": TARIFF.replace("45.00", "46.00")})
        SET_TARIFF.run(assembly.kiosk, Caller(operator=ADMINISTRATOR, second=SUPERVISOR), given)
        assert self.refused(confirm, assembly, desk)

    def test_after_a_visit_to_the_meter(
        self,
        confirm: Callable[[], SaleResult],
        assembly: Assembly,
        desk: Desk,
        customer: Customer,
    ) -> None:
        customer.meter.use(1000)
        customer.visit_meter()
        assert self.refused(confirm, assembly, desk)

    def test_after_another_sale_to_the_account(
        self, confirm: Callable[[], SaleResult], assembly: Assembly, desk: Desk
    ) -> None:
        given = parse_arguments(PREPAY, {"volume": "1"})
        PREPAY.run(assembly.kiosk, Caller(operator=CASHIER), given)
        assert self.refused(confirm, assembly, desk)
