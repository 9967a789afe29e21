"""Accounts are found by whatever a customer can say; each page asks only for what it shows."""

from __future__ import annotations

from typing import Any

import pytest

from app.operations.account_file import account_file
from app.operations.account_movements import MovementState, movement_lines
from app.operations.account_search import FoundBy, HitPage, account_hits, search_accounts
from app.operations.errors import BadArgument, PlanInterrupted, UnknownRecord
from app.simulator.reader import ApduPhase
from app.telling.results import in_words
from tests.counter import Counter
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


@pytest.fixture
def amina(customer: Customer) -> str:
    """One account more, with a name and a telephone, without a meter."""
    number: str = customer.counter.do(
        "open-account",
        tariff_class="1",
        name="Amina Salim",
        phone="0712 345 678",
        address="Plot 4",
        household_size="4",
    ).account
    return number


def page(counter: Counter, text: str, most: int = 9, after: HitPage | None = None) -> HitPage:
    return search_accounts(counter.kiosk, text, most, after.after if after else None)


def found(counter: Counter, text: str) -> tuple[str, ...]:
    return tuple(hit.account for hit in page(counter, text).hits)


class TestFinding:
    def test_by_account_number(self, customer: Customer, amina: str) -> None:
        assert found(customer.counter, f" {amina} ") == (amina,)

    @pytest.mark.parametrize("text", ["000000012345", "12345"])
    def test_by_meter_number_with_or_without_zeros(self, customer: Customer, text: str) -> None:
        assert found(customer.counter, text) == (customer.account,)

    @pytest.mark.parametrize(
        "text", ["amina", "sal", "SALIM AM", "mina", "Amnia salm", "0712", "0712 345", "345678"]
    )
    def test_by_parts_of_name_and_telephone_and_with_a_mistake(
        self, customer: Customer, amina: str, text: str
    ) -> None:
        assert found(customer.counter, text) == (amina,)

    @pytest.mark.parametrize("text", ["nobody", "min nobody", "99", "%", "[x]", "", " ", "\x00\n"])
    def test_what_fits_nothing_is_said(self, customer: Customer, text: str) -> None:
        with pytest.raises(UnknownRecord):
            found(customer.counter, text)

    def test_more_than_sixty_characters_are_refused(self, customer: Customer) -> None:
        with pytest.raises(BadArgument, match="at most 60"):
            found(customer.counter, "x" * 61)

    def test_by_the_beginning_of_a_card_serial(self, customer: Customer) -> None:
        serial = account_file(customer.counter.kiosk, customer.account).cards[0].serial.hex()
        (hit,) = page(customer.counter, serial.upper()[:9]).hits
        assert (hit.account, hit.by, hit.matched) == (customer.account, FoundBy.CARD, serial)

    @pytest.mark.parametrize("text", ["0123", "1234", "2345", "00012", "012345"])
    def test_by_any_four_digits_of_a_meter(self, customer: Customer, text: str) -> None:
        (hit,) = page(customer.counter, text).hits
        assert (hit.account, hit.by, hit.matched) == (
            customer.account,
            FoundBy.METER,
            "000000012345",
        )

    def test_a_part_that_stands_twice_in_a_number_finds_it_once(self, customer: Customer) -> None:
        first = page(customer.counter, "0000", 1)
        assert ([hit.account for hit in first.hits], first.after) == ([customer.account], None)

    def test_by_any_two_bytes_of_a_card_serial(self, customer: Customer) -> None:
        serial = account_file(customer.counter.kiosk, customer.account).cards[0].serial.hex()
        parts = [serial[at : at + 4] for at in range(0, len(serial) - 2, 2)]
        hits = [page(customer.counter, part).hits[0] for part in parts]
        assert {(hit.account, hit.matched) for hit in hits} == {(customer.account, serial)}

    def test_three_digits_of_a_meter_are_too_few(self, customer: Customer) -> None:
        with pytest.raises(UnknownRecord):
            found(customer.counter, "345")

    def test_a_hit_tells_what_of_it_fits(self, customer: Customer, amina: str) -> None:
        by = {text: page(customer.counter, text).hits[0].by for text in ("4", amina, "plot 4")}
        assert by == {"4": FoundBy.ADDRESS, amina: FoundBy.ACCOUNT, "plot 4": FoundBy.ADDRESS}
        (hit,) = page(customer.counter, "3456").hits
        assert (hit.by, hit.matched) == (FoundBy.PHONE, "0712 345 678")

    def test_pages_hold_everybody_once_and_the_exact_ones_first(self, customer: Customer) -> None:
        counter = customer.counter
        names = ("Sali", "Salima", "Salim", "Vasalim", "Salmi", "Salim Salima", "Hassan")
        numbers = {name: counter.account(name) for name in names}
        order, after = [], None
        for _page in range(4):
            after = page(counter, "salim", 2, after)
            order += [hit.account for hit in after.hits]
            if after.after is None:
                break
        wanted = ("Salim", "Salim Salima", "Salima", "Vasalim", "Sali", "Salmi")
        assert order == [numbers[name] for name in wanted]

    def test_digits_find_account_meter_and_telephone_once_each(self, customer: Customer) -> None:
        counter = customer.counter
        both = counter.do("open-account", tariff_class="1", phone="701000019", name="Amos")
        assert found(counter, "701000019") == (customer.account, both.account)
        assert found(counter, "7010000") == (customer.account, both.account)

    def test_a_hit_tells_who_it_is(self, customer: Customer, amina: str) -> None:
        numbers = (customer.account, amina, "999")
        with_meter, without = account_hits(customer.counter.kiosk, numbers)
        assert (with_meter.meter, with_meter.name) == ("000000012345", "")
        assert (without.name, without.phone, without.meter) == ("Amina Salim", "0712 345 678", "")


