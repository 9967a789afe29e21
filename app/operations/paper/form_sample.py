"""A receipt of nothing, to see what a form makes of it."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.quantity import CHARGE_SCALE
from app.domain.receipt_form import ReceiptForm
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.paper.letterhead import common, in_form
from app.printing.documents import Customer, JournalReference, SaleReceipt

_DIGITS = 8
"""Of the time in milliseconds: enough to tell the papers of a day apart."""
_UNITS = 5_000


def form_sample(kiosk: Kiosk, db: Database, form: ReceiptForm, operator: int) -> SaleReceipt:
    """Says on top that it is none; has everything that a form may leave out."""
    number = f"SAMPLE-{str(kiosk.clock.milliseconds())[-_DIGITS:]}"
    parts = common(kiosk, db, number=number, operator=operator, shift=None, proof=None)
    head = in_form(parts["letterhead"], form, "")
    unit = 10**head.currency_digits
    total = 500 * unit
    nothing = EventId(kiosk.ledger.node, kiosk.ledger.epoch, 0)
    return SaleReceipt(
        **{
            **parts,
            "letterhead": msgspec.structs.replace(
                head, header=(_("SAMPLE - NO RECEIPT"), *head.header)
            ),
            "journal": JournalReference(event=str(nothing)),
        },
        customer=Customer(account="0", name=_("SAMPLE"), meter="0"),
        tariff=_("Sample, revision 1"),
        lines=(
            Line(
                kind=LineKind.TIER,
                code="tier-1",
                name=_("Water"),
                quantity=_UNITS,
                price=total * CHARGE_SCALE // _UNITS,
                amount=total,
            ),
        ),
        total=total,
        tenders=(Tender(kind=TenderKind.CASH, amount=total, tendered=total),),
        quantity=_UNITS,
        balance_after=0,
    )
