"""Reports that are made by themselves."""

from __future__ import annotations

from app.domain.automatic_reports import AutomaticReport, Occasion
from app.domain.identity import EventId
from app.ledger.events.base import Event


class AutomaticReportSet(Event, tag="automatic_report_set", frozen=True, kw_only=True):
    """A report is made so at an occasion from now on."""

    report: str
    """As typed after `tapcard report`."""
    occasion: Occasion
    choice: AutomaticReport
    replaces: EventId | None = None
    """The event that set it before, where the old value stands; None: it was never set."""