class TestTheFile:
    def test_tells_person_tariff_and_region(self, customer: Customer, amina: str) -> None:
        file = account_file(customer.counter.kiosk, amina)
        assert file.personal["address"] == "Plot 4"
        assert (file.region, file.tariff, file.account.household_size) == ("Kilifi", "Domestic", 4)
        assert (file.allocations, file.cards, file.in_doubt) == ((), (), ())
        assert (file.balance, file.arrears) == (0, 0)

    def test_tells_which_card_counts(self, customer: Customer) -> None:
        customer.new_card()
        customer.counter.do(
            "reissue-card",
            account=customer.account,
            reason="lost",
            identity="known",
            tendered="200",
        )
        newer, older = account_file(customer.counter.kiosk, customer.account).cards
        assert (newer.superseded, older.superseded) == (False, True)
        assert older.superseded_by == newer.serial

    def test_of_an_unknown_account_is_refused(self, customer: Customer) -> None:
        with pytest.raises(UnknownRecord):
            account_file(customer.counter.kiosk, "999")


class TestPurchases:
    def states(
        self, customer: Customer, most: int = 20, skip: int = 0
    ) -> list[tuple[int | None, str]]:
        lines = movement_lines(customer.counter.kiosk, customer.account, most, skip)
        return [(line.number, line.state) for line in lines]

    def test_newest_first_with_receipt_and_what_became_of_them(self, customer: Customer) -> None:
        customer.buy("1")
        customer.visit()
        customer.buy("2")
        line = movement_lines(customer.counter.kiosk, customer.account, 1)[0]
        assert (line.number, line.credit, line.paper) == (3, 2_000, "K07-01-000003")
        assert self.states(customer) == [
            (3, MovementState.ON_CARD),
            (2, MovementState.TAKEN),
            (1, MovementState.TAKEN),
        ]

    def test_a_page_of_them(self, customer: Customer) -> None:
        for _purchase in range(3):
            customer.buy("1")
            customer.visit()
        assert [number for number, _state in self.states(customer, 2, 1)] == [3, 2]
        assert self.states(customer, 5, 4) == []

    def test_a_refund_waits_and_then_is_paid(self, customer: Customer) -> None:
        customer.buy("1")
        customer.do("refund", reason="moved")
        assert self.states(customer, 2) == [
            (None, MovementState.DUE),
            (2, MovementState.REFUND_WAITS),
        ]
        assert account_file(customer.counter.kiosk, customer.account).refund_waits > 0
        customer.visit()
        customer.do("pay-refund")
        assert self.states(customer, 2) == [
            (None, MovementState.PAID_BACK),
            (2, MovementState.REFUNDED),
        ]
        back = movement_lines(customer.counter.kiosk, customer.account, 1)[0]
        assert (back.credit, back.paper) == (-1_000, "K07-01-000003")
        assert back.total < 0

    def test_one_that_was_interrupted_is_in_doubt_and_has_a_slip(self, customer: Customer) -> None:
        customer.counter.put(customer.card)
        with (
            pulled_at_write(customer.counter, 1, ApduPhase.BEFORE),
            pytest.raises(PlanInterrupted),
        ):
            customer.buy("1")
        line = movement_lines(customer.counter.kiosk, customer.account, 1)[0]
        assert (line.state, line.paper) == (MovementState.IN_DOUBT, "K07-01-S0001")
        assert len(account_file(customer.counter.kiosk, customer.account).in_doubt) == 1
        customer.do("settle")
        assert self.states(customer, 1) == [(2, MovementState.ON_CARD)]


def test_the_operation_gives_page_after_page_and_says_where_to_go_on(counter: Counter) -> None:
    wanted = {counter.account(f"Amina {last}") for last in ("Salim", "Juma", "Ali")}
    found: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = counter.do("find-accounts", text="amina", rows="2", **after)
        found += [hit.account for hit in page.accounts]
        assert in_words(counter.kiosk, page)
        if page.next is None:
            break
        after = {"after": page.next}
    assert (len(found), set(found)) == (3, wanted)
    for wrong in ("", "x", "e30=", "\u0661"):
        with pytest.raises(BadArgument, match="not the place"):
            counter.do("find-accounts", text="amina", after=wrong)
