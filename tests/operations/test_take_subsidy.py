"""Who pays a share of other people's water: what it owes, and what it paid."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.domain.entries import Book
from app.ledger.audit.audit import audit
from app.operations.errors import (
    BadArgument,
    NotAllowed,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller
from app.operations.take_subsidy import TAKE_SUBSIDY, TakeSubsidyArguments
from app.printing.documents import PaymentReceipt
from app.printing.elements import paper_text
from app.printing.layout import layout
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, sleep_days
from tests.operations.proofs import booked, count_events, events, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.test_subsidy import TWO
from tests.operations.test_subsidy import poor as poor


class TestThePayer:
    def pays(self, one: Customer, amount: str, **arguments: Any) -> Any:
        given: dict[str, Any] = {"scheme": "poor", "reference": "FT 2041", **TWO, **arguments}
        return one.counter.do("take-subsidy", amount=amount, **given)

    def owes(self, one: Customer) -> Any:
        (found,) = one.counter.do("subsidies-owed").schemes
        return found

    def test_owes_for_volume_of_households_until_it_is_paid(self, poor: Customer) -> None:
        assert (self.owes(poor).owed, self.owes(poor).since) == (0, None)
        poor.buy("2")
        found = self.owes(poor)
        assert (found.owed, found.volume, found.households) == (1_200, 2_000, 1)
        first_day = found.since
        poor.visit()
        sleep_days(poor.counter, 1)
        poor.buy("1")
        assert (self.owes(poor).owed, self.owes(poor).since) == (1_800, first_day)
        paid = self.pays(poor, "13", request="s-1")
        assert self.pays(poor, "13", request="s-1") == paid
        assert (paid.amount, paid.left, paid.payer) == (1_300, 500, "Ministry of Water")
        # The oldest is paid first: what is left is of the second day.
        found = self.owes(poor)
        assert (found.owed, found.volume) == (500, 1_000)
        assert found.since is not None
        assert first_day is not None
        assert found.since > first_day
        self.pays(poor, "5", through="cheque")
        assert (self.owes(poor).owed, self.owes(poor).households) == (0, 0)
        assert booked(poor.counter, Book.TENDER, "bank_transfer") == 1_300
        assert booked(poor.counter, Book.TENDER, "cheque") == 500
        told = in_words(poor.counter.kiosk, poor.counter.do("subsidies-owed"))
        assert told[0] == "Schemes: 1"

    def test_gets_a_receipt_that_says_what_is_still_owed(self, poor: Customer) -> None:
        poor.buy("2")
        paid = self.pays(poor, "10")
        (receipt,) = [one for one in papers(poor.counter) if isinstance(one, PaymentReceipt)]
        assert (receipt.number, receipt.left) == (str(paid.payment), 200)
        for width in (32, 48):
            text = paper_text(layout(receipt, width), width)
            assert "Ministry of Water" in text
            assert "Still owed" in text
            assert "bank transfer FT 2041" in text

    def test_owes_less_where_a_household_gives_back_what_was_paid(self, poor: Customer) -> None:
        poor.buy("2")
        self.pays(poor, "12")
        poor.do("refund", second=SUPERVISOR, reason="wrong amount")
        assert self.owes(poor).owed == -1_200
        with pytest.raises(BadArgument, match=r"owes 0\.00"):
            self.pays(poor, "1")

    def test_is_booked_by_two_and_never_beyond_what_is_owed(self, poor: Customer) -> None:
        poor.buy("2")
        before = count_events(poor.counter)
        refused: tuple[tuple[dict[str, Any], type[Exception]], ...] = (
            ({"amount": "12.01"}, BadArgument),
            ({"amount": "1", "reference": ""}, BadArgument),
            ({"amount": "1", "scheme": "rich"}, UnknownRecord),
            ({"amount": "1", "second": None}, SecondPersonNeeded),
            ({"amount": "1", "by": ADMINISTRATOR}, NotAllowed),
        )
        for wrong, error in refused:
            with pytest.raises(error):
                self.pays(poor, **wrong)
        assert count_events(poor.counter) == before
        kiosk, caller = poor.counter.kiosk, Caller(operator=CASHIER, second=SUPERVISOR)
        wanted = TakeSubsidyArguments(scheme="poor", amount="1", reference="FT")
        quote = TAKE_SUBSIDY.quote(TAKE_SUBSIDY.look(kiosk, caller, wanted), wanted)
        self.pays(poor, "1")
        with pytest.raises(StaleQuote):
            TAKE_SUBSIDY.perform(kiosk, caller, quote)

    def test_is_held_against_what_was_borne_by_the_audit(
        self, poor: Customer, make_counter: MakeCounter
    ) -> None:
        poor.buy("2")
        self.pays(poor, "12")
        (event,) = events(poor.counter, "subsidy_paid")
        other = make_counter(node=8)
        wrong = msgspec.structs.replace(event, amount=1_300)
        ledger_of(other).commit(lambda tx: tx.append(wrong, operator=CASHIER))
        found = {one.what for one in audit(ledger_of(other)).findings}
        assert "only one person signed" in found
        assert "a payer paid more than it owed" in found
        assert "what a payer paid is booked otherwise" in found
        assert "subsidies: -1300 against -1200" in found
