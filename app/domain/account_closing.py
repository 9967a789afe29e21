"""Credit inside meters when an account ends or it is paid back: what it is worth, who pays whom.

Credit in a meter is what was credited less what was used. It is worth what was paid for it, newest
purchase first and the dearest tier of that first; credit that nobody paid for is worth nothing.
Sources: notes/domain.md 3.10, design.md section 3.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tariff.pricing import cash_rounded

_VOLUMES = frozenset({LineKind.ALLOWANCE, LineKind.TIER})


class Emptied(enum.StrEnum):
    """Whether a meter that an account leaves behind still gives water for its old credit."""

    HANDED_IN = "handed_in"
    """The utility has the meter."""
    PROVED = "proved"
    """The meter itself told it: nothing is left, or it was cleared."""
    STATED = "stated"
    """The dial leaves nothing, as those who sign read it."""
    UNKNOWN = "unknown"
    """Credit was inside when last known, and nothing shows that it is gone."""

    @property
    def is_certain(self) -> bool:
        """Whether nobody need look at the meter any more."""
        return self in (Emptied.HANDED_IN, Emptied.PROVED)


class LoadWorth(msgspec.Struct, frozen=True, kw_only=True):
    """A load of one meter, and what was paid for it."""

    credit: int
    """As the meter counts: volume or money."""
    lines: tuple[Line, ...] = ()
    """Of its sale; none for credit without money."""
    purchase: EventId | None = None
    """None for credit without money."""
    allocation: EventId | None = None
    """Meter that the purchase was for; another one where the credit went over."""

    @property
    def volume(self) -> Quantity:
        """What its lines price as a volume; 0 where the meter counts money."""
        return sum(line.quantity for line in self.lines if line.kind in _VOLUMES)


class WorthShare(msgspec.Struct, frozen=True, kw_only=True):
    """What of one load is given back."""

    load: LoadWorth
    taken: int
    """Of its credit."""
    lines: tuple[Line, ...]

    @property
    def price(self) -> Money:
        """What was paid for it."""
        return _total(self.lines)

    @property
    def allowance(self) -> Quantity:
        """Free volume in it: of a load the last to be given back."""
        if not self.load.volume:
            return 0
        return self.taken - sum(one.quantity for one in self.lines if one.kind is LineKind.TIER)


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """Who pays whom, of all that was open. ``received`` and what is paid never meet."""

    to_cash: Money
    to_balance: Money
    received: Money
    rounding: Money
    """What rounding to cash gives the customer, or takes."""


def left_in_meter(*, credited: Quantity, unproven: Quantity, used: Quantity) -> Quantity:
    """Credit inside a meter by its dial; below zero where more was used than credited.

    ``unproven``: a load that its meter may not have taken, on a card that is not here. It may
    still be used, so it is not counted as inside.
    """
    return credited - unproven - used


def emptied(*, returned: bool, shown: bool, left: int, unproven: int, dial_told: bool) -> Emptied:
    """What is known of a meter at the end of its account.

    ``shown``: the meter itself told that it has nothing of this account any more. ``left``: credit
    inside, of which the dial told (``dial_told``) or the card did.
    """
    if returned:
        return Emptied.HANDED_IN
    if shown:
        return Emptied.PROVED
    nothing = dial_told and not left and not unproven
    return Emptied.STATED if nothing else Emptied.UNKNOWN


def paid_back(*, remaining: int, credited: int, used: int | None) -> int:
    """Credit that is paid back out of a meter that goes on showing ``remaining``.

    Never more than was credited, and where the dial says what was ``used``, than that leaves: a
    meter may show test credit too. None: the meter counts money, no dial tells what was spent.
    """
    most = credited if used is None else credited - used
    return max(0, min(remaining, most))


def shares_of(left: int, loads: Sequence[LoadWorth]) -> tuple[WorthShare, ...]:
    """What of each load is given back for credit, newest first; ``loads`` likewise."""
    shares: list[WorthShare] = []
    for load in loads:
        if left <= 0:
            break
        taken = min(left, load.credit)
        shares.append(WorthShare(load=load, taken=taken, lines=tuple(_part_of(load, taken))))
        left -= taken
    return tuple(shares)


def cash_of(shares: Sequence[WorthShare], cash_left: Mapping[EventId, Money]) -> tuple[Money, ...]:
    """What of each share goes out of the drawer; the rest becomes account balance.

    ``cash_left``: by purchase, what of its payment came in cash and did not go out yet. Otherwise
    a stolen card or a false reference would become cash at the counter, by way of the meter.
    """
    left, found = dict(cash_left), list[Money]()
    for share in shares:
        purchase = share.load.purchase
        cash = 0 if purchase is None else min(share.price, left[purchase])
        if purchase is not None:
            left[purchase] -= cash
        found.append(cash)
    return tuple(found)


def worth_of(left: int, loads: Sequence[LoadWorth]) -> tuple[Line, ...]:
    """The lines that are given back for credit; ``loads``: newest first."""
    return tuple(line for share in shares_of(left, loads) for line in share.lines if line.amount)


def carried_over(credit: int, loads: Sequence[LoadWorth]) -> tuple[LoadWorth, ...]:
    """What credit that went over to another meter is worth there: the newest of what was bought.

    ``loads``: of the meter that went, newest first. Credit beyond them was paid for by nobody.
    """
    found: list[LoadWorth] = []
    for load in loads:
        taken = min(credit, load.credit)
        if taken <= 0:
            break
        lines = tuple(reversed(_part_of(load, taken)))
        part = msgspec.structs.replace(load, credit=taken, lines=lines)
        found.append(load if taken == load.credit else part)
        credit -= taken
    return (*found, LoadWorth(credit=credit)) if credit > 0 else tuple(found)


def _part_of(load: LoadWorth, taken: int) -> list[Line]:
    """The last ``taken`` of a load: its highest tier first, surcharges with them."""
    parts, left = [], taken
    for line in reversed(load.lines):
        if line.kind is LineKind.TIER:
            share = min(left, line.quantity)
            parts.append(_share(line, share, line.quantity))
            left -= share
        elif line.kind is LineKind.SURCHARGE:
            parts.append(_share(line, min(taken, line.quantity), line.quantity))
        elif line.kind is LineKind.CREDIT:
            parts.append(_share(line, taken, load.credit))
    return parts + _subsidies_of(load, taken, parts)


def _subsidies_of(load: LoadWorth, taken: int, parts: Sequence[Line]) -> list[Line]:
    """What goes back to third parties of the last ``taken`` of a load: they bore its first part.

    Rounded up, and never more than the price of the volume that it is for.
    """
    found = []
    paid = sum(line.quantity for line in load.lines if line.kind is LineKind.TIER)
    for line in load.lines:
        alone = paid - line.quantity
        if line.kind is not LineKind.SUBSIDY or taken <= alone:
            continue
        if taken >= paid:
            found.append(line)
            continue
        without = msgspec.structs.replace(
            load, lines=tuple(one for one in load.lines if one.kind is not LineKind.SUBSIDY)
        )
        price = _total(parts) - _total(_part_of(without, alone) if alone else ())
        borne = -(line.amount * price // line.price_of) if line.price_of else 0
        found.append(
            msgspec.structs.replace(
                line,
                quantity=taken - alone,
                amount=-min(borne, price, -line.amount),
                price_of=price,
            )
        )
    return found


def _total(lines: Iterable[Line]) -> Money:
    return sum(line.amount for line in lines)


def _share(line: Line, part: int, whole: int) -> Line:
    """A part of a line, rounded down: never more than was paid."""
    if not whole or part >= whole:
        return line
    return msgspec.structs.replace(
        line,
        quantity=line.quantity * part // whole,
        amount=line.amount * part // whole,
        tax=line.tax * part // whole,
    )


def balanced_out(
    *,
    worth: Money,
    balance: Money,
    charges: Money,
    arrears: Money,
    in_cash: bool,
    unit: Money,
) -> Balance:
    """``charges``: standing charges that are due. ``unit``: the smallest amount of cash.

    What goes to the account balance is not rounded.
    """
    net = worth + balance - charges - arrears
    if net >= 0 and not in_cash:
        return Balance(to_cash=0, to_balance=net, received=0, rounding=0)
    cash = cash_rounded(abs(net), unit)
    if net >= 0:
        return Balance(to_cash=cash, to_balance=0, received=0, rounding=cash - net)
    return Balance(to_cash=0, to_balance=0, received=cash, rounding=-net - cash)
