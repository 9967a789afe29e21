"""Reprint: another copy of a paper, marked as such and recorded."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.paper import CopyPrinted
from app.ledger.queries import settings
from app.operations.errors import StaleQuote, UnknownRecord
from app.operations.local_time import local_now
from app.operations.operation import Caller, Operation
from app.operations.print_methods import PAPERS
from app.operations.reasons import reason_if_given
from app.printing.documents import (
    as_copy,
    decode_document,
    encode_document,
    time_text,
)


class ReprintArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The number on the paper, such as ``K07-01-000123``."""

    number: str
    reason: str = ""


class ReprintQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The document and the number of its next copy."""

    kind: str
    number: str
    copy: int
    document: bytes
    reason: str = ""


class ReprintResult(msgspec.Struct, frozen=True, kw_only=True):
    """The copy that goes to the printer."""

    number: str
    copy: int


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReprintArguments) -> ReprintQuote:
    """Finds the paper. Raises UnknownRecord."""
    number = arguments.number.strip().upper()
    for kind in PAPERS:
        job: Any = kiosk.ledger.print_jobs.latest(kind, number)
        if job is not None:
            return ReprintQuote(kind=kind, number=number, copy=job.copy + 1, document=job.document)
    raise UnknownRecord(
        _("No paper with the number {number} was printed here.").format(number=number),
        _("Nothing is printed. Check the number."),
    )


def quote_for(look: ReprintQuote, arguments: ReprintArguments) -> ReprintQuote:
    """The copy, and why it is asked for."""
    return msgspec.structs.replace(look, reason=reason_if_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReprintQuote) -> ReprintResult:
    """Queues the copy and records it."""

    def work(tx: Transaction) -> None:
        newest = kiosk.ledger.print_jobs.latest(quote.kind, quote.number)
        if newest is not None and newest.copy >= quote.copy:
            raise StaleQuote(
                _("A copy of {number} was printed meanwhile.").format(number=quote.number),
                _("Nothing is printed now. Ask again if one more is wanted."),
            )
        zone = settings.utility(tx.db).time_zone
        paper = as_copy(
            decode_document(quote.document),
            at=time_text(local_now(kiosk, zone)),
            operator=str(caller.operator),
        )
        tx.queue_print(quote.kind, quote.number, encode_document(paper), quote.copy)
        tx.append(
            CopyPrinted(document=quote.number, copy_number=quote.copy, reason=quote.reason),
            operator=caller.operator,
            request=caller.request,
        )

    kiosk.ledger.commit(work)
    return ReprintResult(number=quote.number, copy=quote.copy)


REPRINT = Operation(
    name="reprint",
    summary=_("Print a copy of a paper, by its number."),
    permission=Permission.REPRINT,
    arguments=ReprintArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
