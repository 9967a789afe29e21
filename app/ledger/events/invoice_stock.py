"""Paper with numbers printed on it beforehand, from the delivery to the last sheet."""

from __future__ import annotations

from datetime import date

from app.domain.identity import EventId
from app.ledger.events.base import Event


class InvoiceRuleSet(Event, tag="invoice_rule_set", frozen=True, kw_only=True):
    """Whether receipts are printed on paper with numbers, from now on."""

    preprinted: bool
    replaces: EventId | None = None
    """The event that set it before; None: it was never set."""


class InvoicesReceived(Event, tag="invoices_received", frozen=True, kw_only=True):
    """Paper came, by number range."""

    first: int
    last: int
    received: date
    replaces: EventId | None = None
    """Always None: what was received is not received again."""


class InvoicesTakenBack(Event, tag="invoices_taken_back", frozen=True, kw_only=True):
    """Two people took numbers out of a delivery that was received wrongly."""

    first: int
    last: int
    """Of the delivery, as it was received."""
    taken_first: int
    taken_last: int
    left_first: int | None
    """What is left of it; None: nothing is."""
    left_last: int | None
    reason: str
    replaces: EventId
    """The event that received them."""


class InvoicesAssigned(Event, tag="invoices_assigned", frozen=True, kw_only=True):
    """Numbers were given to an operator at a kiosk; whoever had them has them no more."""

    first: int
    last: int
    kiosk: int
    operator: int


class InvoicesSpoiled(Event, tag="invoices_spoiled", frozen=True, kw_only=True):
    """Sheets were spoiled before anything stood on them."""

    first: int
    last: int
    operator: int
    """Whose they were."""
    reason: str


class InvoicesVoided(Event, tag="invoices_voided", frozen=True, kw_only=True):
    """Two people declared numbers void that were never used."""

    first: int
    last: int
    reason: str


class InvoiceUsed(Event, tag="invoice_used", frozen=True, kw_only=True):
    """A receipt, or a copy of one, took a pre-printed number."""

    number: int | None
    """None: no number was left for a receipt that had to be given."""
    of: EventId
    """The event whose paper it is: with the receipt's number, or of the copy."""
    operator: int
    """Whose number it was."""
    copy: bool = False
    shift: EventId | None = None
    further: int = 0
    """Which further paper of the same event it is: copies that come out by themselves; 0: none."""
