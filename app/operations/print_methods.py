"""How every kind of paper is printed, and the printers that there are."""

from __future__ import annotations

from typing import get_args

import msgspec

from app.domain.permissions import Permission
from app.domain.print_methods import USUAL, PrintMethod
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import print_methods
from app.operations.operation import Caller, Operation
from app.printing.documents import AnyDocument

PAPERS: tuple[str, ...] = tuple(str(kind.__struct_config__.tag) for kind in get_args(AnyDocument))
"""Every kind of paper, as its print jobs are stored."""


class PrintMethodsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """All of them."""


class PrintMethodsResult(msgspec.Struct, frozen=True, kw_only=True):
    """By kind of paper; papers for which nothing was set have the usual method."""

    methods: dict[str, PrintMethod]
    printers: tuple[str, ...]
    """Names of the kiosk's further printers."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: PrintMethodsArguments) -> PrintMethodsResult:
    """Reads them."""
    with kiosk.ledger.read() as reader:
        given = print_methods.methods(reader.db)
    return PrintMethodsResult(
        methods={paper: given.get(paper, USUAL) for paper in PAPERS},
        printers=kiosk.devices.printers,
    )


def quote_for(look: PrintMethodsResult, arguments: PrintMethodsArguments) -> PrintMethodsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: PrintMethodsResult) -> PrintMethodsResult:
    """What was found."""
    return quote


PRINT_METHODS = Operation(
    name="print-methods",
    summary=_("Show how each kind of paper is printed, and which printers there are."),
    permission=Permission.SIGN_IN,
    arguments=PrintMethodsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
