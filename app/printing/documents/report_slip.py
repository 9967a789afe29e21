"""A statistical form on paper: texts only, for reports add up their figures themselves."""

from __future__ import annotations

import msgspec

from app.printing.documents.document import Document


class ReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row: what it is about, and its figures by name."""

    words: str
    figures: tuple[tuple[str, str], ...]


class ReportSlip(Document, tag="report_slip", frozen=True, kw_only=True):
    """A report. It is information and no receipt; ``number`` is the report's name."""

    title: str
    about: str
    """What is counted, and by which day."""
    since: str
    until: str
    rows: tuple[ReportRow, ...] = ()
    totals: ReportRow | None = None
