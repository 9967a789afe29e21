"""Purchases reckoned anew because a tariff class or a household was recorded wrongly.

Each purchase since the day costs what it would have cost: its volume by the revision that was in
force on its day, after what was bought before it in the period, with the household of that day;
and for the days whose standing charge it paid, the standing charge of the class of those days.
Fees, arrears, back-charges, rounding and credit in money stay as they are.

What comes out depends on the purchases and the two schedules alone, not on earlier corrections;
so days corrected in parts, or there and back, end where one correction would have ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

import msgspec

from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Breakdown, Line, LineKind, PricingFacts
from app.domain.tariff.charges import volume_charge
from app.domain.tariff.in_force import in_force
from app.domain.tariff.periods import period_start
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.schedule import Schedule, known_on, value_on
from app.domain.tariff.standing import standing_between

_VOLUME = (LineKind.ALLOWANCE, LineKind.TIER, LineKind.SURCHARGE)


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase for one meter, as it was sold and as corrections have left it."""

    purchase: EventId
    allocation: EventId
    kind: UtilityKind
    charging: ChargingType
    day: date
    """Local day of the sale."""
    began: date
    """Day on which the allocation began."""
    own_class: int | None
    """Tariff class of the meter itself; None: the account's."""
    priced: Breakdown
    """As it was sold."""
    original: TariffRevision | None
    """The revision of that; None where it is not known here."""
    counts: bool
    """Whether its load was kept: one that was taken off its card pays no volume."""
    lines: tuple[Line, ...]
    """What it costs now, of what can be reckoned anew."""
    period_start: date
    """Period in which it counts now."""
    allowance: Quantity
    """Free volume in it now."""


class Reassessed(msgspec.Struct, frozen=True, kw_only=True):
    """What a purchase costs now."""

    purchase: EventId
    allocation: EventId
    kind: UtilityKind
    old: tuple[Line, ...]
    """As it was charged before this correction."""
    new: tuple[Line, ...]
    period_start: date
    allowance: Quantity
    tariff_class: int
    revision: int

    @property
    def difference(self) -> Money:
        """What it costs more."""
        return total(self.new) - total(self.old)


class NoPrices(LookupError):
    """A class has no revision on the day of a purchase."""

    def __init__(self, tariff_class: int, day: date) -> None:
        super().__init__(tariff_class, day)
        self.tariff_class = tariff_class
        self.day = day


def total(lines: Iterable[Line]) -> Money:
    """What lines cost."""
    return sum(line.amount for line in lines)


def reckoned_lines(lines: Iterable[Line], *, counts: bool) -> tuple[Line, ...]:
    """Of a purchase's lines, those that can be reckoned anew; see :attr:`Sold.counts`."""
    kinds = (*_VOLUME, LineKind.STANDING) if counts else (LineKind.STANDING,)
    return tuple(line for line in lines if line.kind in kinds)


def reassess(
    sold: Sequence[Sold],
    since: date,
    *,
    classes: Schedule,
    household: Schedule,
    revisions: Mapping[int, Sequence[TariffRevision]],
) -> tuple[Reassessed, ...]:
    """The purchases since a day that change, oldest first.

    ``sold``: all of the account, oldest first. ``revisions``: by tariff class. Raises NoPrices.
    """
    reckoning = _Reckoning(classes, household, revisions)
    changed = []
    for one in sold:
        now = reckoning.anew(one) if one.day >= since else _as_it_is(one)
        reckoning.passed(one, now)
        if _differs(one, now):
            changed.append(now)
    return tuple(changed)


def recount(sold: Sequence[Sold], *, household: Schedule) -> tuple[Reassessed, ...]:
    """The purchases that cost otherwise because counters did not know of each other's.

    ``sold``: all of the account that any counter sold, in the order of its cards. Each keeps the
    revision by which it was sold, also where the counter had not heard of a later one. What was
    bought before it in the period is what the others really sold; a day's standing charge is paid
    once.
    """
    reckoning = _Reckoning((), household, {}, as_sold=True)
    changed = []
    for one in sold:
        now = _as_it_is(one) if one.original is None else reckoning.anew(one)
        reckoning.passed(one, now)
        if _differs(one, now):
            changed.append(now)
    return tuple(changed)


