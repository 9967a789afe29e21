"""Meter change: what becomes of the credit when one meter goes and another comes.

The mechanical dial is the legal measure of use. So what a customer has left is

    owed = credited - still unloaded on the card - (old dial - dial at allocation)

with ``credited`` all that was purchased, compensated and given free for the allocation, less what
was refunded. The unloaded load moves to the new meter as itself. Below zero it is overuse.

A meter that counts money measures volume all the same, but at prices that changed over its life,
some of them inside the meter: a dial does not say what the use cost. There its own display is the
measure of what is left, and use is what follows from it. Source: notes/domain.md 3.7.
"""

from __future__ import annotations

import msgspec

from app.domain.amounts import format_volume
from app.domain.card_writes import form_after
from app.domain.cards import CardContents, CardForm, CardReading, MeterParameters, ReadBackPhase
from app.domain.errors import TapcardError
from app.domain.identity import NO_MARK
from app.domain.meter_tariff import MeterTariff
from app.domain.quantity import (
    CHARGE_SCALE,
    PRICE_SCALE,
    THOUSANDTHS,
    Money,
    Quantity,
    divide_rounded,
)
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.text import _


class BadDial(TapcardError):
    """A reading that this meter's register cannot show, or not after its first one."""

    code = "bad_dial"


class LeftTooMuch(TapcardError):
    """More is said to be left in a meter than was ever credited to it."""

    code = "left_too_much"


class Reckoning(msgspec.Struct, frozen=True, kw_only=True):
    """What the old meter had, used and leaves. Credit as the meter counts it."""

    credited: int
    """Purchased, compensated and free, less refunded, for this allocation."""
    unloaded: int
    """Of it, still on the card: the old meter never took it."""
    used: int
    owed: int
    """What the customer paid for and did not use."""
    overuse: int
    """What was used and not paid for; one of the two is 0."""


class FirstLoad(msgspec.Struct, frozen=True, kw_only=True):
    """What the opening card of the new allocation carries, and what waits for later."""

    moved: int
    """The unloaded load, as itself."""
    instalment: int
    """The first part of what is owed."""
    still_owed: int

    @property
    def load(self) -> int:
        """Credit of load number 1."""
        return self.moved + self.instalment


def used_by_dial(first: Quantity, last: Quantity, *, digits: int | None) -> Quantity:
    """Volume between two readings of a register.

    ``digits``: whole units that the register shows before it begins at 0 again; None: not known,
    so that a lower reading cannot be believed. Raises BadDial.
    """
    turn: Quantity | None = None if digits is None else 10**digits * THOUSANDTHS
    if turn is not None and max(first, last) >= turn:
        raise BadDial(
            _("The register of this meter shows {digits} digits; {dial} has more.").format(
                digits=digits, dial=format_volume(max(first, last))
            ),
            _("Nothing was changed. Read the dial again, or have the meter model set right."),
        )
    if last >= first:
        return last - first
    if turn is None:
        raise BadDial(
            _("The dial shows {last}, less than the {first} it began at.").format(
                last=format_volume(last), first=format_volume(first)
            ),
            _(
                "Nothing was changed. Read the dial again; if the register has gone round, have "
                "the digits of the meter model entered."
            ),
        )
    return turn - first + last


def used_by_display(*, credited: int, unloaded: int, left: int) -> int:
    """What was used of a meter's credit, by what its display says is left; below 0: overdrawn.

    Raises LeftTooMuch.
    """
    used = credited - unloaded - left
    if used < 0:
        raise LeftTooMuch(
            _("More is said to be left in the old meter than was ever credited to it."),
            _("Nothing was changed. Read its display again."),
        )
    return used


def reckon(*, credited: int, unloaded: int, used: int) -> Reckoning:
    """What is owed, or what was used and not paid for."""
    left = credited - unloaded - used
    return Reckoning(
        credited=credited,
        unloaded=unloaded,
        used=used,
        owed=max(0, left),
        overuse=max(0, -left),
    )


def first_load(reckoning: Reckoning, *, step: int, largest: int) -> FirstLoad:
    """How much goes onto the opening card.

    ``step``: smallest credit that the card carries; ``largest``: most that one load may be, the
    hoarding limit of the empty new meter among it. The unloaded load goes first; of it, too, what
    the new meter cannot take at once is owed.
    """
    most = largest - largest % step
    moved = min(reckoning.unloaded - reckoning.unloaded % step, most)
    due = reckoning.owed + reckoning.unloaded - moved
    room = min(due, most - moved)
    instalment = room - room % step
    return FirstLoad(moved=moved, instalment=instalment, still_owed=due - instalment)


def overuse_line(overuse: Quantity, *, name: str, price: Money, tax_code: str, rate: int) -> Line:
    """Overuse at a price of its own; ``price``: for a whole unit, tax of ``rate`` inside it.

    ``rate`` in hundredths of a percent.
    """
    amount = divide_rounded(overuse * price, THOUSANDTHS)
    return Line(
        kind=LineKind.TIER,
        code="overuse",
        name=name,
        quantity=overuse,
        price=price * PRICE_SCALE,
        amount=amount,
        tax_code=tax_code,
        tax=divide_rounded(amount * rate, CHARGE_SCALE // THOUSANDTHS + rate),
    )


def opening_written(
    old: CardContents,
    *,
    meter: str,
    load: int,
    sequence: int,
    parameters: MeterParameters | None,
    tariff: MeterTariff | None,
) -> CardContents:
    """The part of the old meter, made an opening card of the new one.

    Tier use, allowance and standing charge go on: household and premises stay. Number 1 is the
    first load; where there is none, the next purchase takes it.
    """
    return msgspec.structs.replace(
        old,
        form=CardForm.OPENING,
        meter=meter,
        number=1 if load else 0,
        load=load,
        cumulative=load,
        sequence=sequence,
        mark=NO_MARK,
        parameters=parameters,
        tariff=tariff,
    )


def goes_back(reading: CardReading, *, taken: bool) -> CardContents:
    """What the old meter's part says again if the change is undone, but for its write sequence.

    ``taken``: the meter is proved to have the last load; it does not stand on the card again, or
    it could be refunded.
    """
    old, back = reading.contents, reading.read_back
    total = old.cumulative
    if taken and back.phase is ReadBackPhase.FINAL:
        total = back.total_credited
    return msgspec.structs.replace(
        old,
        form=form_after(reading),
        load=0 if taken else old.load,
        cumulative=total,
    )
