"""A head office in process, with kiosks that stand well and badly, and people at its screens."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from textual.pilot import Pilot

from app.ledger.events.accounts import AccountVoided
from app.ledger.events.allowances import AllowanceTaken
from app.ledger.events.codec import Entry
from app.ledger.ledger import Ledger
from app.ledger.projection.statements import all_rows
from app.office.admin_socket import AdminSocket
from app.office.certificate import make_certificate
from app.office.desk_service import DeskService
from app.office.epochs import ask_epoch
from app.office.head_office import HeadOffice
from app.office.identity import make_identity
from app.office.kept_exceptions import Wanted, count_open
from app.office.office_kiosk import office_kiosk
from app.office.projector import taken_upto
from app.office.push import push
from app.office.store.contract import Store
from app.office.store.rows import Contact, Enrolment, EnrolmentState, KioskEpoch
from app.operations.begin_ledger import begin_ledger
from app.screens.counter_app import Look
from app.screens.office_app import OfficeApp
from app.screens.office_desk import OfficeDesk
from app.settings.office import Listening, OfficeSettings
from app.sync.bundle import seal_run
from app.sync.reading_runs import read_run
from app.widgets.themes import load_themes, shipped_themes
from tests.counter import (
    ADMINISTRATOR,
    NOON,
    PIN,
    REGION,
    Counter,
    SeededRandomness,
    SetClock,
)
from tests.office.nodes import KioskNode
from tests.office.town import BEGUN_WITH, OFFICE_NODE, until
from tests.screens.conftest import Household
from tests.screens.desk import Hands

AUDITOR, SECOND = 30, 20
HOUR, DAY = 3_600_000, 86_400_000
PROGRAM = "0.1"
_PEOPLE = count(100)
"""Everybody's requests have numbers of their own."""
MARKET, HARBOUR, SCHOOL, STATION, MILL = 7, 8, 9, 10, 11


def settings_at(folder: Path, store: str = "") -> OfficeSettings:
    return OfficeSettings(
        file=folder / "office.toml",
        node=OFFICE_NODE,
        folder=folder,
        listen=Listening("127.0.0.1", 1),
        url="https://office.example:8443",
        store=store or str(folder / "store"),
        certificate=folder / "certificate.pem",
        key=folder / "certificate.key",
    )


@contextmanager
def serving(settings: OfficeSettings, clock: SetClock | None = None) -> Iterator[HeadOffice]:
    """As `serve` does, without its door to kiosks."""
    random = SeededRandomness(5)
    with (
        HeadOffice(settings, clock or SetClock(NOON + DAY), random) as office,
        AdminSocket(settings.socket, DeskService(office)),
    ):
        yield office


def found(settings: OfficeSettings) -> None:
    """Identity, certificate, ledger with people and prices; the store is made by serving."""
    random = SeededRandomness(3)
    make_identity(settings.identity, random)
    made = make_certificate("office.example", "Mto Water", datetime(2026, 11, 1, tzinfo=UTC))
    made.save(settings.certificate, settings.key)
    one = Counter(settings.ledger, node=OFFICE_NODE)
    one.ledger = begin_ledger(
        one.path, BEGUN_WITH, PIN, node=OFFICE_NODE, clock=one.clock, random=one.random
    )
    one.prepare()
    one.do(
        "set-operator",
        by=ADMINISTRATOR,
        operator=str(AUDITOR),
        name="Zawadi",
        role="auditor",
        pin=PIN,
    )
    one.close()


def populate(office: HeadOffice, folder: Path) -> str:
    """Five kiosks; the account of a customer of the first one."""
    store, now = office.store, office.now()
    account, ended = _market(office, folder, now)
    long_ago = now - 9 * DAY - HOUR
    harbour = _kiosk(store, HARBOUR, "Harbour", Contact(node=HARBOUR, at=long_ago, program=PROGRAM))
    school = _kiosk(
        store,
        SCHOOL,
        "School road",
        Contact(
            node=SCHOOL,
            at=now - 2 * HOUR,
            program=PROGRAM,
            clock_offset=-3 * HOUR,
            waiting=42,
            health={"printer": "no paper", "backup": "backup today", "clock": "", "disk": ""},
        ),
    )
    station = _kiosk(
        store, STATION, "Station", Contact(node=STATION, at=now - HOUR, program="0.0.9")
    )
    voided = AccountVoided(account=ended, reason="opened twice", date=date(2026, 11, 22))
    station.append(Entry(at=NOON - DAY, schema=1, event=voided))  # the market had not heard of it
    station.sell(1).push(store)  # and what only a later release can read
    mill = _kiosk(store, MILL, "Mill", Contact(node=MILL, at=now - 90 * DAY, program=PROGRAM))
    mill.push(store)
    store.change(MILL, lambda tx: tx.set_enrolment(_barred(store, MILL)))
    # The school's machine was copied: one goes on, what the other wrote is kept aside.
    copy = school.copy().write(_limit(1, 100))
    school.write(_limit(1, 200)).push(store)
    push(store, SCHOOL, copy.seal(2), now - HOUR)
    school.begin_epoch()
    ask_epoch(store, SCHOOL, school.signer.public_key, school.seal(1, 1), now - 2 * HOUR)
    # The harbour's goes on in a second life; its old one was sent later than that was granted.
    harbour.push(store)
    late = harbour.copy().write(_limit(1, 300))
    harbour.begin_epoch().be_granted(store)
    push(store, HARBOUR, late.seal(2), now - DAY)
    store.refused(HARBOUR, "bad_signature", "The signature of the request is wrong.", now - DAY)
    for node in (MARKET, HARBOUR, SCHOOL, STATION, MILL):
        row = store.kiosk(node)
        assert row is not None
        until(lambda: taken_upto(store, node, 1) == row.epochs[1].last_seq)  # noqa: B023  at once
    return account


