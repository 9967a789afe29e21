"""Random lives of a household whose meters are changed, and changed back.

After every step: paid + used beyond = flowed + in the meter + on the card + owed, to the litre.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.amounts import format_volume
from app.domain.errors import TapcardError
from app.ledger.events.meter_changes import MeterChanged, MeterChangeOpened, MeterChangeUndone
from app.ledger.events.sales import (
    LoadCancelled,
    PurchaseLoaded,
    PurchasePaid,
    RefundBasis,
    RefundOpened,
)
from app.ledger.journal import scan
from app.ledger.queries import accounts, compensation
from app.operations.errors import PlanInterrupted
from app.simulator.meter import VirtualMeter
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.proofs import ledger_of, prove
from tests.protocol.maker_streets import amid_plan


class Act(enum.StrEnum):
    """What may come next."""

    BUY = "buy"
    VISIT = "visit"
    USE = "use"
    LEAK = "leak"
    CHANGE = "change"
    CHANGE_LOST = "change, card lost"
    UNDO = "undo"
    COMPENSATE = "compensate"
    REFUND = "refund"
    PAY_REFUND = "pay-refund"
    REISSUE = "reissue"
    OLD_CARD = "old card"
    """One that was copied or lost before a change comes to the meter."""


PROFILES: tuple[Profile, ...] = (
    TapcardSle4442(),
    TapcardSle4442(copyable=False),
    TapcardMifare1k(),
    At88Water4(),
    Cpu68(),
)


class Household:
    """One account, its card, the meter that hangs there, and those that hung there."""

    def __init__(self, folder: Path, profile: Profile) -> None:
        self.counter = Counter(folder / "ledger.db", profile=profile).begin()
        for model, limit in (("DN15", "200"), ("DN8", "3")):
            self.counter.do(
                "set-meter-model",
                by=ADMINISTRATOR,
                model=model,
                profile=profile.name,
                kind=self.counter.kind.value,
                hoarding_limit=limit,
            )
        self.account = self.counter.account()
        self.hung: list[tuple[VirtualMeter, int]] = []
        """Meters that came off the wall, and what had leaked through each."""
        self.made = 0
        self.meter = self.another_meter()
        self.leaked = 0
        """What flowed past the electronics of this meter: only its dial counts it."""
        self.flowed = 0
        self.old: list[Any] = []
        self.card = self.counter.new_card()
        self.counter.do(
            "allocate-meter",
            account=self.account,
            meter=self.meter.state.meter,
            model="DN15",
            volume="4",
        )

    def another_meter(self) -> VirtualMeter:
        self.made += 1
        return self.counter.meter(f"2026000{self.made}")

    def do(self, operation: str, **arguments: Any) -> Any:
        self.counter.put(self.card)
        return self.counter.do(operation, **arguments)

    # -- what happens ----------------------------------------------------------------------

    def step(self, act: Act, choice: int, *, pulled: bool) -> None:
        """One step; what was interrupted is settled at once."""
        happens: dict[Act, Callable[[], Any]] = {
            Act.BUY: lambda: self.do("prepay", volume=str(1 + choice)),
            Act.VISIT: lambda: self.meter.take(self.card),
            Act.USE: lambda: self.use(300 * choice),
            Act.LEAK: lambda: self.leak(700 * choice),
            Act.CHANGE: lambda: self.change(choice),
            Act.CHANGE_LOST: lambda: self.with_blank(lambda: self.change(choice)),
            Act.UNDO: self.undo,
            Act.COMPENSATE: self.compensate,
            Act.REFUND: lambda: self.do("refund", reason="too much"),
            Act.PAY_REFUND: lambda: self.do("pay-refund"),
            Act.REISSUE: lambda: self.with_blank(self.reissue),
            Act.OLD_CARD: lambda: self.old_card(choice),
        }
        reader = self.counter.reader
        pull = amid_plan(self.counter, reader.remove, choice) if pulled else nullcontext()
        try:
            with pull:
                happens[act]()
        except PlanInterrupted:
            self.settle()
        except TapcardError:
            return  # refused: the sums say that nothing changed

    def use(self, litres: int) -> None:
        self.flowed += self.meter.days(1, litres)

    def leak(self, litres: int) -> None:
        """None through a valve that no card has opened yet."""
        if self.meter.state.account is None:
            return
        self.flowed += litres
        self.leaked += litres

    def change(self, choice: int) -> None:
        """The technician has swapped the meters; the office writes what he says."""
        if self.counter.profile.declares.copyable:
            self.mislay(self.card.clone())
        new = self.another_meter()
        dial = self.meter.memory.flowed + self.leaked
        self.do(
            "change-meter",
            account=self.account,
            new_meter=new.state.meter,
            model=("DN15", "DN8")[choice % 2],
            old_dial=format_volume(dial),
            technician="Baraka",
            form=f"F-{self.made}",
            second=SUPERVISOR,
            request=f"change {self.made}",
        )

    def undo(self) -> None:
        self.do("undo-meter-change", reason="it leaks", second=SUPERVISOR)

    def compensate(self) -> None:
        volume = format_volume(min(2_000, self.owed() // 1_000 * 1_000))
        self.do("compensate", volume=volume, reason="the rest", second=SUPERVISOR)

    def reissue(self) -> None:
        self.do("reissue-card", account=self.account, reason="lost", identity="known")

    def with_blank(self, act: Callable[[], None]) -> None:
        """The card is lost; where nothing comes of it, it is found again."""
        lost, self.card = self.card, self.counter.new_card()
        before = self.events()
        try:
            act()
        finally:
            if len(self.events()) == len(before):
                self.card = lost
            elif act != self.reissue:
                self.mislay(lost)

    def mislay(self, card: Any) -> None:
        """Somebody finds it again. Not where cards name no meter: any that opens one opens any."""
        if self.counter.profile.name != At88Water4.name:
            self.old.append(card)

    def old_card(self, choice: int) -> None:
        if self.old:
            self.meter.take(self.old[choice % len(self.old)])

    def settle(self) -> None:
        try:
            self.do("settle", account=self.account)
        except TapcardError:
            self.card = self.counter.new_card()  # scrapped
            self.do("renew-plan", account=self.account)

    def hang_what_is_on_file(self) -> None:
        """The wall follows the file: the meter of the allocation that goes on hangs there."""
        with ledger_of(self.counter).read() as reader:
            (row,) = accounts.meters_of(reader.db, self.account)
        if row.meter == self.meter.state.meter:
            return
        known = {meter.state.meter: (meter, leaked) for meter, leaked in self.hung}
        self.hung.append((self.meter, self.leaked))
        if row.meter in known:
            self.meter, self.leaked = known[row.meter]
        else:
            self.meter, self.leaked = self.counter.meter(row.meter), 0

    # -- what must be so -------------------------------------------------------------------

    def events(self) -> list[tuple[Any, Any]]:
        with ledger_of(self.counter).read() as reader:
            return [(id, entry.event) for batch in scan(reader.db) for id, entry, _b in batch]

    def owed(self) -> int:
        with ledger_of(self.counter).read() as reader:
            db = reader.db
            return sum(
                compensation.owed(db, self.account, row.id)
                for row in accounts.allocations_of(db, self.account)
            )

    def paid_and_used_beyond(self) -> int:
        """Loads paid for and not taken off again, and overuse that became arrears."""
        opened: dict[Any, Any] = {}
        total = 0
        for id, event in self.events():
            match event:
                case PurchasePaid() | RefundOpened() | MeterChangeOpened():
                    opened[id] = event
                case PurchaseLoaded():
                    total += sum(load.credit for load in opened[event.purchase].loads)
                case LoadCancelled() if opened[event.refund].basis is RefundBasis.UNLOADED:
                    total -= opened[event.refund].quantity
                case MeterChanged():
                    total += opened[event.change].overuse
                case MeterChangeUndone():
                    total -= opened[event.change].overuse
                case _:
                    pass
        return total

    def on_the_card(self) -> int:
        """What the meter would still take if it had no limits."""
        twin = self.meter.clone()
        state = msgspec.structs.replace(twin.state, hoarding_limit=None, largest_load=None)
        twin.memory = msgspec.structs.replace(twin.memory, state=state)
        before = twin.state.total_credited
        twin.take(self.card.clone())
        return twin.state.total_credited - before

    def live(self, steps: list[tuple[Act, int, bool]]) -> None:
        """Step by step."""
        for act, choice, pulled in steps:
            self.step(act, choice, pulled=pulled)
            self.agrees(steps)
        prove(self.counter)

    def agrees(self, steps: object) -> None:
        self.hang_what_is_on_file()
        left = self.paid_and_used_beyond()
        there = self.flowed - self.leaked + self.meter.state.remaining
        assert left == there + self.on_the_card() + self.owed(), steps


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*Act, Act.BUY, Act.VISIT, Act.VISIT, Act.USE, Act.CHANGE, Act.UNDO]),
        st.integers(0, 7),
        st.booleans(),
    ),
    min_size=5,
    max_size=14,
)


@contextmanager
def household(folder: Path, profile: Profile) -> Iterator[Household]:
    one = Household(folder, profile)
    try:
        yield one
    finally:
        one.counter.close()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_no_litre_is_lost_or_doubled_whatever_meter_hangs_there(
    tmp_path_factory: pytest.TempPathFactory,
    profile: Profile,
    steps: list[tuple[Act, int, bool]],
) -> None:
    with household(tmp_path_factory.mktemp("moving"), profile) as one:
        one.live(steps)


def test_an_old_meter_at_the_same_number_is_not_taken_for_the_new_one(tmp_path: Path) -> None:
    """The card was pulled before the old meter's return file was emptied."""
    with household(tmp_path, Cpu68()) as one:
        one.live([(Act.VISIT, 1, False), (Act.CHANGE, 7, True), (Act.VISIT, 4, False)])
        assert one.meter.state.total_credited == 3_000
