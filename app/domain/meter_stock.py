"""Meters in stock, by number range: what a received range may be, and which meter may be used."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

import msgspec

from app.domain.errors import TapcardError
from app.domain.spans import Span, is_end_of, rest_of
from app.domain.text import _

MOST_AT_ONCE = 10_000
"""Meters of one delivery: a pallet has some hundreds."""


class StockAnswer(enum.StrEnum):
    """What becomes of a meter that is not as the stock says."""

    ACCEPT = "accept"
    WARN = "warn"
    REFUSE = "refuse"


class StockRule(msgspec.Struct, frozen=True, kw_only=True):
    """How strictly meters are held to the stock; a utility that keeps none accepts all."""

    outside: StockAnswer = StockAnswer.ACCEPT
    """A number that was never received, or was received as another model."""
    expired: StockAnswer = StockAnswer.ACCEPT
    """A verification that has run out."""


class MeterRange(msgspec.Struct, frozen=True, kw_only=True):
    """Meters of one model received together. First and last number have as many digits."""

    first: str
    last: str
    model: str
    verified_until: date | None = None
    """Last day of the verification; None: none is recorded."""

    @property
    def span(self) -> Span:
        """Its numbers as figures."""
        return Span(int(self.first), int(self.last))

    @property
    def count(self) -> int:
        """How many."""
        return self.span.size

    def holds(self, meter: str) -> bool:
        """Whether a number is one of them."""
        return len(meter) == len(self.first) and self.first <= meter <= self.last


Range = TypeVar("Range", bound=MeterRange)


class StockRefused(TapcardError):
    """A range that cannot be received, or a meter that the stock's rules refuse."""

    code = "stock_refused"


def check_range(wanted: MeterRange, received: Iterable[MeterRange]) -> None:
    """Raises StockRefused where a range is none, is too long, or holds what was received."""
    if len(wanted.first) != len(wanted.last) or wanted.first > wanted.last:
        raise StockRefused(
            _("{first} to {last} is no range of meter numbers.").format(
                first=wanted.first, last=wanted.last
            ),
            _("Nothing was received. Type both with all digits, the smaller one first."),
        )
    if wanted.count > MOST_AT_ONCE:
        raise StockRefused(
            _("These are {count} meters; at most {most} are received at once.").format(
                count=wanted.count, most=MOST_AT_ONCE
            ),
            _("Nothing was received. Check the numbers, or enter several ranges."),
        )
    for other in received:
        if _overlap(wanted, other):
            raise StockRefused(
                _("Meters {first} to {last} were received already.").format(
                    first=other.first, last=other.last
                ),
                _("Nothing was received. Enter only numbers that are new."),
            )


def check_untouched(
    first: str, last: str, received: Iterable[Range], allocated: str | None
) -> Range:
    """The delivery that meters can be taken out of, as if they had never come.

    ``allocated``: the lowest of them that was ever given to an account. Raises StockRefused.
    """
    if allocated is not None:
        raise StockRefused(
            _("Meter {meter} was allocated already.").format(meter=allocated),
            _("Nothing was recorded. Leave out what hangs on a wall; take back the others."),
        )
    for delivery in received:
        same = len(first) == len(last) == len(delivery.first)
        if same and is_end_of(Span(int(first), int(last)), delivery.span):
            return delivery
    raise StockRefused(
        _("{first} to {last} is no whole delivery, and not its beginning or end.").format(
            first=first, last=last
        ),
        _(
            "Nothing was recorded. Look at the stock; take back up to a delivery's end, "
            "then receive again what is right."
        ),
    )


def left_of(delivery: MeterRange, first: str, last: str) -> tuple[str, str] | None:
    """First and last number of what is left of a delivery; None where nothing is."""
    left = rest_of(delivery.span, Span(int(first), int(last)))
    width = len(delivery.first)
    return None if left is None else (f"{left.first:0{width}}", f"{left.last:0{width}}")


def _overlap(one: MeterRange, other: MeterRange) -> bool:
    same = len(one.first) == len(other.first)
    return same and one.first <= other.last and other.first <= one.last


def stock_notes(
    rule: StockRule, meter: str, model: str, held: MeterRange | None, today: date
) -> tuple[str, ...]:
    """What is to be noted of a meter that is to be used. Raises StockRefused.

    ``held``: the received range that its number lies in, if there is one.
    """
    notes: list[str] = []
    if held is None:
        _answer(rule.outside, _("Meter {meter} was never received.").format(meter=meter), notes)
    elif held.model != model:
        _answer(
            rule.outside,
            _("Meter {meter} was received as the model {model}.").format(
                meter=meter, model=held.model
            ),
            notes,
        )
    if held is not None and held.verified_until is not None and held.verified_until < today:
        _answer(
            rule.expired,
            _("The verification of meter {meter} ended on {day}.").format(
                meter=meter, day=held.verified_until.isoformat()
            ),
            notes,
        )
    return tuple(notes)


def _answer(answer: StockAnswer, sentence: str, notes: list[str]) -> None:
    if answer is StockAnswer.REFUSE:
        raise StockRefused(
            sentence,
            _("Nothing was paid. Take another meter, or have the stock put right."),
        )
    if answer is StockAnswer.WARN:
        notes.append(sentence)
