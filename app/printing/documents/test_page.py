"""A test of the printer, on paper."""

from __future__ import annotations

from app.printing.documents.document import Document


class TestPage(Document, tag="test_page", frozen=True, kw_only=True):
    """Everything that a receipt is made of, with no sale behind it."""

    __test__ = False  # not one of pytest's
