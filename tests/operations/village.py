"""``python -m tests.operations.village --minutes N``: lives in which every operation is done.

A few people of one counter, their cards and meters, of a profile that chance draws; each step is
an operation of the catalogue with chance arguments, or something that happens at home. What a
counter refuses leaves nothing but what says so; whatever happens, ``tapcard verify`` and
``tapcard rebuild --check`` find nothing, and no meter has more than was sold, given and not paid
back. Exit code 1 when anything was not so.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
import traceback
from collections import Counter as Tally
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.cards.profiles.contract import Profile
from app.domain.cards import ChargingType, UtilityKind
from app.domain.errors import TapcardError
from app.domain.identity import EventId
from app.ledger.audit.audit import audit
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.sales import CompensationOpened, PurchasePaid, RefundOpened, RefundPaid
from app.ledger.journal import entry
from app.ledger.projection.statements import execute
from app.ledger.queries import plans
from app.ledger.queries.account_states import account_standing
from app.ledger.rebuild import compare_tables
from app.operations.errors import PlanInterrupted
from app.simulator.meter import VirtualMeter
from tests.campaign.workplace import workplace
from tests.counter import ADMINISTRATOR, Counter
from tests.operations.customer import sleep_days
from tests.operations.proofs import ledger_of
from tests.operations.village_errands import ERRANDS
from tests.operations.village_script import Step, drawn_profile, random_steps
from tests.protocol.maker_streets import amid_plan

LEFT_OUT = frozenset(
    # Who may act, and the clock: a life without somebody who may is none.
    {"sign-in", "change-pin", "set-operator", "set-approver", "set-permission", "set-pin-rules"}
    | {"accept-clock", "set-device", "print-test", "test-reader", "read-meter-by-wire"}
    # At a counter that belongs to head office.
    | {"refill-allowance"}
)
_ON_RECORD = frozenset(
    {"card_held", "plan_held", "plan_in_doubt", "plan_scrapped", "retrieve_given_up"}
)
"""Events that a refusal may leave: they say that something does not fit."""
_OF_ENDED = ("erase-account", "retrieve-card", "withdraw-balance", "read-card")


@dataclass
class Person:
    """Somebody with an account; the last card is in the hand."""

    account: str
    cards: list[Any] = field(default_factory=list)
    meters: list[str] = field(default_factory=list)
    """Numbers of those that hang, or hung, at home."""


class Village:
    """A counter, its people, and every device on a wall."""

    def __init__(self, counter: Counter) -> None:
        """``counter``: with an open shift."""
        self.counter = counter
        self.people = [Person(counter.account(name)) for name in ("Amina", "Baraka")]
        self.who = 0
        self.devices: dict[str, VirtualMeter] = {}
        self.numbers = 0
        self.function_cards: list[tuple[str, Any]] = []
        """Number and card, the newest last."""
        self._receipts: list[int] = []
        self._read: list[tuple[EventId, Any]] = []
        self.done: Tally[str] = Tally()
        self.refused: Tally[str] = Tally()

    @property
    def person(self) -> Person:
        """Whose turn it is."""
        return self.people[self.who]

    def free_meter(self) -> str:
        """The number of a meter that nobody has; no maker's card tells zeros in front."""
        self.numbers += 1
        return str(200_000_050_000 + self.numbers)

    def blank(self) -> None:
        """A card from the stock in the hand of whose turn it is."""
        self.person.cards.append(self.new_card())
        self.show()

    def show(self) -> None:
        """The card in the hand goes into the reader; where there is none, a blank one."""
        if self.person.cards:
            self.counter.put(self.person.cards[-1])
        else:
            self.new_card()

    def new_card(self) -> Any:
        """A card from the stock, put into the reader."""
        return self.counter.new_card()

    def comes(self, account: str) -> None:
        """Somebody new."""
        self.people.append(Person(account))

    def device(self, number: str) -> VirtualMeter:
        """The meter of a number; it comes from the factory when it is first asked for."""
        if number not in self.devices:
            self.devices[number] = self.counter.meter(number, place=self._place_of(number))
        return self.devices[number]

    def _place_of(self, number: str) -> int:
        """The place on its card, at which the technician sets it; 1 before it has one."""
        with ledger_of(self.counter).read() as reader:
            keys = execute(reader.db, "SELECT id FROM plan ORDER BY id DESC").fetchall()
            for (key,) in keys:
                row = plans.plan(reader.db, EventId.from_key(key))
                for part in row.parts if row is not None else ():
                    if part.contents.meter == number:
                        return part.contents.place
        return 1

    def do(self, operation: str, **arguments: Any) -> Any:
        """An operation at the counter, with the card that is in the reader."""
        result = self.counter.do(operation, **arguments)
        receipt = getattr(result, "receipt", None)
        if receipt is not None:
            self._receipts.append(receipt)
        return result

    def receipt(self, choice: int) -> str:
        """The number of one of the newest receipts."""
        found = self._receipts[-1 - choice // 2 :] or [1]
        return str(found[0])

    # -- steps -----------------------------------------------------------------------------

    def play(self, steps: Sequence[Step]) -> None:
        """All of them. Raises AssertionError where something is not as it must be."""
        for step in steps:
            self._step(step)
            self._no_free_water()
        ledger = ledger_of(self.counter)
        assert audit(ledger).findings == ()
        assert compare_tables(ledger) == []

    def _step(self, step: Step) -> None:
        person, choice = self.person, step.choice
        match step.what:
            case "visit" if person.meters and person.cards:
                self.device(person.meters[-1 - choice // 7 % len(person.meters)]).take(
                    person.cards[-1]
                )
            case "use" if person.meters:
                self.device(person.meters[-1]).use(100 * choice)
            case "days":
                sleep_days(self.counter, 1 + 5 * choice)
            case "other person":
                self.who = choice % len(self.people)
            case "other card" if person.cards:
                person.cards.append(person.cards.pop(choice % len(person.cards)))
            case "copy" if person.cards and self.counter.profile.declares.copyable:
                person.cards.insert(0, person.cards[-1].clone())
            case name if name in ERRANDS:
                self._at_the_counter(step)
            case _:
                pass

    def _at_the_counter(self, step: Step) -> None:
        """Does it, or is refused; then nothing has changed but what is on record about it."""
        self._somebody_who_goes_on(step)
        counter, before = self.counter, len(self._events())
        person, cards = self.person, list(self.person.cards)
        self.show()
        pull = (
            amid_plan(counter, counter.reader.remove, step.choice) if step.pulled else nullcontext()
        )
        try:
            with pull:
                ERRANDS[step.what](self, step.choice)
            self.done[step.what] += 1
        except PlanInterrupted:
            assert step.pulled, "a plan was interrupted although nobody pulled the card"
        except TapcardError as refusal:
            self.refused[step.what] += 1
            person.cards = cards
            written = [event.__struct_config__.tag for _id, event in self._events()[before:]]
            left = set(written) - _ON_RECORD
            assert not left, (repr(refusal), left)

    def _somebody_who_goes_on(self, step: Step) -> None:
        """Mostly it is not the turn of those whose account has ended."""
        with ledger_of(self.counter).read() as reader:
            today = date(2030, 1, 1)
            going = [
                at
                for at, person in enumerate(self.people)
                if not account_standing(reader.db, person.account, today).state.final
            ]
        if self.who in going or step.what in _OF_ENDED or step.choice == 0:
            return
        if not going:
            self.comes(self.counter.account("Somebody"))
            going = [len(self.people) - 1]
        self.who = going[step.choice % len(going)]

    # -- what must be so -------------------------------------------------------------------

    def _events(self) -> list[tuple[EventId, Any]]:
        """All of them; those that were read before are not read again."""
        ledger, known = ledger_of(self.counter), self._read
        with ledger.read() as reader:
            while True:
                id = EventId(ledger.node, ledger.epoch, len(known) + 1)
                found = entry(reader.db, id)
                if found is None:
                    return known
                known.append((id, found.event))

    def _no_free_water(self) -> None:
        """A bound: what a changed meter left is given again, and is in no meter twice."""
        sold, refunds = 0, {}
        for id, event in self._events():
            match event:
                case PurchasePaid():
                    sold += sum(load.credit for load in event.loads)
                case CompensationOpened():
                    sold += event.load.credit
                case MeterChangeOpened():
                    sold += event.load.credit
                case RefundOpened():
                    refunds[id] = event.quantity
                case RefundPaid():
                    sold -= refunds[event.refund]
                case _:
                    pass
        had = sum(meter.state.total_credited for meter in self.devices.values())
        assert had <= sold, (had, sold)


class Builder:
    """Makes a ledger that sells, with things to choose, once; each village gets a copy."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where to work."""
        self._folder = folder
        self._villages = 0
        one = Counter(self._made / "ledger.db", kind=UtilityKind.WATER).begin()
        for code, deposit in (("repair", "no"), ("deposit", "yes")):
            given: dict[str, Any] = {"name": code, "ledger_code": "4100", "deposit": deposit}
            one.do("set-payment-kind", by=ADMINISTRATOR, code=code, price="5", **given)
        scheme: dict[str, Any] = {"name": "Poor", "per_month": "3", "ledger_code": "1"}
        one.do("set-free-scheme", by=ADMINISTRATOR, code="poor", **scheme)
        scheme |= {"payer": "State", "percent": "50"}
        one.do("set-subsidy-scheme", by=ADMINISTRATOR, code="poor", **scheme)
        self._now = one.clock.now
        one.close()

    @property
    def _made(self) -> Path:
        made = self._folder / "made"
        made.mkdir(exist_ok=True)
        return made

    def play(self, steps: Sequence[Step], profile: Profile) -> Village:
        """A village from its first step to its proofs. Raises AssertionError."""
        self._villages += 1
        folder = self._folder / f"village-{self._villages}"
        shutil.copytree(self._made, folder)
        counter = Counter(
            folder / "ledger.db",
            seed=self._villages,
            profile=profile,
            kind=UtilityKind.WATER,
            charging=ChargingType.VOLUME,
        )
        counter.clock.now = self._now + 3_600_000
        counter.open()
        given: dict[str, Any] = {"kind": "water", "charging": "volume", "hoarding_limit": "200"}
        counter.do("set-meter-model", by=ADMINISTRATOR, model="DN15", profile=profile.name, **given)
        village = Village(counter)
        try:
            village.play(steps)
        finally:
            counter.close()
            shutil.rmtree(folder)
        return village


def main(arguments: list[str]) -> int:
    """Plays; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.operations.village")
    parser.add_argument("--minutes", type=float, default=10, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    options = parser.parse_args(arguments)
    until, seed, wrong = time.monotonic() + options.minutes * 60, options.first, 0
    done: Tally[str] = Tally()
    refused: Tally[str] = Tally()
    lives: Tally[str] = Tally()
    with workplace() as folder:
        builder = Builder(folder)
        while time.monotonic() < until:
            profile = drawn_profile(str(seed))
            lives[profile.name] += 1
            try:
                village = builder.play(random_steps(str(seed)), profile)
                done += village.done
                refused += village.refused
            except Exception:  # noqa: BLE001  whatever it is, it is what the lives are for
                wrong += 1
                _say(f"WRONG: {seed}, {profile.name}\n{traceback.format_exc(limit=-4)}")
            seed += 1
    for name in ERRANDS:
        _say(f"{name:22} done {done[name]:6} refused {refused[name]:6}")
    for name, count in sorted(lives.items()):
        _say(f"{name:22} lives {count:5}")
    _say(f"{seed - options.first} lives, {sum(done.values())} operations done, {wrong} wrong")
    return 1 if wrong else 0


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
