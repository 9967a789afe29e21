"""The safe: bags, deposit slips, what the bank says. Cash is in one place at a time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.amounts import BadAmount
from app.domain.entries import Book
from app.operations.deposit_bags import DEPOSIT_BAGS, DepositBagsArguments
from app.operations.errors import (
    BadArgument,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller
from app.printing.documents import CashSlip, DepositSlip
from app.printing.elements import paper_text
from app.printing.layout import layout
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.proofs import booked, events, ledger_of, papers, prove
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter

BANK: dict[str, Any] = {"carrier": "Ali", "bank": "KCB 1107"}


@pytest.fixture
def counter(proved_counter: Counter) -> Counter:
    """Two bags in the safe; what is in the second one was not counted by denomination."""
    proved_counter.do("drop-cash", bag="B-1", counted="200x2,50x1")
    proved_counter.do("drop-cash", bag="B-2", counted="307x1")
    return proved_counter


def total(counter: Counter, book: Book) -> int:
    """Of a book, whatever its subjects."""
    with ledger_of(counter).read() as reader:
        sql = "SELECT COALESCE(SUM(amount), 0) FROM book_total WHERE book = ?"
        return int(reader.db.execute_sql(sql, (book.value,)).fetchone()[0])


class TestBags:
    """Every bag is in the safe until it goes on a slip."""

    def test_what_a_counted_drawer_leaves_goes_into_a_bag_from_the_safe(
        self, counter: Counter
    ) -> None:
        counter.do("close-shift", counted="400x1")
        loose = booked(counter, Book.SAFE)
        done = counter.do("bag-cash", bag="B-3", counted="100x3")
        assert booked(counter, Book.SAFE) == loose - 30_000
        assert booked(counter, Book.BAG, "B-3") == 30_000
        assert counter.do("safe").loose == loose - 30_000
        slip = papers(counter)[-1]
        assert isinstance(slip, CashSlip)
        assert (slip.bag, slip.amount, slip.number) == ("B-3", 30_000, str(done.bagged))

    @pytest.mark.parametrize("operation", ["drop-cash", "bag-cash"])
    def test_no_number_comes_twice(self, counter: Counter, operation: str) -> None:
        counter.do("deposit-bags", bags="B-1", **BANK)
        for number in ("B-1", "B-2"):
            with pytest.raises(BadArgument, match=number):
                counter.do(operation, bag=number, counted="100x1")

    def test_a_mistyped_number_is_put_right_and_both_are_kept(self, counter: Counter) -> None:
        counter.do("renumber-bag", bag="B-2", number="B-7", reason="read wrongly", request="n")
        again = counter.do(
            "renumber-bag", bag="B-2", number="B-7", reason="read wrongly", request="n"
        )
        assert (again.old, again.new, again.amount) == ("B-2", "B-7", 30_700)
        assert booked(counter, Book.BAG, "B-2") == 0
        assert booked(counter, Book.BAG, "B-7") == 30_700
        slip = papers(counter)[-1]
        assert isinstance(slip, CashSlip)
        assert (slip.bag, slip.typed, slip.reason) == ("B-7", "B-2", "read wrongly")
        assert [(bag.number, bag.typed) for bag in counter.do("safe").bags] == [
            ("B-1", "B-1"),
            ("B-7", "B-2"),
        ]
        # The bag that really has this number can come.
        counter.do("drop-cash", bag="B-2", counted="5x1")

    def test_it_gets_no_number_of_another_and_must_be_in_the_safe(self, counter: Counter) -> None:
        for bag, number, error in (
            ("B-2", "B-1", BadArgument),
            ("B-2", "B-2", BadArgument),
            ("B-9", "B-8", UnknownRecord),
        ):
            with pytest.raises(error):
                counter.do("renumber-bag", bag=bag, number=number, reason="said")
        counter.do("deposit-bags", **BANK)
        with pytest.raises(UnknownRecord, match="B-2"):
            counter.do("renumber-bag", bag="B-2", number="B-8", reason="said")


class TestDepositSlip:
    """Bags on one slip are on no other; the paper says what is in them."""

    def test_takes_all_bags_unless_some_are_named(self, counter: Counter) -> None:
        done = counter.do("deposit-bags", **BANK, request="d")
        assert counter.do("deposit-bags", **BANK, request="d") == done
        assert (done.bags, done.amount) == (("B-1", "B-2"), 75_700)
        assert total(counter, Book.BAG) == 0
        assert booked(counter, Book.TO_BANK, str(done.slip)) == 75_700
        with pytest.raises(UnknownRecord):
            counter.do("deposit-bags", **BANK)

    def test_says_what_was_counted_and_what_was_not(self, counter: Counter) -> None:
        done = counter.do("deposit-bags", **BANK)
        (event,) = events(counter, "bags_deposited")
        counted = [(one.value, one.pieces) for one in event.counted]
        assert counted == [(20_000, 2), (5_000, 1)]
        assert event.uncounted == 30_700
        slip = papers(counter)[-1]
        assert isinstance(slip, DepositSlip)
        assert slip.number == str(done.slip)
        for width in (32, 48):
            said = paper_text(layout(slip, width), width)
            for words in ("DEPOSIT SLIP", "KCB 1107", "Ali", "Bag B-2", "2 x 200.00", "757.00"):
                assert words in said, (width, words)
        copy = counter.do("reprint", number=str(done.slip))
        assert copy.copy == 1

    def test_a_bag_is_on_one_slip_only(self, counter: Counter) -> None:
        counter.do("deposit-bags", bags="B-1", **BANK)
        with pytest.raises(UnknownRecord, match="B-1"):
            counter.do("deposit-bags", bags="B-2, B-1", **BANK)
        with pytest.raises(BadArgument, match="twice"):
            counter.do("deposit-bags", bags="B-2,B-2", **BANK)
        # The account is that of the slip before.
        assert counter.do("deposit-bags", bags="B-2", carrier="Ali").bank == "KCB 1107"

    def test_two_at_once_do_not_take_the_same_bag(self, counter: Counter) -> None:
        caller, wanted = Caller(operator=12), DepositBagsArguments(**BANK)
        quote = DEPOSIT_BAGS.quote(DEPOSIT_BAGS.look(counter.kiosk, caller, wanted), wanted)
        counter.do("deposit-bags", bags="B-1", **BANK)
        with pytest.raises(StaleQuote):
            DEPOSIT_BAGS.perform(counter.kiosk, caller, quote)

    def test_above_the_limit_two_sign(self, counter: Counter) -> None:
        counter.do("set-limit", by=ADMINISTRATOR, limit="bank", amount="500")
        counter.do("deposit-bags", bags="B-1", **BANK)
        counter.do("set-limit", by=ADMINISTRATOR, limit="bank", amount="300")
        with pytest.raises(SecondPersonNeeded):
            counter.do("deposit-bags", **BANK)
        counter.do("deposit-bags", second=SUPERVISOR, **BANK)
        slip = papers(counter)[-1]
        assert isinstance(slip, DepositSlip)
        assert slip.second.startswith("20 ")

    def test_taken_back_its_bags_can_go_again(self, counter: Counter) -> None:
        first = counter.do("deposit-bags", **BANK)
        with pytest.raises(SecondPersonNeeded):
            counter.do("take-back-deposit", reason="bank closed")
        counter.do("take-back-deposit", reason="bank closed", second=SUPERVISOR)
        assert booked(counter, Book.TO_BANK, str(first.slip)) == 0
        assert counter.do("safe").in_bags == 75_700
        with pytest.raises(UnknownRecord):
            counter.do("confirm-deposit", slip=str(first.slip), reference="1")
        assert counter.do("deposit-bags", **BANK).amount == 75_700


class TestTheBank:
    """What it received is booked as it says; a difference in its own book, by two."""

    def test_received_what_the_slip_comes_to(self, counter: Counter) -> None:
        slip = counter.do("deposit-bags", **BANK).slip
        done = counter.do("confirm-deposit", by=SUPERVISOR, reference="BR 17", request="c")
        again = counter.do("confirm-deposit", by=SUPERVISOR, reference="BR 17", request="c")
        assert again == done
        assert (done.slip, done.received, done.over_short) == (slip, 75_700, 0)
        assert booked(counter, Book.BANK, "KCB 1107") == 75_700
        with pytest.raises(UnknownRecord):
            counter.do("confirm-deposit", reference="BR 17")
        with pytest.raises(UnknownRecord):
            counter.do("take-back-deposit", reason="late", second=SUPERVISOR)

    @pytest.mark.parametrize(("amount", "short"), [("700", 5_700), ("760", -300), ("0", 75_700)])
    def test_a_difference_takes_a_reason_and_two(
        self, counter: Counter, amount: str, short: int
    ) -> None:
        slip = counter.do("deposit-bags", **BANK).slip
        with pytest.raises(BadArgument):
            counter.do("confirm-deposit", amount=amount, reference="BR 17")
        given: dict[str, Any] = {"amount": amount, "reference": "BR 17", "reason": "recounted"}
        with pytest.raises(SecondPersonNeeded):
            counter.do("confirm-deposit", **given)
        counter.do("confirm-deposit", second=SUPERVISOR, **given)
        assert booked(counter, Book.BANK_OVER_SHORT, str(slip)) == short
        assert booked(counter, Book.BANK, "KCB 1107") == 75_700 - short
        assert total(counter, Book.TO_BANK) == 0
        assert booked(counter, Book.OVER_SHORT, "12") == 0

    def test_what_cannot_be_is_refused(self, counter: Counter) -> None:
        counter.do("deposit-bags", bags="B-1", **BANK)
        wrong: tuple[tuple[dict[str, Any], type[Exception]], ...] = (
            ({"received_on": "2026-11-20"}, BadArgument),
            ({"received_on": "2026-12-24"}, BadArgument),
            ({"reason": "none"}, BadArgument),
            ({"amount": "-5"}, BadAmount),
            ({"reference": " "}, BadArgument),
            ({"slip": "K07-01-1"}, UnknownRecord),
        )
        for said, error in wrong:
            with pytest.raises(error):
                counter.do("confirm-deposit", **{"reference": "BR 17", **said})
        counter.do("deposit-bags", **BANK)
        with pytest.raises(BadArgument, match="Several"):
            counter.do("confirm-deposit", reference="BR 17")


class Model:
    """Where the cash is, kept apart from the ledger, by amounts alone."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.came = 0
        self.inside: dict[str, int] = {}
        self.slips: dict[str, dict[str, int]] = {}
        self.bank = 0
        self.lost = 0

    def act(self, what: int, which: int) -> None:
        """Does one thing, or is refused and changes nothing."""
        acts = (self.drop, self.bag, self.renumber, self.deposit, self.take_back, self.confirm)
        acts[what % len(acts)](which)

    def _came(self, operation: str, which: int) -> None:
        number, amount = f"B-{which % 12}", 100 + which
        counted = f"{amount / 100:.2f}x1"
        used = {*self.inside, *(one for slip in self.slips.values() for one in slip)}
        try:
            self.counter.do(operation, bag=number, counted=counted)
        except BadArgument:
            return
        assert number not in used
        self.inside[number] = amount
        self.came += amount

    def drop(self, which: int) -> None:
        self._came("drop-cash", which)

    def bag(self, which: int) -> None:
        self._came("bag-cash", which)

    def renumber(self, which: int) -> None:
        if not self.inside:
            return
        old, new = sorted(self.inside)[which % len(self.inside)], f"B-{which % 17}"
        try:
            self.counter.do("renumber-bag", bag=old, number=new, reason="read wrongly")
        except BadArgument:
            return
        assert new not in self.inside
        self.inside[new] = self.inside.pop(old)

    def deposit(self, which: int) -> None:
        chosen = sorted(self.inside)[which % 3 :]
        if not chosen:
            return
        slip = self.counter.do("deposit-bags", bags=",".join(chosen), **BANK).slip
        self.slips[str(slip)] = {number: self.inside.pop(number) for number in chosen}

    def take_back(self, which: int) -> None:
        if self.slips:
            slip = sorted(self.slips)[which % len(self.slips)]
            self.counter.do("take-back-deposit", slip=slip, reason="late", second=SUPERVISOR)
            self.inside |= self.slips.pop(slip)

    def confirm(self, which: int) -> None:
        if not self.slips:
            return
        slip = sorted(self.slips)[which % len(self.slips)]
        amount = sum(self.slips.pop(slip).values())
        received = max(0, amount - which % 4)
        given: dict[str, Any] = {"amount": f"{received / 100:.2f}", "reference": f"BR {slip}"}
        if received != amount:
            given |= {"reason": "recounted"}
        self.counter.do("confirm-deposit", slip=slip, second=SUPERVISOR, **given)
        self.bank += received
        self.lost += amount - received
        if which % 3 == 0:
            self.put_right(slip, which)

    def put_right(self, slip: str, which: int) -> None:
        """The bank received one unit more than was entered."""
        before = self.counter.do("safe").confirmed
        (was,) = [one.word.received for one in before if str(one.id) == slip]
        self.counter.do(
            "confirm-deposit",
            slip=slip,
            amount=f"{(was + 100) / 100:.2f}",
            reference=f"BR {slip} {which}",
            reason="read wrongly",
            second=SUPERVISOR,
        )
        self.bank += 100
        self.lost -= 100

    def agrees(self) -> None:
        """The books and the inquiry say the same as the amounts; nothing is counted twice."""
        counter, on_the_way = self.counter, sum(sum(one.values()) for one in self.slips.values())
        found = counter.do("safe")
        assert {bag.number: bag.amount for bag in found.bags} == self.inside
        assert total(counter, Book.BAG) == found.in_bags == sum(self.inside.values())
        assert total(counter, Book.TO_BANK) == found.on_the_way == on_the_way
        assert total(counter, Book.BANK) == self.bank
        assert total(counter, Book.BANK_OVER_SHORT) == self.lost
        assert self.came == sum(self.inside.values()) + on_the_way + self.bank + self.lost


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), min_size=8, max_size=20))
def test_whatever_is_done_cash_is_in_one_place(
    make_counter: MakeCounter, acts: list[tuple[int, int]]
) -> None:
    counter = make_counter()
    model = Model(counter)
    for what, which in acts:
        model.act(what, which)
    model.agrees()
    prove(counter)
