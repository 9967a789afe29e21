"""One counter at which nearly every operation of the catalogue can begin, and a way to try one.

A try goes through look, quote and perform up to the first commit, which is undone: so thousands of
them meet the same desk, and none reaches a card.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, TypeAlias, get_args

import msgspec
import pytest

from app.assembly import ChosenDevices
from app.kiosk import Devices, Kiosk
from app.ledger.events.base import Event
from app.ledger.events.exceptions import CardHeld, PlanHeld
from app.ledger.ledger import Ledger
from app.ledger.queries import plans
from app.ledger.transaction import Transaction
from app.operations.errors import PlanInterrupted
from app.operations.operation import Caller, Operation, parse_arguments
from app.settings import load_settings
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter, SetClock
from tests.operations.customer import FLAT_PRICE, Customer, pulled_at_write, set_tariff
from tests.operations.proofs import count_events, ledger_of, prove
from tests.operations.ready_cases import (
    ALL_RIGHTS,
    OTHER,
    USUAL,
    WITHOUT_SHIFT,
    Case,
    cases_at,
)

AnyOperation: TypeAlias = Operation[Any, Any, Any, Any]
WRITE = bytes.fromhex("FFD000")


CANNOT_BEGIN = {
    "pay-refund",
    "refute-refund",
    "rewrite-load",
    "renew-plan",
    "accept-clock",
    "credit-note",
    "refill-allowance",
    "settle-tender",
    "read-meter-by-wire",
}
"""At this desk: they need a meter of another kind, or one on a wire, a torn card, a clock that
jumped, a payment that nobody confirmed, or what another kiosk gave back."""


class Undone(Exception):
    """No error: the first commit of an operation, with what it would have recorded."""

    def __init__(self, recorded: tuple[Event, ...]) -> None:
        super().__init__("undone")
        self.recorded = recorded


class ReadyDesk:
    """Accounts in all states, cards of all kinds, things to set and to take back."""

    def __init__(self, counter: Counter, devices: Devices) -> None:
        self.counter = counter
        self._devices = devices
        self._grant_everything()
        set_tariff(counter)
        counter.do("open-shift", by=ALL_RIGHTS, float="1000")
        self._settings()
        self.plain = self._customer("000000012345")
        self.loaded = self._customer("000000012353")
        self.sold = self.loaded.buy("1", by=ALL_RIGHTS)
        self.changed = self._customer("000000012361")
        self._change_meter(self.changed)
        self.torn = self._torn("000000012379", held=False)
        self.open = self._torn("000000012429", held=False)
        self.held = self._torn("000000012387", held=True)
        self.stopped = self._customer("000000012395")
        serial = self.stopped.do("read-card", by=ALL_RIGHTS).serial
        stop = CardHeld(serial=serial, account=self.stopped.account, allocation=None, why="said")
        ledger_of(counter).commit(lambda tx: tx.append(stop))
        self.unused = counter.account("Amina Salim")
        self.owing = counter.account("Musa Said")
        self.suspended = counter.account("Zawadi Ali")
        self.ended = counter.account("Halima Omar")
        self._agent_and_invoice()
        self._safe()
        self._accounts()
        self._cards()
        self.cases = cases_at(self)
        self.written = False
        """Whether the last try wrote a card."""
        counter.reader.on_apdu(self._watch)

    # -- what it is made of -----------------------------------------------------------------

    @property
    def kiosk(self) -> Kiosk:
        """With devices that can be chosen."""
        return replace(self.counter.kiosk, devices=self._devices)

    def do(self, operation: str, **arguments: Any) -> Any:
        """An operation by the one who may do all, with a second person."""
        return self.counter.do(operation, by=ALL_RIGHTS, second=OTHER, **arguments)

    def _grant_everything(self) -> None:
        for role, permission in (
            ("supervisor", "settings"),
            ("supervisor", "operators"),
            ("administrator", "shift"),
        ):
            self.counter.do(
                "set-permission",
                by=ADMINISTRATOR,
                second=SUPERVISOR,
                role=role,
                permission=permission,
                allowed="yes",
            )

    def _settings(self) -> None:
        hired = {"name": "Rehema", "role": "supervisor", "pin": PIN}
        self.do("set-operator", operator=str(WITHOUT_SHIFT), **hired)
        self.do("receive-invoices", first="1", last="1000")
        self.do("receive-meters", first="000000077701", model="DN15")
        self.do("assign-invoices", first="1", last="500", operator=str(ALL_RIGHTS))
        self.do("set-meter-maker", maker="AB", name="A and B")
        for code, deposit in (("repair", "no"), ("deposit", "yes")):
            self.do(
                "set-payment-kind",
                code=code,
                name=code,
                deposit=deposit,
                price="5",
                ledger_code="4100",
            )
        self.do("set-payment-kind", code="open", name="open", ledger_code="4100")
        self.do(
            "set-subsidy-scheme",
            code="poor",
            name="Poor",
            payer="State",
            percent="50",
            per_month="3",
            ledger_code="1",
        )
        self.do("set-free-scheme", code="poor", name="Poor", per_month="3", ledger_code="1")
        self.later = self.do(
            "set-tariff",
            tariff=f'tariff_class = 1\nname = "Domestic"\nvalid_from = 2027-06-01\n{FLAT_PRICE}',
        )

    def _customer(self, meter: str) -> Customer:
        one = Customer(self.counter, meter)
        one.allocate()
        one.visit()
        return one

    def _change_meter(self, one: Customer) -> None:
        one.do(
            "change-meter",
            by=ALL_RIGHTS,
            second=OTHER,
            account=one.account,
            new_meter="000000099000",
            old_dial="1",
            technician="Baraka",
            form="F-1",
        )

    def _torn(self, meter: str, *, held: bool) -> Customer:
        one = self._customer(meter)
        one.counter.put(one.card)
        phase = ApduPhase.AFTER if held else ApduPhase.BEFORE
        with pulled_at_write(one.counter, 0, phase), suppress(PlanInterrupted):
            one.counter.do("prepay", by=ALL_RIGHTS, volume="1")
        if held:
            hold = PlanHeld(plan=self.plan_of(one), account=one.account, why="lost")
            ledger_of(one.counter).commit(lambda tx: tx.append(hold))
        return one

    def plan_of(self, one: Customer) -> Any:
        """The open plan of a customer."""
        with ledger_of(self.counter).read() as reader:
            (row,) = plans.open_plans(reader.db, account=one.account)
        return row.id

    def _accounts(self) -> None:
        self.do("suspend-account", account=self.suspended, reason="asked for")
        self.do("void-account", account=self.ended, reason="twice")
        self.do("book-arrears", account=self.owing, kind="repair", reason="broken")
        self.do("deposit-balance", account=self.owing, amount="50")
        self.do("take-payment", account=self.owing, kind="deposit")
        self.paid = self.do("take-payment", account=self.owing, kind="repair")
        self.do("blacklist", what="meter", number="000000077777", reason="stolen")
        jobs = ledger_of(self.counter).print_jobs
        for job in jobs.pending():
            jobs.done(job.id)

    def _safe(self) -> None:
        """A bag in the safe, and one on its way to the bank."""
        self.do("drop-cash", bag="B-1", counted="100x1")
        self.do("deposit-bags", carrier="Juma", bank="KCB 1107")
        self.do("drop-cash", bag="B-2", counted="50x1")

    def _agent_and_invoice(self) -> None:
        """The other supervisor is an agent with a deposit; a payment stands on a tax invoice."""
        self.do("set-agent", agent=USUAL["agent"], holder=str(WITHOUT_SHIFT))
        self.do("agent-deposit", agent=USUAL["agent"], amount="100", reference="bank 1")
        invoiced = self.do("take-payment", payer="Rehema", kind="repair")
        taxpayer = {name: USUAL[name] for name in ("tax_number", "address")}
        self.do("tax-invoice", receipts=str(invoiced.receipt), name="Baraka Ltd", **taxpayer)

    def _cards(self) -> None:
        """A replaced card, a function card that is lent, cards that a technician took along."""
        self.fresh = Customer(self.counter, "000000012403")
        self.fresh.allocate()
        self.replaced = self._customer("000000012411")
        kept = self.replaced.card
        self.replaced.new_card()
        self.do("reissue-card", account=self.replaced.account, reason="lost", identity="known")
        self.replaced.card = kept
        self.lent = self.counter.new_card()
        loan = {"holder": "Baraka", "reason": "round", "due_back": "2026-11-30"}
        self.made = self.do("make-function-card", function="check", **loan)
        self.do("sign-out-cards", cards="77", **loan)
        self._dials()
        self.blank = self.counter.new_card()
        self.plain.do("read-card", by=ALL_RIGHTS)
        poor = self._customer("000000012437")
        self.do("subsidise", account=poor.account, scheme="poor", until="2028-12-31", reason="poor")
        poor.do("prepay", by=ALL_RIGHTS, volume="1")

    def _dials(self) -> None:
        """A file of readings, one that counts, and one that somebody has to decide about."""
        folder = self.counter.path.parent
        self.files = {"folder": str(folder)}
        self.readings = str(folder / "readings.csv")
        Path(self.readings).write_text("meter,dial,read_on\n12345,2,2026-11-23\n")
        for dial in ("1", "1.5"):
            self.do("take-reading", meter="000000012353", dial=dial)
        (found,) = self.do("dial-readings", verdict="questioned").readings
        self.questioned = found.event
        (found,) = self.do("dial-readings", verdict="accepted").readings
        self.counted = found.event

    # -- what each operation is given -------------------------------------------------------

    def cases_of(self, operation: AnyOperation) -> tuple[Case, ...]:
        """Ways in which it can begin; each has all arguments that it cannot do without."""
        usual = {
            field.name: self.usual(field)
            for field in msgspec.structs.fields(operation.arguments)
            if field.required
        }
        found = self.cases.get(operation.name, (Case(self.plain.card),))
        return tuple(replace(case, given=usual | case.given) for case in found)

    def usual(self, asked: msgspec.structs.FieldInfo) -> str:
        """A good value of an argument, by its name, else by its type."""
        if asked.name in USUAL:
            return USUAL[asked.name]
        if asked.name == "account":
            return self.plain.account
        kinds = [kind for kind in get_args(asked.type) if kind is not NoneType] or [asked.type]
        if issubclass(kinds[0], Enum):
            return str(next(iter(kinds[0])).value)
        return {int: "1", date: "2026-11-24", bool: "yes"}.get(kinds[0], "1")

    def account_of(self, case: Case) -> str:
        """Whose it is about: named, or by the card on the reader."""
        customers = (one for one in vars(self).values() if isinstance(one, Customer))
        by_card = [one.account for one in customers if one.card is case.card]
        return case.given["account"] if "account" in case.given else by_card[0]

    # -- copies ----------------------------------------------------------------------------

    @contextmanager
    def copied(self, folder: Path) -> Iterator[ReadyDesk]:
        """This desk again, its cards as they are, on a ledger of its own; it must be closed."""
        shutil.copytree(self.counter.path.parent, folder / "copy")
        cards = [cases[0].card for cases in self.cases.values()]
        before = [(card, card.snapshot()) for card in cards if card is not None]
        path, self.counter.path = self.counter.path, folder / "copy" / self.counter.path.name
        try:
            self.counter.open()
            yield self
        finally:
            self.counter.close()
            self.counter.path = path
            for card, kept in before:
                card.restore(kept)

    # -- trying -----------------------------------------------------------------------------

    def runs(self, operation: AnyOperation, case: Case, request: str) -> Any:
        """Does it."""
        self.puts(case.card)
        caller = Caller(operator=case.by, second=OTHER, request=request)
        return operation.run(self.kiosk, caller, parse_arguments(operation, case.given))

    def tries(
        self, operation: AnyOperation, case: Case, caller: Caller | None = None
    ) -> tuple[Event, ...]:
        """What it would record; nothing for one that only looks. Raises what it refuses with."""
        self.puts(case.card)
        self.written = False
        by = caller or Caller(operator=case.by, second=OTHER)
        try:
            operation.run(self.kiosk, by, parse_arguments(operation, case.given))
        except Undone as done:
            return done.recorded
        return ()

    def _watch(self, _number: int, apdu: bytes, _phase: ApduPhase) -> None:
        self.written |= apdu.startswith(WRITE)

    def puts(self, card: Any) -> None:
        """The card on the reader, or none."""
        if self.counter.reader.card is card:
            return
        self.counter.reader.remove()
        if card is not None:
            self.counter.reader.insert(card)


@contextmanager
def made_desk(ledger: Path, folder: Path) -> Iterator[ReadyDesk]:
    """A desk on a copy of a ledger; its PINs take little work."""
    shutil.copytree(ledger, folder / "counter")
    (folder / "kiosk.toml").write_text("[kiosk]\nid = 7\n[state]\npath = 'state'\n")
    counter = Counter(folder / "counter" / "ledger.db", clock=SetClock()).open()
    counter.clock.now += 3_600_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.operations.pins._MEMORY_KIB", 64)
        patch.setattr("app.operations.pins._PASSES", 1)
        yield ReadyDesk(counter, ChosenDevices(load_settings(folder / "kiosk.toml")))
    counter.close()


@contextmanager
def ready_desk(ledger: Path, folder: Path) -> Iterator[ReadyDesk]:
    """A desk at which every commit is undone."""
    with made_desk(ledger, folder) as desk:
        before = count_events(desk.counter)
        with pytest.MonkeyPatch.context() as patch:
            _undo(patch)
            yield desk
        assert count_events(desk.counter) == before
        prove(desk.counter)


def _undo(patch: pytest.MonkeyPatch) -> None:
    """From now on every commit is undone and ends in :class:`Undone`."""
    commit, append = Ledger.commit, Transaction.append
    seen: list[Event] = []

    def noted(self: Transaction, event: Event, **named: Any) -> Any:
        seen.append(event)
        return append(self, event, **named)

    def undone(self: Ledger, work: Callable[[Transaction], Any]) -> Any:
        def inside(transaction: Transaction) -> None:
            seen.clear()
            work(transaction)
            raise Undone(tuple(seen))

        return commit(self, inside)

    patch.setattr(Transaction, "append", noted)
    patch.setattr(Ledger, "commit", undone)
