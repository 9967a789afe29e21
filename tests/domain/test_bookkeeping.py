"""Every function's postings sum to zero, and money lands in the book that it is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.domain import bookkeeping
from app.domain.cards import UtilityKind
from app.domain.entries import Book, Posting, balanced
from app.domain.reversals import put_on_balance, taken_from_balance
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tariff.reassess import booked_apart

ACCOUNT, SHIFT, OPERATOR = "70100019", "K07-01-9", "12"

amounts = st.integers(0, 10**9)
signed = st.integers(-(10**9), 10**9)
cash = st.builds(
    Tender,
    kind=st.just(TenderKind.CASH),
    amount=amounts,
    tendered=amounts,
    change=amounts,
    to_balance=amounts,
)
balance = st.builds(Tender, kind=st.just(TenderKind.BALANCE), amount=amounts, tendered=amounts)
tenders = st.lists(cash | balance, max_size=4)
lines = st.lists(
    st.builds(
        Line,
        kind=st.sampled_from(LineKind),
        code=st.just("line"),
        name=st.just("Line"),
        amount=signed,
        tax_code=st.sampled_from(["", "VAT", "levy"]),
        tax=st.integers(-(10**6), 10**6),
    ),
    max_size=8,
)


def sum_of(postings: Sequence[Posting], *books: Book) -> int:
    return sum(posting.amount for posting in postings if posting.book in books)


def total(of: Sequence[Line]) -> int:
    return sum(line.amount for line in of)


class TestEveryEventBalances:
    """Whatever was tendered and whatever it was for."""

    @given(tenders)
    def test_when_money_comes_in(self, given_: list[Tender]) -> None:
        assert balanced(bookkeeping.paid(given_, ACCOUNT, SHIFT))

    @given(lines)
    def test_when_a_card_proves_its_credit(self, sold: list[Line]) -> None:
        assert balanced(bookkeeping.earned(sold, ACCOUNT))

    @given(lines)
    def test_when_a_load_is_taken_off(self, sold: list[Line]) -> None:
        assert balanced(bookkeeping.cancelled(sold, ACCOUNT))

    @given(amounts)
    def test_when_a_load_was_never_written(self, amount: int) -> None:
        assert balanced(bookkeeping.never_written(amount, ACCOUNT))

    @given(amounts, amounts)
    def test_when_money_goes_out(self, to_cash: int, to_balance: int) -> None:
        assert balanced(bookkeeping.paid_out(to_cash, to_balance, ACCOUNT, SHIFT))

    @given(amounts)
    def test_when_a_float_is_brought(self, amount: int) -> None:
        assert balanced(bookkeeping.float_brought(amount, SHIFT))

    @given(signed, amounts)
    def test_when_a_drawer_is_counted(self, expected: int, counted: int) -> None:
        assert balanced(bookkeeping.drawer_counted(expected, counted, SHIFT, OPERATOR))

    @given(tenders, lines)
    def test_with_one_posting_for_each_book_and_subject(
        self, given_: list[Tender], sold: list[Line]
    ) -> None:
        for postings in (
            bookkeeping.paid(given_, ACCOUNT, SHIFT),
            bookkeeping.earned(sold, ACCOUNT),
            bookkeeping.cancelled(sold, ACCOUNT),
        ):
            keys = [(posting.book, posting.subject) for posting in postings]
            assert len(keys) == len(set(keys))
            assert all(posting.amount for posting in postings)


class TestASale:
    """Into the drawer, through suspense, out to what each line is for."""

    @given(tenders)
    def test_keeps_cash_in_the_drawer_and_what_it_cost_in_suspense(
        self, given_: list[Tender]
    ) -> None:
        postings = bookkeeping.paid(given_, ACCOUNT, SHIFT)
        kept = sum(tender.amount for tender in given_)
        in_cash = sum(
            tender.amount + tender.to_balance for tender in given_ if tender.kind is TenderKind.CASH
        )
        assert sum_of(postings, Book.SUSPENSE) == -kept
        assert sum_of(postings, Book.DRAWER) == in_cash

    @given(lines)
    def test_leaves_nothing_in_suspense_once_it_is_earned(self, sold: list[Line]) -> None:
        tender = Tender(kind=TenderKind.CASH, amount=total(sold), tendered=total(sold))
        postings = [
            *bookkeeping.paid([tender], ACCOUNT, SHIFT),
            *bookkeeping.earned(sold, ACCOUNT),
        ]
        assert sum_of(postings, Book.SUSPENSE) == 0

    @given(lines)
    def test_puts_tax_apart_from_income(self, sold: list[Line]) -> None:
        postings = bookkeeping.earned(sold, ACCOUNT)
        tax = sum(line.tax for line in sold)
        assert sum_of(postings, Book.TAX) == -tax
        income = set(Book) - {Book.TAX, Book.SUSPENSE}
        assert sum_of(postings, *income) == tax - total(sold)

    def test_books_each_kind_of_line_where_it_belongs(self) -> None:
        expected = {
            LineKind.ALLOWANCE: Book.WATER,
            LineKind.TIER: Book.WATER,
            LineKind.SURCHARGE: Book.SURCHARGE,
            LineKind.CREDIT: Book.WATER,
            LineKind.BACK_CHARGE: Book.WATER,
            LineKind.STANDING: Book.STANDING,
            LineKind.ARREARS: Book.ARREARS,
            LineKind.FEE: Book.FEE,
            LineKind.OTHER: Book.OTHER,
            LineKind.SUBSIDY: Book.SUBSIDY,
            LineKind.ROUNDING: Book.ROUNDING,
        }
        for kind in LineKind:
            line = Line(kind=kind, code="line", name="Line", amount=100)
            assert sum_of(bookkeeping.earned([line], ACCOUNT), expected[kind]) == -100

    def test_pays_arrears_of_the_account_itself(self) -> None:
        line = Line(kind=LineKind.ARREARS, code="arrears", name="Arrears", amount=500)
        assert Posting(Book.ARREARS, ACCOUNT, -500) in bookkeeping.earned([line], ACCOUNT)


class TestARefund:
    """What was earned goes back the way it came, and waits until it is paid out."""

    @given(lines)
    def test_undoes_the_income_of_its_sale(self, sold: list[Line]) -> None:
        postings = [*bookkeeping.earned(sold, ACCOUNT), *bookkeeping.cancelled(sold, ACCOUNT)]
        others = set(Book) - {Book.SUSPENSE, Book.REFUND_DUE}
        assert all(sum_of(postings, book) == 0 for book in others)
        assert sum_of(postings, Book.REFUND_DUE) == -total(sold)

    @given(lines, tenders)
    def test_of_a_whole_payment_leaves_every_book_as_it_was(
        self, sold: list[Line], given_: list[Tender]
    ) -> None:
        """Reversal: the sale's entries and those that undo it cancel out, subject by subject."""
        kept = sum(tender.amount for tender in given_)
        rounding = Line(kind=LineKind.ROUNDING, code="rest", name="Rest", amount=kept - total(sold))
        charged = [*sold, rounding]
        back, spent = put_on_balance(given_), taken_from_balance(given_)
        postings = [
            *bookkeeping.paid(given_, ACCOUNT, SHIFT),
            *bookkeeping.earned(charged, ACCOUNT),
            *bookkeeping.cancelled(charged, ACCOUNT, from_balance=back),
            *bookkeeping.paid_out(kept + back - spent, spent, ACCOUNT, SHIFT),
        ]
        sums: Counter[tuple[Book, str]] = Counter()
        for posting in postings:
            sums[posting.book, posting.subject] += posting.amount
        assert not any(sums.values())

    @given(amounts, amounts)
    def test_owes_nothing_once_it_is_paid_out(self, to_cash: int, to_balance: int) -> None:
        due = bookkeeping.never_written(to_cash + to_balance, ACCOUNT)
        out = bookkeeping.paid_out(to_cash, to_balance, ACCOUNT, SHIFT)
        assert sum_of([*due, *out], Book.REFUND_DUE) == 0
        assert sum_of([*due, *out], Book.DRAWER) == -to_cash
        assert sum_of([*due, *out], Book.BALANCE) == -to_balance


