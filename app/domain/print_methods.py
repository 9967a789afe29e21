"""How each kind of paper is printed: by itself, when asked for, or not at all; how often; where."""

from __future__ import annotations

import enum

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _

MOST_COPIES = 5
"""Papers of one kind at once, the original with them."""


class PrintWhen(enum.StrEnum):
    """When a paper comes out."""

    AUTOMATIC = "automatic"
    """With what it is about."""
    ASK = "ask"
    """The screen asks; what nobody asked for is kept, and can be had by reprint."""
    NEVER = "never"
    """It is kept, and can be had by reprint."""


class PrintMethod(msgspec.Struct, frozen=True, kw_only=True):
    """How one kind of paper is printed."""

    when: PrintWhen = PrintWhen.AUTOMATIC
    copies: int = 1
    """Papers, the original with them; every further one is headed COPY n."""
    printer: str = ""
    """Name of one of the kiosk's further printers; empty: its first one."""


USUAL = PrintMethod()
"""Of papers for which nothing was set."""

_ALWAYS = frozenset({"in_doubt_slip", "refund_slip"})
"""The customer's only claim: money was taken, or is paid out against it."""

_OWED = frozenset(
    {"sale_receipt", "refund_receipt", "reissue_receipt", "payment_receipt", "final_statement"}
)
"""Whoever paid, or was paid, can have it at once: the law of receipts."""


class PrintMethodRefused(TapcardError):
    """A method that a paper must not have."""

    code = "print_method_refused"


def possible(paper: str) -> tuple[PrintWhen, ...]:
    """When a kind of paper may come out."""
    if paper in _ALWAYS:
        return (PrintWhen.AUTOMATIC,)
    if paper in _OWED:
        return (PrintWhen.AUTOMATIC, PrintWhen.ASK)
    return tuple(PrintWhen)


def check_method(paper: str, method: PrintMethod) -> None:
    """Raises PrintMethodRefused."""
    if not 1 <= method.copies <= MOST_COPIES:
        raise PrintMethodRefused(
            _("A paper comes out 1 to {most} times.").format(most=MOST_COPIES),
            _("Nothing was changed. A paper that is not to come out has the method 'never'."),
        )
    if method.when in possible(paper):
        return
    if paper in _ALWAYS:
        raise PrintMethodRefused(
            _("This slip is the customer's only claim to money: it always comes out by itself."),
            _("Nothing was changed. Its copies and its printer can be set."),
        )
    raise PrintMethodRefused(
        _("The law gives whoever paid, or was paid, a receipt: 'never' is not possible."),
        _("Nothing was changed. Choose automatic, or ask."),
    )
