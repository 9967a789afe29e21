"""First pages as head office's screens ask for them: the fleet, and every kind of inquiry."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.synchronize import Event as Stop

from peewee import Database

from app.domain.blacklist import EntryState
from app.domain.searching import words_to_find
from app.ledger.queries import (
    account_states,
    accounts,
    blacklist,
    cards_out,
    finding,
    movements,
    names,
    payments,
    sales,
    uncleared,
    unswitched,
)
from app.ledger.queries.finding import MeterPlace
from app.office.fleet import Fleet as KioskList
from app.office.fleet import FleetAsked, Order, Trouble
from app.office.store.opening import open_store
from tests.bench import bench_inquiry
from tests.scale.fleet import OFFICE_NODE, Fleet, Person

PAGE = 20
_TODAY = date(2027, 1, 20)

Page = Callable[[Database], object]
Kind = tuple[str, Callable[[Person], Page]]


class _Buyers:
    """Those who have bought, one after the other, as the counter's bench asks about them."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    def account(self, n: int) -> str:
        return self._fleet.account(self._index(n))

    def serial(self, n: int) -> bytes:
        return self._fleet.serial(self._index(n))

    def meter(self, n: int) -> str:
        return self._fleet.meter(self._index(n))

    def day(self, _round: int, n: int) -> date:
        return date.fromisoformat(self._fleet.day(self._index(n)))

    def _index(self, n: int) -> int:
        kiosk, place = divmod(n, self._fleet.buyers)
        return kiosk * self._fleet.households + place


def kinds(fleet: Fleet, now: int) -> Iterator[Kind]:
    """Every kind: its name, and the page that is asked about somebody who has bought."""
    yield from _of_fleet(now)
    yield from _searches()
    buyers = fleet.kiosks * fleet.buyers
    for kind in bench_inquiry.kinds(_Buyers(fleet)):  # type: ignore[arg-type]

        def about(person: Person, kind: bench_inquiry.Kind = kind) -> Page:
            kiosk, place = divmod(person.index, fleet.households)
            return kind.query(kind.question((kiosk * fleet.buyers + place) % buyers))

        yield kind.name, about
    yield from _of_an_account()
    yield from _registers()


def _of_fleet(now: int) -> Iterator[Kind]:
    for order in Order:
        yield f"fleet by {order}", partial(_fleet, now, order, None)
    for trouble in Trouble:
        yield f"fleet, only {trouble}", partial(_fleet, now, Order.TROUBLE, trouble)


def _fleet(now: int, order: Order, only: Trouble | None, _one: Person) -> Page:
    """A page, and how many there are."""
    asked = FleetAsked(
        office=OFFICE_NODE, now=now, today=_TODAY, program="2.0.1", only=only, order=order
    )

    def page(db: Database) -> object:
        kiosks = KioskList(db, asked)
        return kiosks.count(), kiosks.page(0, PAGE)

    return page


def _searches() -> Iterator[Kind]:
    yield (
        "account by number",
        lambda one: lambda db: _shown(db, finding.accounts_from(db, one.account[:-3], PAGE)),
    )
    yield (
        "account by meter",
        lambda one: (
            lambda db: _shown(
                db, [row.account for row in finding.meters_from(db, one.meter, PAGE, MeterPlace())]
            )
        ),
    )
    yield (
        "account by part of a meter",
        lambda one: (
            lambda db: _shown(
                db,
                [
                    row.account
                    for row in finding.meters_from(db, one.meter[-4:], PAGE, MeterPlace(), start=9)
                ],
            )
        ),
    )
    yield (
        "account by card",
        lambda one: (
            lambda db: _shown(
                db, [row.account for row in finding.cards_from(db, one.serial.hex(), PAGE)]
            )
        ),
    )
    for name, text in _TEXTS.items():
        yield f"account by {name}", partial(_named, text)


def _named(text: Callable[[Person], str], one: Person) -> Page:
    def page(db: Database) -> object:
        found = islice(names.named(db, words_to_find(text(one))), PAGE)
        return _shown(db, [row.account for row in found])

    return page


def _mistaken(person: Person) -> str:
    name = person.fields["name"]
    return f"{name[:-2]}x{name[-1]}"


_TEXTS: dict[str, Callable[[Person], str]] = {
    "name": lambda one: one.fields["name"],
    "last name": lambda one: one.fields["name"].split()[-1],
    "a common first name": lambda one: one.fields["name"].split()[0],
    "name with a mistake": _mistaken,
    "telephone": lambda one: one.fields["phone"],
    "end of a telephone": lambda one: one.fields["phone"][-5:],
}


def _shown(db: Database, found: list[str]) -> object:
    """With what tells accounts from others, and their state."""
    return finding.described(db, found), account_states.standings(db, found, _TODAY)


def _of_an_account() -> Iterator[Kind]:
    asked: dict[str, Callable[[Database, str], object]] = {
        "its file": lambda db, account: (
            accounts.account(db, account),
            accounts.allocations_of(db, account),
        ),
        "its movements": lambda db, account: movements.movements_of(db, account, PAGE),
        "its purchases": lambda db, account: sales.purchases_of(db, account, PAGE),
        "its debts": payments.debts,
    }
    for name, ask in asked.items():
        yield f"account: {name}", partial(_about, ask)


def _about(ask: Callable[[Database, str], object], one: Person) -> Page:
    return lambda db: ask(db, one.account)


def _registers() -> Iterator[Kind]:
    on_list = blacklist.Filter(today=_TODAY, state=EntryState.IN_FORCE)
    yield "blacklist", lambda _one: lambda db: blacklist.entries(db, on_list, skip=0, most=PAGE)
    yield (
        "cards signed out",
        lambda _one: lambda db: cards_out.register(db, None, _TODAY, skip=0, most=PAGE),
    )
    yield "meters not cleared", lambda _one: lambda db: uncleared.meters(db, skip=0, most=PAGE)
    yield (
        "meters not switched",
        lambda _one: lambda db: unswitched.meters(db, _TODAY, skip=0, most=PAGE),
    )


def some_buyers(fleet: Fleet, count: int) -> list[Person]:
    """Chosen by a seed among the first ones, who are made in little time."""
    first = min(fleet.accounts, 200 * fleet.households)
    found = [one for one in fleet.persons(range(first)) if one.buys]
    return random.Random(7).choices(found, k=count)


def asked(
    place: str, fleet: Fleet, about: Sequence[Person], now: int, stop: Stop | None = None
) -> dict[str, list[float]]:
    """Milliseconds of each page of each kind, about each person, or until ``stop``."""
    store = open_store(place)
    took: dict[str, list[float]] = {}
    try:
        for one in about:
            for name, page_about in kinds(fleet, now):
                if stop is not None and stop.is_set():
                    return took
                page = page_about(one)
                began = time.perf_counter()
                with store.read_tables() as db:
                    page(db)
                took.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    finally:
        store.close()
    return took


class Asking:
    """A process that asks for pages until it is told to end."""

    def __init__(self, place: str, fleet: Fleet, about: Sequence[Person], now: int) -> None:
        """Begins at once."""
        context = get_context("fork")
        self._stop: Stop = context.Event()
        self._told, told = context.Pipe(duplex=False)

        def work() -> None:
            told.send(asked(place, fleet, about, now, self._stop))

        self._process = context.Process(target=work)
        self._process.start()

    def end(self) -> dict[str, list[float]]:
        """What it took."""
        self._stop.set()
        took: dict[str, list[float]] = self._told.recv()
        self._process.join()
        return took