def _as_it_is(one: Sold) -> Reassessed:
    return Reassessed(
        purchase=one.purchase,
        allocation=one.allocation,
        kind=one.kind,
        old=one.lines,
        new=one.lines,
        period_start=one.period_start,
        allowance=one.allowance,
        tariff_class=one.priced.tariff_class,
        revision=one.priced.revision,
    )


def _differs(one: Sold, now: Reassessed) -> bool:
    counted = (one.lines, one.period_start, one.allowance)
    return counted != (now.new, now.period_start, now.allowance)


class _Reckoning:
    """What earlier purchases leave for later ones."""

    def __init__(
        self,
        classes: Schedule,
        household: Schedule,
        revisions: Mapping[int, Sequence[TariffRevision]],
        *,
        as_sold: bool = False,
    ) -> None:
        """``as_sold``: each purchase by its own revision, not by the class of its day."""
        self._as_sold = as_sold
        self._classes = classes
        self._household = household
        self._revisions = revisions
        self._counted: defaultdict[tuple[UtilityKind, date], list[Quantity]]
        self._counted = defaultdict(lambda: [0, 0])
        """(volume, free volume) that counts now, by kind and period."""
        self._recorded: defaultdict[tuple[UtilityKind, date], list[Quantity]]
        self._recorded = defaultdict(lambda: [0, 0])
        """The same as it was sold, with what was taken off again."""
        self._paid_to: dict[EventId, date] = {}

    def passed(self, one: Sold, now: Reassessed) -> None:
        """A purchase is behind."""
        recorded = self._recorded[one.kind, one.priced.period_start]
        recorded[0] += one.priced.quantity
        recorded[1] += _free(one.priced.lines)
        if one.counts:
            counted = self._counted[one.kind, now.period_start]
            counted[0] += one.priced.quantity
            counted[1] += now.allowance
        before = self._paid_to.get(one.allocation, one.began)
        self._paid_to[one.allocation] = max(before, one.priced.standing_paid_to)

    def anew(self, one: Sold) -> Reassessed:
        """A purchase under the classes and the household of its day. Raises NoPrices."""
        revision = self._revision(one)
        facts = PricingFacts(
            today=one.day,
            kind=one.kind,
            charging=one.charging,
            period_start=period_start(revision, one.day, one.began),
            household=known_on(self._household, one.day),
            began=one.began,
            standing_paid_to=one.priced.standing_paid_to,
        )
        volume, allowance = self._volume(one, revision, facts)
        return Reassessed(
            purchase=one.purchase,
            allocation=one.allocation,
            kind=one.kind,
            old=one.lines,
            new=(*self._standing_of(one, facts), *volume),
            period_start=facts.period_start,
            allowance=allowance,
            tariff_class=revision.tariff_class,
            revision=revision.revision,
        )

    def _revision(self, one: Sold) -> TariffRevision:
        if self._as_sold and one.original is not None:
            return one.original
        return self._in_force(self._class_of(one, one.day), one.day)

    def _standing_of(self, one: Sold, facts: PricingFacts) -> tuple[Line, ...]:
        if self._as_sold and one.original is not None:
            return self._standing_once(one, one.original, facts)
        return self._standing(one, facts)

    def _standing_once(
        self, one: Sold, revision: TariffRevision, facts: PricingFacts
    ) -> tuple[Line, ...]:
        """Of what was collected, what an earlier purchase had not paid yet; never more."""
        kept = tuple(line for line in one.lines if line.kind is LineKind.STANDING)
        start = self._paid_to.get(one.allocation)
        if start is None or not kept:
            return kept
        due = standing_between(revision, facts, start, one.priced.standing_paid_to)
        asked = () if due is None else (due,)
        return asked if total(kept) > total(asked) else kept

    def _class_of(self, one: Sold, day: date) -> int:
        return value_on(self._classes, day) if one.own_class is None else one.own_class

    def _in_force(self, tariff_class: int, day: date) -> TariffRevision:
        found = in_force(self._revisions.get(tariff_class, ()), day)
        if found is None:
            raise NoPrices(tariff_class, day)
        return found

    def _volume(
        self, one: Sold, revision: TariffRevision, facts: PricingFacts
    ) -> tuple[tuple[Line, ...], Quantity]:
        if not one.counts or not one.priced.quantity:
            return (), 0
        bought, free = self._counted[one.kind, facts.period_start]
        if facts.period_start == one.priced.period_start:
            more, more_free = self._elsewhere(one)
            bought, free = bought + more, free + more_free
        charge = volume_charge(revision, facts, bought=bought, allowance_used=free)
        quantity = one.priced.quantity
        return charge.lines(quantity), charge.free(quantity)

    def _elsewhere(self, one: Sold) -> tuple[Quantity, Quantity]:
        """What the card told of the period at the sale beyond what is recorded here."""
        volume, free = self._recorded[one.kind, one.priced.period_start]
        before = one.priced.bought - one.priced.quantity
        free_before = one.priced.allowance_used - _free(one.priced.lines)
        return max(0, before - volume), max(0, free_before - free)

    def _standing(self, one: Sold, facts: PricingFacts) -> tuple[Line, ...]:
        """For the days that the sale paid, what each class asks for its own.

        Where the sale's own charge does not come out for those days, the card knew of a payment
        elsewhere: then it stays as it is.
        """
        kept = tuple(line for line in one.lines if line.kind is LineKind.STANDING)
        start, end = self._paid_to.get(one.allocation, one.began), one.priced.standing_paid_to
        asked = [line for line in one.priced.lines if line.kind is LineKind.STANDING]
        if one.original is None:
            return kept
        original = standing_between(one.original, facts, start, end)
        if asked != ([] if original is None else [original]):
            return kept
        return self._by_class(one, facts, start, end)

    def _by_class(self, one: Sold, facts: PricingFacts, start: date, end: date) -> tuple[Line, ...]:
        """One line for each class that held on some of the days."""
        days = [start, *(day for day, _value in self._classes if start < day < end), end]
        found: dict[tuple[int, str], Line] = {}
        for first, after in pairwise(days):
            revision = self._in_force(self._class_of(one, first), one.day)
            line = standing_between(revision, facts, first, after)
            if line is not None:
                key = (revision.tariff_class, line.tax_code)
                found[key] = _added(found.get(key), line)
        return tuple(found.values())


