"""Balanced entries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.entries import Book, Posting, balanced

postings = st.lists(
    st.builds(
        Posting, st.sampled_from(Book), st.sampled_from(["", "a"]), st.integers(-(10**12), 10**12)
    ),
    max_size=6,
)


class TestBalance:
    """Debit positive, credit negative; together nothing."""

    def test_of_nothing_holds(self) -> None:
        assert balanced([])

    @given(postings)
    def test_holds_with_what_is_missing_added(self, some: list[Posting]) -> None:
        missing = -sum(posting.amount for posting in some)
        assert balanced([*some, Posting(Book.SUSPENSE, "a", missing)])

    @given(postings, st.integers(1, 10**12))
    def test_breaks_with_any_other_amount(self, some: list[Posting], off: int) -> None:
        missing = -sum(posting.amount for posting in some)
        assert not balanced([*some, Posting(Book.SUSPENSE, "a", missing + off)])
