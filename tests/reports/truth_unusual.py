"""Which customers must be told as unusual, by the rules of the house worked out again.

A month is thirty days. A customer buys far more, or less, than before from three times on, than
the middle one of at least five of the class from five times on, if it differs by three units a
month; under one unit a month is low use. Two counts of the same water may differ by one unit, or
by a twentieth. A meter that counts nothing for thirty days with credit in it stands still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median_low
from typing import NamedTuple

from app.domain.identity import EventId
from app.ledger.events.accounts import AccountOpened
from app.ledger.events.corrections import ClassCorrected
from app.ledger.events.exceptions import CreditOwed
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.facts import Meter, Read, Sale
from tests.reports.journal_read import Journal
from tests.reports.truth_credit_left import given_to
from tests.reports.truth_dials import Counted, dials
from tests.reports.truth_meters import in_service

_UNIT = 1_000
_STILL = timedelta(days=30)
Said = tuple[str, int, int]
"""Why, what was found, what was expected."""


class Bought(NamedTuple):
    """Volume over so many days."""

    days: int
    volume: int

    @property
    def monthly(self) -> int:
        return _rounded(self.volume * 30, max(1, self.days))


def unusual(journal: Journal, asked: Asked) -> Expected:
    """A line for each reason, of meters in service on the last day that count no money."""
    looked = _Looking(journal, asked)
    rows: list[Line] = []
    for meter in looked.meters:
        for why, found, right in looked.at(meter):
            rows.append(
                {
                    "account": meter.account,
                    "meter": meter.number,
                    "utility": meter.kind,
                    "why": why,
                    "found": found,
                    "expected": right,
                    "difference": found - right,
                    "share": _rounded((found - right) * 1000, right) if right > 0 else None,
                }
            )
    return expected(("account", "meter", "why"), rows)


def _rounded(part: int, whole: int) -> int:
    return int((Decimal(part) / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP))


class _Looking:
    """All meters, and what customers of each class buy."""

    def __init__(self, journal: Journal, asked: Asked) -> None:
        self._journal = journal
        self._asked = asked
        self._gifts = given_to(journal)
        serving = in_service(journal, asked.until)
        self.meters = [one for one in serving if not journal.counts_money(one)]
        self._classes = _classes(journal)
        self._died: defaultdict[EventId, int] = defaultdict(int)
        for _id, _entry, died in journal.of(CreditOwed):
            if died.purchase is not None:
                self._died[died.allocation] += died.quantity
        months: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for meter in self.meters:
            now = self._now(meter)
            if now.days >= 30 and self._sales(meter, asked.since):
                months[self._class(meter)].append(now.monthly)
        self._middle = {of: median_low(all) for of, all in months.items() if len(all) >= 5}

    def at(self, meter: Meter) -> Iterator[Said]:
        """All that is unusual about one."""
        now, past = self._now(meter), self._past(meter)
        if past.days >= 60 and self._sales(meter, self._before)[: self._count(meter)]:
            more, less = _BEFORE
            yield from _far(now, past.monthly, 3, more, less)
        middle = self._middle.get(self._class(meter))
        if middle is not None:
            more, less = _CLASS
            yield from _far(now, middle, 5, more, less)
        yield from self._low(meter)
        last, earlier = self._told(meter)
        if last is None:
            return
        if last.day >= self._asked.since:
            yield from self._against_sold(meter, last)
            yield from _still(last, earlier, now, past)
        counted = dials(self._journal).get(meter.allocation, [])
        yield from _against_dial(
            last, earlier, [one for one in counted if one.day <= self._asked.until], self._asked
        )

    @property
    def _before(self) -> date:
        return self._asked.since - timedelta(days=365)

    def _class(self, meter: Meter) -> tuple[str, str]:
        own = meter.tariff_class
        return (self._classes[meter.account] if own is None else str(own)), meter.kind

    def _sales(self, meter: Meter, since: date) -> list[Sale]:
        """Until the last day, oldest first."""
        sales = self._journal.sales_of.get(meter.allocation, [])
        found = [one for one in sales if since <= one.day <= self._asked.until]
        return sorted(found, key=lambda one: one.day)

    def _count(self, meter: Meter) -> int:
        """How many of the purchases since a year before lie before the period."""
        return len([one for one in self._sales(meter, self._before) if one.day < self._asked.since])

    def _now(self, meter: Meter) -> Bought:
        days = (self._asked.until - max(self._asked.since, meter.began)).days + 1
        return Bought(
            days, sum(one.price.quantity for one in self._sales(meter, self._asked.since))
        )

    def _past(self, meter: Meter) -> Bought:
        days = max(0, (self._asked.since - max(self._before, meter.began)).days)
        earlier = self._sales(meter, self._before)[: self._count(meter)]
        return Bought(days, sum(one.price.quantity for one in earlier))

    def _low(self, meter: Meter) -> Iterator[Said]:
        """Who bought on one day only is not judged."""
        sales = self._sales(meter, self._before)
        if sales and sales[0].day < sales[-1].day:
            span = Bought(
                (sales[-1].day - sales[0].day).days, sum(one.price.quantity for one in sales)
            )
            if span.monthly < _UNIT:
                yield "Low use, a month", span.monthly, _UNIT

    def _told(self, meter: Meter) -> tuple[Read | None, Read | None]:
        """What the meter told last, and what it told thirty days before that or earlier."""
        reads = [
            one
            for one in self._journal.reads_of.get(meter.allocation, ())
            if one.told.totals and one.day <= self._asked.until
        ]
        if not reads:
            return None, None
        last = reads[-1]
        old = [one for one in reads[:-1] if last.day - one.day >= _STILL]
        return last, old[-1] if old else None

    def _against_sold(self, meter: Meter, last: Read) -> Iterator[Said]:
        """Up to the purchase that it told, to the last unit."""
        sold = sum(
            one.price.quantity
            for one in self._journal.sales_of.get(meter.allocation, ())
            if one.load.number <= last.told.number
            and (one.event, one.allocation) not in self._journal.taken_off
        )
        sold -= self._died[meter.allocation]
        sold += sum(
            gift.load.quantity
            for gift in self._gifts.get(meter.allocation, ())
            if gift.load.number <= last.told.number
        )
        credited = last.told.total_credited
        if credited != sold:
            less = "Meter has less credit than was sold"
            why = "Meter has more credit than was sold" if credited > sold else less
            yield why, credited, sold


_BEFORE = ("Buys far more than before, a month", "Buys far less than before, a month")
_CLASS = (
    "Buys far more than others of its class, a month",
    "Buys far less than others of its class, a month",
)


def _far(now: Bought, usual: int, times: int, more: str, less: str) -> Iterator[Said]:
    monthly = now.monthly
    if abs(monthly - usual) >= 3 * _UNIT:
        if now.days >= 28 and monthly > times * usual:
            yield more, monthly, usual
        if now.days >= 60 and times * monthly < usual:
            yield less, monthly, usual


def _still(last: Read, earlier: Read | None, now: Bought, past: Bought) -> Iterator[Said]:
    if earlier is not None and earlier.told.remaining > 0:
        used = last.told.total_used - earlier.told.total_used
        if used <= 0:
            both = Bought(now.days + past.days, now.volume + past.volume)
            right = _rounded(both.monthly * (last.day - earlier.day).days, 30)
            yield "Meter has credit and counts nothing", used, right


def _against_dial(
    last: Read, earlier: Read | None, counted: list[Counted], asked: Asked
) -> Iterator[Said]:
    """Only what the later of two readings cannot explain: between them, water flows."""
    if not counted or max(last.day, counted[-1].day) < asked.since:
        return
    by_card = last.told.total_used
    by_then = [one for one in counted if one.day <= last.day]
    dial_then = sum(one.volume for one in by_then)
    if by_then and dial_then > by_card + max(_UNIT, by_card // 20):
        yield "Dial shows more use than the card", dial_then, by_card
    if counted[-1].day < last.day:
        return
    dial_now = sum(one.volume for one in counted)
    if by_card > dial_now + max(_UNIT, dial_now // 20):
        yield "Dial shows less use than the card", dial_now, by_card
    if earlier is not None and by_card > earlier.told.total_used + _UNIT:
        before = [one for one in counted if one.day <= earlier.day]
        was = sum(one.volume for one in before)
        if before and dial_now <= was:
            right = was + by_card - earlier.told.total_used
            yield "Dial stands still while credit is used", dial_now, right


def _classes(journal: Journal) -> dict[str, str]:
    """The tariff class of each account, as last put right."""
    said = journal.every(AccountOpened, ClassCorrected)
    found = {}
    for _id, _entry, event in sorted(said, key=lambda one: (one[1].at, one[0])):
        if isinstance(event, AccountOpened):
            found[event.account] = str(event.tariff_class)
        elif event.tariff_class is not None:
            found[event.account] = str(event.tariff_class.new)
    return found
