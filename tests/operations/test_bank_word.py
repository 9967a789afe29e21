"""What the bank said is put right by two; its paper is for one slip, entered by somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entries import Book
from app.domain.safe import may_confirm_alone
from app.operations.errors import BadArgument, ReferenceUsed, SecondPersonNeeded
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.proofs import booked, events, prove
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter
from tests.operations.test_safe import BANK, total
from tests.operations.test_safe import counter as counter


class TestWhatTheBankSaidIsPutRight:
    """By two, with a reason; the difference is booked and both are kept."""

    @pytest.fixture
    def slip(self, counter: Counter) -> str:
        """Confirmed with too little: 700 of 757."""
        slip = str(counter.do("deposit-bags", **BANK).slip)
        given: dict[str, Any] = {"amount": "700", "reference": "BR 17", "reason": "a false note"}
        counter.do("confirm-deposit", second=SUPERVISOR, **given)
        return slip

    def test_the_books_are_as_if_it_had_been_entered_at_once(
        self, counter: Counter, slip: str
    ) -> None:
        given: dict[str, Any] = {"slip": slip, "reference": "BR 17", "reason": "read wrongly"}
        with pytest.raises(SecondPersonNeeded):
            counter.do("confirm-deposit", by=SUPERVISOR, **given)
        done = counter.do("confirm-deposit", by=SUPERVISOR, second=ADMINISTRATOR, **given)
        assert (done.was, done.received, done.over_short) == (70_000, 75_700, 0)
        assert booked(counter, Book.BANK, "KCB 1107") == 75_700
        assert booked(counter, Book.BANK_OVER_SHORT, slip) == 0
        first, second = events(counter, "deposit_confirmed")
        assert (first.received, second.was, second.corrects is not None) == (70_000, 70_000, True)
        rows = counter.do("report", by=SUPERVISOR, report="safe").rows
        assert [row[2] for row in rows if row[1] == "Bank received"] == [slip, slip]
        prove(counter)

    def test_once_more_and_to_nothing(self, counter: Counter, slip: str) -> None:
        given: dict[str, Any] = {"slip": slip, "reason": "read wrongly", "second": SUPERVISOR}
        counter.do("confirm-deposit", amount="757", reference="BR 18", **given)
        counter.do("confirm-deposit", amount="0", reference="BR 18", **given)
        assert total(counter, Book.BANK) == 0
        assert booked(counter, Book.BANK_OVER_SHORT, slip) == 75_700
        prove(counter)

    def test_the_same_again_or_without_a_reason_is_refused(
        self, counter: Counter, slip: str
    ) -> None:
        same: dict[str, Any] = {"slip": slip, "amount": "700", "second": SUPERVISOR}
        with pytest.raises(BadArgument, match="entered already"):
            counter.do("confirm-deposit", reference="br 17", reason="again", **same)
        with pytest.raises(BadArgument):
            counter.do("confirm-deposit", reference="BR 18", **same)


class TestThePaperOfTheBank:
    """Is for one slip, and entered by somebody who did not carry the bags, or by two."""

    def test_is_not_accepted_for_a_second_slip(self, counter: Counter) -> None:
        first = counter.do("deposit-bags", bags="B-1", **BANK).slip
        second = counter.do("deposit-bags", bags="B-2", **BANK).slip
        counter.do("confirm-deposit", by=SUPERVISOR, slip=str(first), reference="BR 17")
        with pytest.raises(ReferenceUsed, match=str(first)):
            counter.do("confirm-deposit", by=SUPERVISOR, slip=str(second), reference="br  17")
        given: dict[str, Any] = {"reason": "the other slip's", "second": ADMINISTRATOR}
        counter.do("confirm-deposit", by=SUPERVISOR, slip=str(first), reference="BR 18", **given)
        counter.do("confirm-deposit", by=SUPERVISOR, slip=str(second), reference="BR 17")
        prove(counter)

    def test_takes_two_where_its_writer_or_its_carrier_enters_it(self, counter: Counter) -> None:
        counter.do("deposit-bags", carrier=str(SUPERVISOR), bank="KCB")
        for by in (CASHIER, SUPERVISOR):
            with pytest.raises(SecondPersonNeeded):
                counter.do("confirm-deposit", by=by, reference="BR 17")
        counter.do("confirm-deposit", by=SUPERVISOR, second=ADMINISTRATOR, reference="BR 17")

    @given(st.sampled_from(["Juma", " juma  ", "JUMA", "20"]), st.sampled_from([12, 20, 31, None]))
    def test_who_carried_it_is_known_by_name_or_number(
        self, carrier: str, wrote: int | None
    ) -> None:
        assert not may_confirm_alone(20, "Juma", wrote=wrote, carrier=carrier)
        alone = may_confirm_alone(21, "Asha", wrote=wrote, carrier=carrier)
        assert alone is (wrote != 21)
