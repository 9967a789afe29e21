"""What the water balance must say: sold, put on cards, used as cards and dials told it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from app.domain.sales import LoadKind
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.sales import CompensationOpened
from app.reports.asked import Asked
from app.reports.columns import Cell
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal
from tests.reports.truth_dials import dials
from tests.reports.truth_sales import region_at

Key = tuple[str, str, str]
"""Month, region, kind."""
_FIGURES = (
    *("sold", "given", "loaded", "cards", "by_cards"),
    *("unused", "dials", "by_dials", "difference"),
)


def water_balance(journal: Journal, asked: Asked) -> Expected:
    """By region, at a level of their tree, or by month and region."""
    balance = _Balance(journal, asked)
    rows: list[Line] = []
    for (month, region, kind), one in balance.made().items():
        loaded = one["sold"] - one["waits"] + one["given"]
        figures = {
            **one,
            "loaded": loaded,
            "unused": loaded - one["by_cards"],
            "difference": one["by_dials"] - one["by_cards"],
        }
        place = journal.regions.get(region)
        head: dict[str, Cell] = {"month": month} if asked.by == "month" else {}
        head |= {"region": region, "name": "" if place is None else place.name, "utility": kind}
        rows.append({**head, **{name: figures.get(name, 0) for name in _FIGURES}})
    key = ("month", "region", "utility") if asked.by == "month" else ("region", "utility")
    return expected(key, rows, ("cards", "dials"))


class _Balance:
    """Lines as they gather."""

    def __init__(self, journal: Journal, asked: Asked) -> None:
        self._journal = journal
        self._asked = asked
        self._found: defaultdict[Key, Counter[str]] = defaultdict(Counter)

    def made(self) -> dict[Key, Counter[str]]:
        """All of them."""
        self._sold()
        self._given()
        self._told()
        return self._found

    def _add(self, day: date, region: str, kind: str, **figures: int) -> None:
        by = self._asked.by
        if by.startswith("region-"):
            region = region_at(self._journal, region, int(by.removeprefix("region-")))
        month = day.isoformat()[:7] if by == "month" else ""
        self._found[month, region, kind].update(figures)

    def _within(self, day: date) -> bool:
        return self._asked.since <= day <= self._asked.until

    def _sold(self) -> None:
        """Where the account was then; what no card proved yet waits."""
        journal = self._journal
        for sale in journal.sold(self._asked.since, self._asked.until):
            volume = sale.price.quantity
            proved = sale.event in journal.on_card or self._had_all_the_same(sale.event)
            waits = 0 if proved else volume
            self._add(sale.day, str(sale.region), sale.kind, sold=volume, waits=waits)
        for back, sale in journal.given_back(self._asked.since, self._asked.until):
            self._add(back.day, str(sale.region), sale.kind, sold=-back.quantity)

    def _had_all_the_same(self, purchase: object) -> bool:
        return any(one.purchase == purchase for one in self._journal.refuted.values())

    def _given(self) -> None:
        """What made good a load that was paid for before, or moved to a meter, is no new water."""
        for id, _entry, event in self._journal.every(CompensationOpened, MeterChangeOpened):
            load = event.load
            new = load.number and load.quantity > 0 and load.kind is not LoadKind.TRANSFER
            if not new or id not in self._journal.on_card or not self._within(event.date):
                continue
            changed = isinstance(event, MeterChangeOpened)
            settles = load.credit - event.moved if changed else event.settles
            meter = self._journal.meters[id if changed else event.allocation]
            self._add(
                event.date, self._now(meter.account), meter.kind, given=load.quantity - settles
            )

    def _told(self) -> None:
        """From one reading of a meter to the next; meters that count money say nothing here."""
        for allocation, meter in self._journal.meters.items():
            if self._journal.counts_money(meter):
                continue
            region, before = self._now(meter.account), 0
            for read in self._journal.reads_of.get(allocation, ()):
                if not read.told.totals:
                    continue
                used = read.told.total_used - before
                before = read.told.total_used
                if self._within(read.day):
                    self._add(read.day, region, meter.kind, cards=1, by_cards=used)
            for one in dials(self._journal).get(allocation, ()):
                if self._within(one.day):
                    self._add(one.day, region, meter.kind, dials=1, by_dials=one.volume)

    def _now(self, account: str) -> str:
        return self._journal.region_of.get(account, "")
