"""How a kind of paper is printed: when, how often, where."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.print_methods import PrintMethod, PrintWhen, check_method
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.paper import PrintMethodSet
from app.ledger.queries import print_methods
from app.operations.errors import BadArgument, UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.print_methods import PAPERS
from app.operations.setting import recall_of, record, replaced


class SetPrintMethodArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``paper``: its kind, such as ``sale_receipt``; what is not given stays as it is.

    ``printer``: the name of a further printer; empty for the kiosk's first one.
    """

    paper: str
    when: PrintWhen | None = None
    copies: int | None = None
    printer: str | None = None


class SetPrintMethodLook(msgspec.Struct, frozen=True, kw_only=True):
    """The method as it is, the event that set it last, and the printers to choose from."""

    current: PrintMethod
    printers: tuple[str, ...]
    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetPrintMethodArguments) -> SetPrintMethodLook:
    """Raises UnknownRecord for a paper that there is not."""
    paper = arguments.paper
    if paper not in PAPERS:
        raise UnknownRecord(
            _("There is no paper {paper}.").format(paper=paper[:40]),
            _("Nothing was changed. Possible: {names}.").format(names=", ".join(PAPERS)),
        )
    with kiosk.ledger.read() as reader:
        return SetPrintMethodLook(
            current=print_methods.method(reader.db, paper),
            printers=kiosk.devices.printers,
            replaces=replaced(reader.db, SettingKind.PRINT_METHOD, paper),
        )


def quote_for(look: SetPrintMethodLook, arguments: SetPrintMethodArguments) -> PrintMethodSet:
    """The method as it will be. Raises PrintMethodRefused, BadArgument for an unknown printer."""
    current = look.current
    method = PrintMethod(
        when=arguments.when or current.when,
        copies=current.copies if arguments.copies is None else arguments.copies,
        printer=current.printer if arguments.printer is None else arguments.printer.strip(),
    )
    check_method(arguments.paper, method)
    if method.printer and method.printer not in look.printers:
        raise BadArgument(
            _("There is no printer {name}.").format(name=method.printer[:40]),
            _("Nothing was changed. Further printers of this kiosk: {names}.").format(
                names=", ".join(look.printers) or _("none")
            ),
        )
    return PrintMethodSet(paper=arguments.paper, method=method, replaces=look.replaces)


def carry_out(kiosk: Kiosk, caller: Caller, quote: PrintMethodSet) -> PrintMethodSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.PRINT_METHOD, quote.paper)


SET_PRINT_METHOD = Operation(
    name="set-print-method",
    summary=_("Set how a kind of paper is printed: when, how often, on which printer."),
    permission=Permission.SETTINGS,
    sets=SettingKind.PRINT_METHOD,
    arguments=SetPrintMethodArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(PrintMethodSet),
    opened_by=("print_method_set",),
)