def _added(one: Line | None, other: Line) -> Line:
    if one is None:
        return other
    return msgspec.structs.replace(other, amount=one.amount + other.amount, tax=one.tax + other.tax)


def _free(lines: Iterable[Line]) -> Quantity:
    return sum(line.quantity for line in lines if line.kind is LineKind.ALLOWANCE)


def booked_apart(difference: Money, arrears: Money) -> tuple[Money, Money]:
    """(to arrears, to account balance): what was paid too little is owed.

    What was paid too much first lessens ``arrears``, the rest goes to the account balance.
    """
    if difference >= 0:
        return difference, 0
    lessened = min(max(0, arrears), -difference)
    return -lessened, -difference - lessened


def differences(changed: Iterable[Reassessed]) -> tuple[Line, ...]:
    """What all of them cost more, one line for each kind of line and tax."""
    sums: dict[tuple[LineKind, str, str, str], list[int]] = {}
    for one in changed:
        for sign, lines in ((-1, one.old), (1, one.new)):
            for line in lines:
                key = (line.kind, line.code, line.name, line.tax_code)
                of = sums.setdefault(key, [0, 0])
                of[0] += sign * line.amount
                of[1] += sign * line.tax
    return tuple(
        Line(kind=kind, code=code, name=name, amount=amount, tax_code=tax_code, tax=tax)
        for (kind, code, name, tax_code), (amount, tax) in sums.items()
        if amount or tax
    )
