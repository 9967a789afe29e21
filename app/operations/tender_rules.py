"""What may be taken that is not cash, and that no reference pays twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from peewee import Database

from app.domain.identity import EventId
from app.domain.sales import Tender, TenderKind
from app.domain.tenders import TENDER_NAMES, not_cash
from app.domain.text import _
from app.ledger.queries import tenders as tender_queries
from app.ledger.queries.tenders import Use
from app.operations.errors import ReferenceUsed, TenderNotTaken, TenderUnconfirmed


def require_taken(takes: Collection[TenderKind], tenders: Iterable[Tender]) -> None:
    """Raises TenderNotTaken where this counter does not take one of them."""
    for one in not_cash(tenders):
        if one.kind not in takes:
            raise TenderNotTaken(
                _("This counter does not take this kind of payment: {kind}.").format(
                    kind=_(TENDER_NAMES[one.kind])
                ),
                _("Nothing was paid. Take cash, or have a supervisor allow it (set-tender-kind)."),
            )


def require_unused(
    db: Database, tenders: Iterable[Tender], *, shift: EventId, sale: EventId
) -> None:
    """Raises ReferenceUsed where one has paid for something other than ``sale``."""
    for one in not_cash(tenders):
        if one.unconfirmed:
            continue
        use = tender_queries.use_of(db, one.kind, one.reference, shift=shift, but_for=sale)
        if use is not None:
            raise reference_used(use)


def reference_used(use: Use) -> ReferenceUsed:
    """Says by which sale."""
    return ReferenceUsed(
        _("{reference} was used already, on {day}, by account {account} (sale {sale}).").format(
            reference=use.reference,
            day=use.day.isoformat(),
            account=use.account or "-",
            sale=use.sale,
        ),
        _("Nothing was paid. Compare it with the customer's; take another payment."),
    )


def require_all_confirmed(db: Database, account: str) -> None:
    """Raises TenderUnconfirmed: cash would go out for money that may never have come in."""
    if tender_queries.unconfirmed_by(db, account):
        raise TenderUnconfirmed(
            _("Nobody has said yet whether a payment of account {account} came.").format(
                account=account
            ),
            _("Nothing was done. Settle that first (settle-tender)."),
        )


def require_confirmed(db: Database, sale: EventId) -> None:
    """Raises TenderUnconfirmed where it is not known whether all of its money came."""
    if tender_queries.unconfirmed_of(db, sale):
        raise TenderUnconfirmed(
            _("Nobody has said yet whether all of the money for this came."),
            _("Nothing was paid out. Settle that first (settle-tender)."),
        )