def _market(office: HeadOffice, folder: Path, now: int) -> tuple[str, str]:
    """A counter that sold to two accounts, and has most of its limit left."""
    one = Counter(folder / "market.db", node=MARKET).begin()
    sold = Household(one)
    another = one.account("Baraka Otieno")
    one.new_card()
    one.do("allocate-meter", account=another, meter="000000012346", model="DN15", amount="500")
    one.reader.remove()
    repair: dict[str, Any] = {"code": "repair", "name": "Repair", "ledger_code": "4100"}
    one.do("set-payment-kind", by=ADMINISTRATOR, price="116", **repair)
    assert one.ledger is not None
    one.ledger.commit(lambda tx: tx.append(_limit(2, 5_000_000)))
    _enrol(office.store, MARKET, "Kati market", one.ledger.signer)
    with one.ledger.read() as reader:
        whole = read_run(reader.db, MARKET, 1, 1, one.ledger.last)
    bundle = seal_run(
        whole.run,
        one.ledger.signer,
        one.random,
        images=whole.images,
        keys=whole.keys,
        receiver=office.identity.seal_public_key,
    )
    push(office.store, MARKET, bundle, now)
    health: dict[str, str | int] = {
        "printer": "printer ready",
        "backup": "backup today",
        "clock": "",
        "disk": "",
    }
    contact = Contact(node=MARKET, at=now - 300_000, program=PROGRAM, health=health)
    office.store.touch(contact)
    one.close()
    return sold.account, another


def _limit(serial: int, money: int) -> AllowanceTaken:
    return AllowanceTaken(
        serial=serial,
        money=money,
        count=500,
        until=date(2026, 12, 31),
        typed=False,
        cash_before=0,
        sales_before=0,
    )


def _kiosk(store: Store, node: int, name: str, contact: Contact) -> KioskNode:
    one = KioskNode(node)
    _enrol(store, node, name, one.signer)
    store.touch(contact)
    return one


def _enrol(store: Store, node: int, name: str, signer: Any) -> None:
    enrolment = Enrolment(
        node=node,
        name=name,
        region=REGION,
        site=str(node),
        transport_key=bytes(32),
        enrolled_at=NOON - 100 * DAY,
    )
    first = KioskEpoch(
        node=node, epoch=1, public_key=signer.public_key, seal_key=signer.seal_public_key
    )
    store.enrol(enrolment, first)


def _barred(store: Store, node: int) -> Enrolment:
    kiosk = store.kiosk(node)
    assert kiosk is not None
    return msgspec.structs.replace(kiosk.enrolment, state=EnrolmentState.REVOKED)


def _is_findable(store: Store) -> bool:
    """Whether the names that came are in the index."""
    with store.read_tables() as tables:
        return bool(all_rows(tables, "SELECT 1 FROM clear_word WHERE word = 'amina'"))


def found_exceptions(store: Store) -> int:
    with store.read_tables() as tables:
        return count_open(tables, Wanted())


@dataclass(frozen=True)
class Made:
    """A head office that nobody serves: to be copied."""

    folder: Path
    account: str


@cache
def made() -> Made:
    """Once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="head-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    office = folder / "office"
    office.mkdir()
    settings = settings_at(office)
    found(settings)
    with serving(settings) as open_office:
        account = populate(open_office, folder)
        until(lambda: _is_findable(open_office.store))
        until(lambda: found_exceptions(open_office.store) == 1)
    return Made(office, account)


class Served:
    """A head office that is served, stopped, and served again."""

    def __init__(self, settings: OfficeSettings) -> None:
        self.settings = settings
        self._open = ExitStack()
        self.start()

    def start(self) -> None:
        self.office = self._open.enter_context(serving(self.settings))

    def stop(self) -> None:
        self._open.close()

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def store(self) -> Store:
        return self.office.store

    @property
    def ledger(self) -> Ledger:
        return self.office.ledger


@contextmanager
def copied(folder: Path, store: str = "") -> Iterator[Served]:
    """A copy of it in a folder, served."""
    shutil.copytree(made().folder, folder / "office")
    served = Served(settings_at(folder / "office", store))
    try:
        yield served
    finally:
        served.stop()


class Clerk(Hands):
    """Somebody at a screen of head office."""

    def __init__(self, pilot: Pilot[Any], served: Served) -> None:
        self.pilot = pilot
        self._served = served

    @property
    def ledger(self) -> Ledger:
        """Head office's own."""
        return self._served.ledger

    async def sign_in(self, operator: int = ADMINISTRATOR) -> None:
        await self.signs(operator)
        await self.sees("Kiosks")

    async def signs(self, operator: int) -> None:
        """Number and PIN."""
        await self.types(str(operator))
        await self.press("enter")
        await self.types(PIN)
        await self.press("enter")


@asynccontextmanager
async def clerk(
    served: Served, *, size: tuple[int, int] = (80, 24), theme: str = "dark"
) -> AsyncIterator[Clerk]:
    """Head office's program, running beside those of others."""
    random = SeededRandomness(next(_PEOPLE))
    with office_kiosk(served.settings, SetClock(NOON + DAY), random) as office:
        themes = load_themes([shipped_themes()]).themes
        app = OfficeApp(OfficeDesk.of(office._replace(program=PROGRAM)), Look(themes, theme))
        app.guard_seconds = 0.0
        async with app.run_test(size=size) as pilot:
            yield Clerk(pilot, served)
