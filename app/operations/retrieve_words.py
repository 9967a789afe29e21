"""What an unfinished retrieval of a card means."""

from __future__ import annotations

from app.domain.errors import MoneyState
from app.domain.text import _
from app.ledger.queries.plans import PlanRow
from app.operations.errors import CardScrapped, PlanOnHold, PlanStillOpen


def retrieval_still_open(row: PlanRow) -> PlanStillOpen:
    """The refusal of everything else while a card is on its way to be blank."""
    return PlanStillOpen(
        _("Taking back card {serial} did not come to its end ({plan}).").format(
            serial=row.plan.serial.hex(), plan=row.id
        ),
        _("No money is in it. Put that card in and settle it first."),
        plan=row.id,
        money=MoneyState.UNTOUCHED,
    )


def retrieval_given_up(row: PlanRow) -> CardScrapped:
    """The refusal that a card with a torn secret calls for."""
    return CardScrapped(
        _("This card refuses its code and that of a blank: it can take nothing any more."),
        _("No money is in it. Destroy the card; its being taken back stands as given up."),
        plan=row.id,
        money=MoneyState.UNTOUCHED,
    )


def retrieval_on_hold(row: PlanRow) -> PlanOnHold:
    """The refusal of a card that shows something else."""
    return PlanOnHold(
        _("The card shows neither that it was made blank nor what it showed before."),
        _("No money is in it. Keep the card: two people decide (decide-plan {plan}).").format(
            plan=row.id
        ),
        plan=row.id,
        money=MoneyState.UNTOUCHED,
    )
