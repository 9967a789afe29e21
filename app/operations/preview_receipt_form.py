"""A receipt as it would look in a form that is not set yet; on paper too. Nothing is recorded."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.receipt_form import ReceiptForm
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.form_sample import form_sample
from app.operations.paper.letterhead import print_document
from app.operations.set_receipt_form import FormArguments, form_for
from app.printing.elements import paper_text
from app.printing.layout import layout

WIDTHS = (32, 48)


class PreviewFormArguments(FormArguments, frozen=True, kw_only=True):
    """The same as for set-receipt-form, and whether it is printed."""

    print: bool = False


class PreviewFormResult(msgspec.Struct, frozen=True, kw_only=True):
    """The paper, line by line, at each width."""

    form: ReceiptForm
    narrow: str
    wide: str
    printed: bool = False


def look_at(kiosk: Kiosk, caller: Caller, arguments: PreviewFormArguments) -> PreviewFormResult:
    """Lays it out. Raises BadArgument, BadForm."""
    return previewed(kiosk, caller, form_for(local_date(kiosk), arguments))


def previewed(kiosk: Kiosk, caller: Caller, form: ReceiptForm) -> PreviewFormResult:
    """A receipt in a form."""
    with kiosk.ledger.read() as reader:
        sample = form_sample(kiosk, reader.db, form, caller.operator)
    narrow, wide = (paper_text(layout(sample, width), width) for width in WIDTHS)
    return PreviewFormResult(form=form, narrow=narrow, wide=wide)


def quote_for(look: PreviewFormResult, arguments: PreviewFormArguments) -> PreviewFormResult:
    """On paper, or not."""
    return msgspec.structs.replace(look, printed=arguments.print)


def carry_out(kiosk: Kiosk, caller: Caller, quote: PreviewFormResult) -> PreviewFormResult:
    """Prints it, where that was asked for."""
    if quote.printed:

        def work(tx: Transaction) -> None:
            paper = form_sample(kiosk, tx.db, quote.form, caller.operator)
            print_document(tx, paper, paper.number)

        kiosk.ledger.commit(work)
    return quote


PREVIEW_RECEIPT_FORM = Operation(
    name="preview-receipt-form",
    summary=_("Show, or print, a receipt in a form that is not set yet."),
    permission=Permission.SETTINGS,
    arguments=PreviewFormArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
