"""What cashiers close with, added up from the journal's events alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from app.domain.identity import EventId
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import LineKind
from app.ledger.events.corrections import TendersCorrected
from app.ledger.events.exceptions import PlanDecided
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.events.payments import PaidOut, PaymentReversed, PaymentTaken
from app.ledger.events.sales import (
    CompensationOpened,
    PurchasePaid,
    RefundPaid,
    ReissueOpened,
)
from tests.reports.truth import Events, never_written

Figures = Counter[str]
_TAKEN = ("charged", "unsold", "reissue_fees", "meter_fees", "paid")
_BACK = ("refunded", "reversed", "paid_back")


def closes(events: Events) -> dict[EventId, Figures]:
    """Figures of each shift that are not zero, by the names of the report's columns."""
    found: defaultdict[EventId, Figures] = defaultdict(Figures)
    never = never_written(events)
    cards: set[bytes] = set()
    for id, entry in events:
        match entry.event:
            case ShiftOpened():
                found[id]["shifts"] += 1
            case PurchasePaid() as paid:
                figures = found[paid.shift]
                figures.update(_brought(paid.tenders))
                total = sum(price.total for price in paid.breakdowns)
                if id in never:
                    figures["unsold"] += total
                    continue
                figures["sales"] += len(paid.loads)
                figures["charged"] += total
                figures[paid.contents.kind.value] += sum(one.quantity for one in paid.breakdowns)
                if paid.plan.serial not in cards:
                    figures["cards"] += 1
                    figures["card_fees"] += sum(
                        line.amount for line in paid.breakdown.lines if line.kind is LineKind.FEE
                    )
                cards.add(paid.plan.serial)
            case ReissueOpened() as made:
                cards.add(made.plan.serial)
                found[made.shift].update(reissues=1, reissue_fees=made.total)
                found[made.shift].update(_brought(made.tenders))
            case MeterChangeOpened() as change:
                fees = sum(tender.amount for tender in change.tenders)
                credit = change.load.credit - change.moved
                found[change.shift].update(meter_changes=1, meter_fees=fees, compensated=credit)
                found[change.shift].update(_brought(change.tenders))
            case CompensationOpened() as given_back:
                found[given_back.shift]["compensated"] += given_back.settles
            case PaymentTaken() as taken:
                amount = taken.line.amount + taken.rounding
                found[taken.shift].update(payments=1, paid=amount)
                found[taken.shift].update(_brought(taken.tenders))
            case PaymentReversed() as undone:
                amount = undone.line.amount + undone.rounding
                found[undone.shift].update(reversals=1, reversed=amount, received=-amount)
            case RefundPaid() as back:
                names = ("reversals", "reversed") if back.reversal else ("refunds", "refunded")
                found[back.shift].update(dict(zip(names, (1, back.amount), strict=True)))
                found[back.shift]["received"] -= back.to_cash
            case PlanDecided() as decided:
                amount = decided.to_cash + decided.to_balance
                found[decided.shift].update(refunds=1, refunded=amount)
                found[decided.shift]["received"] -= decided.to_cash
            case PaidOut() as out:
                amount = out.amount + out.rounding
                found[out.shift].update(payouts=1, paid_back=amount, received=-amount)
            case TendersCorrected() as corrected:
                figures = found[corrected.shift]
                figures.update(_brought(corrected.new))
                figures.subtract(_brought(corrected.old))
            case ShiftClosed() as closed:
                found[closed.shift]["over_short"] = closed.over_short
            case _:
                continue
    for figures in found.values():
        figures["total"] = sum(figures[one] for one in _TAKEN) - sum(figures[one] for one in _BACK)
    return {id: Figures({k: v for k, v in one.items() if v}) for id, one in found.items()}


def _brought(tenders: Iterable[Tender]) -> Figures:
    """What came in, and what of it is no cash."""
    figures = Figures()
    for tender in tenders:
        if tender.kind is TenderKind.BALANCE:
            continue
        brought = tender.tendered - tender.change
        figures["received"] += brought
        if tender.kind is not TenderKind.CASH:
            figures["not_cash"] += brought
    return figures