class TestHowItWasPaid:
    """A correction leaves the books as if it had been recorded so at once."""

    @given(tenders, tenders)
    def test_ends_where_the_right_tenders_would_have(
        self, old: list[Tender], new: list[Tender]
    ) -> None:
        corrected = [
            *bookkeeping.paid(old, ACCOUNT, SHIFT),
            *bookkeeping.tendered_otherwise(old, new, ACCOUNT, SHIFT),
        ]
        right = bookkeeping.paid(new, ACCOUNT, SHIFT)
        for book in Book:
            assert sum_of(corrected, book) == sum_of(right, book)

    @given(tenders, tenders)
    def test_after_the_count_what_was_over_or_short_changes_instead(
        self, old: list[Tender], new: list[Tender]
    ) -> None:
        open_ = bookkeeping.tendered_otherwise(old, new, ACCOUNT, SHIFT)
        counted = bookkeeping.tendered_otherwise(old, new, ACCOUNT, SHIFT, counted_by=OPERATOR)
        assert balanced(counted)
        assert sum_of(counted, Book.DRAWER) == 0
        assert sum_of(counted, Book.OVER_SHORT) == sum_of(open_, Book.DRAWER)


class TestReckoningAnew:
    """Old lines go back, new ones are booked; the rest is owed one way or the other."""

    @given(lines, lines, amounts)
    def test_balances_and_ends_at_the_income_of_the_new_lines(
        self, old: list[Line], new: list[Line], arrears: int
    ) -> None:
        to_arrears, to_balance = booked_apart(total(new) - total(old), arrears)
        postings = bookkeeping.reckoned_anew(
            [(UtilityKind.WATER, old, new)],
            ACCOUNT,
            to_arrears=to_arrears,
            to_balance=to_balance,
        )
        assert balanced(postings)
        income = set(Book) - {Book.SUSPENSE, Book.ARREARS, Book.BALANCE}
        before, after = bookkeeping.earned(old, ACCOUNT), bookkeeping.earned(new, ACCOUNT)
        for book in income:
            assert sum_of([*before, *postings], book) == sum_of(after, book)


class TestADrawer:
    """It starts and ends empty; the difference has a book of its own."""

    @given(signed, amounts)
    def test_is_empty_after_the_count(self, expected: int, counted: int) -> None:
        postings = bookkeeping.drawer_counted(expected, counted, SHIFT, OPERATOR)
        assert sum_of(postings, Book.DRAWER) == -expected
        assert sum_of(postings, Book.SAFE) == counted
        assert sum_of(postings, Book.OVER_SHORT) == expected - counted
