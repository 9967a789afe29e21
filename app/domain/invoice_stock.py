"""Paper with numbers printed on it beforehand: which of them there are, and which one is next.

A number is received with its range, assigned to an operator at a kiosk, then used once: by a
receipt or a copy, or spoiled, or declared void. An operator takes the numbers of a range from the
first one up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from app.domain.errors import TapcardError
from app.domain.spans import Span, common, is_end_of, without
from app.domain.text import _

MOST_AT_ONCE = 100_000
"""Numbers of one delivery: a lorry brings some ten thousand sheets."""
LARGEST = 999_999_999
"""The highest number that can be typed."""


class InvoicesRefused(TapcardError):
    """Numbers that cannot be received, assigned, spoiled, declared void or confirmed."""

    code = "invoices_refused"


class NoInvoiceLeft(InvoicesRefused):
    """A receipt needs a pre-printed number, and the operator has none."""

    code = "no_invoice_left"


class Holder(NamedTuple):
    """Who has numbers: an operator at a kiosk."""

    kiosk: int
    operator: int


class Assignment(NamedTuple):
    """Numbers given to somebody; of several assignments of a number the last one counts."""

    span: Span
    holder: Holder


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the numbers that are asked about."""

    received: tuple[Span, ...] = ()
    """One for each delivery."""
    given: tuple[Span, ...] = ()
    """Assigned to anybody, ever."""
    held: tuple[Span, ...] = ()
    """What of them the operator who asks has."""
    gone: tuple[Span, ...] = ()
    """Spoiled or void."""
    used: int | None = None
    """The lowest of them that was used."""


class InvoicesOfShift(msgspec.Struct, frozen=True, kw_only=True):
    """What a shift did with pre-printed numbers."""

    first: int | None = None
    last: int | None = None
    """The number that was used last."""
    used: int = 0
    spoiled: int = 0
    void: int = 0
    without: int = 0
    """Receipts for which no number was left."""


def still_assigned(assignments: Sequence[Assignment], at: int) -> tuple[Span, ...]:
    """What of an assignment was not assigned again later; they stand in the order of time."""
    return without([assignments[at].span], [later.span for later in assignments[at + 1 :]])


def next_of(piece: Span, highest_used: int | None, gone: Iterable[Span]) -> int | None:
    """The number that is taken next from a piece of a range; None where it has come to its end."""
    start = piece.first if highest_used is None else highest_used + 1
    left = without([Span(start, piece.last)], gone) if start <= piece.last else ()
    return left[0].first if left else None


def check_span(first: int, last: int) -> Span:
    """Numbers as they were typed. Raises InvoicesRefused."""
    if not 1 <= first <= last <= LARGEST:
        raise InvoicesRefused(
            _("{first} to {last} is no range of numbers.").format(first=first, last=last),
            _("Nothing was recorded. Type the smaller number first; 0 is none."),
        )
    span = Span(first, last)
    if span.size > MOST_AT_ONCE:
        raise InvoicesRefused(
            _("These are {count} numbers; at most {most} are entered at once.").format(
                count=span.size, most=MOST_AT_ONCE
            ),
            _("Nothing was recorded. Check the numbers, or enter several ranges."),
        )
    return span


def check_new(span: Span, standing: Standing) -> None:
    """Raises InvoicesRefused where some of them were received before."""
    known = common([span], standing.received)
    if known:
        raise InvoicesRefused(
            _("Numbers {numbers} were received already.").format(numbers=known[0]),
            _("Nothing was recorded. Enter only numbers that are new."),
        )


def check_free(span: Span, standing: Standing) -> None:
    """Raises InvoicesRefused unless all were received and none is used, spoiled or void."""
    foreign = without([span], standing.received)
    if foreign:
        raise InvoicesRefused(
            _("Numbers {numbers} were never received.").format(numbers=foreign[0]),
            _("Nothing was recorded. Look at the stock, or receive them first."),
        )
    gone = common([span], standing.gone)
    if gone:
        raise InvoicesRefused(
            _("Numbers {numbers} are spoiled or void.").format(numbers=gone[0]),
            _("Nothing was recorded. Leave them out."),
        )
    if standing.used is not None:
        raise InvoicesRefused(
            _("Number {number} was used already.").format(number=standing.used),
            _("Nothing was recorded. Leave out what was used."),
        )


def check_untouched(span: Span, standing: Standing) -> Span:
    """The delivery that numbers can be taken out of, as if they had never come.

    Raises InvoicesRefused where some were assigned, spoiled, used or void, or lie in no one
    delivery, or in its middle.
    """
    check_free(span, standing)
    given = common([span], standing.given)
    if given:
        raise InvoicesRefused(
            _("Numbers {numbers} were assigned already.").format(numbers=given[0]),
            _("Nothing was recorded. Leave them out; what nobody will use is declared void."),
        )
    for delivery in standing.received:
        if is_end_of(span, delivery):
            return delivery
    raise InvoicesRefused(
        _("Numbers {numbers} are no whole delivery, and not its beginning or end.").format(
            numbers=span
        ),
        _("Nothing was recorded. Take back up to its end, then receive again what is right."),
    )


def check_assigned(span: Span, standing: Standing) -> None:
    """As :func:`check_free`; raises InvoicesRefused too where whoever gets them has them all."""
    check_free(span, standing)
    if not without([span], standing.held):
        raise InvoicesRefused(
            _("Numbers {numbers} are that operator's already.").format(numbers=span),
            _("Nothing was recorded. Look at the stock."),
        )


def check_own(span: Span, standing: Standing) -> None:
    """As :func:`check_free`; raises InvoicesRefused too where some are not the operator's."""
    check_free(span, standing)
    foreign = without([span], standing.held)
    if foreign:
        raise InvoicesRefused(
            _("Numbers {numbers} are not assigned to you.").format(numbers=foreign[0]),
            _("Nothing was recorded. Whoever has them says so."),
        )


def check_confirmed(expected: int | None, typed: int | None) -> None:
    """Raises InvoicesRefused unless the number on the paper is the one that is expected."""
    if typed == expected:
        return
    if expected is None:
        raise InvoicesRefused(
            _("No pre-printed number is expected from you."),
            _("The shift is not open. Leave the number empty."),
        )
    if typed is None:
        raise InvoicesRefused(
            _("The next pre-printed number is not confirmed."),
            _("The shift is not open. Type the number on the uppermost sheet (invoice=...)."),
        )
    if typed < expected:
        raise InvoicesRefused(
            _("Number {expected} is expected; {typed} lies before it.").format(
                expected=expected, typed=typed
            ),
            _("The shift is not open. Take the right sheets; those before are done with."),
        )
    raise InvoicesRefused(
        _("Number {expected} is expected, not {typed}.").format(expected=expected, typed=typed),
        _(
            "The shift is not open. If {between} cannot be used, spoil them first "
            "(spoil-invoice), then open it."
        ).format(between=Span(expected, typed - 1)),
    )
