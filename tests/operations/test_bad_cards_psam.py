"""CPU cards whose keys are in a PSAM: without it, or with a wrong one, nothing is paid or lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from app.cards.key_sources.errors import (
    KeyVersionUnknown,
    PsamError,
    PsamForeign,
    PsamLocked,
    PsamMissing,
)
from app.cards.key_sources.master import MasterKeys
from app.cards.key_sources.psam import PsamKeys
from app.cards.key_sources.security_module import PsamLayout
from app.cards.profiles.cpu68 import Cpu68
from app.cards.secrets import KeyUsage
from app.domain.errors import MoneyState
from app.domain.metering import MeterAnswer
from app.operations.errors import PlanInterrupted
from app.simulator.fitting import card_for
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.psam_card import VirtualPsam
from app.simulator.reader import VirtualReader
from tests.operations.conftest import MakeCounter
from tests.operations.patron import (
    FIRST,
    MODEL,
    SECOND,
    Patron,
    hold_keys,
    paid_then,
    plan_is_open,
    refused,
    told,
)
from tests.operations.proofs import events
from tests.operations.proofs import make_proved as make_proved

UTILITY = bytes.fromhex("5301020000004711")
TYPES = {KeyUsage.INTERNAL: 0x07, KeyUsage.EXTERNAL: 0x09, KeyUsage.MAINTENANCE: 0x08}
PBOC = {usage: bytes([byte]) * 16 for usage, byte in TYPES.items()}
OTHERS = MasterKeys({1: bytes(range(16))})
MAKER = MasterKeys({1: bytes(range(16))}, {1: PBOC})
"""What the maker of the cards and the meters has: the keys that are in the PSAM."""

Fault: TypeAlias = Callable[[VirtualReader], None]


def psam(utility: bytes = UTILITY, *, version: int = 1) -> VirtualPsam:
    return VirtualPsam(utility, {(TYPES[usage], version): key for usage, key in PBOC.items()})


def empty(slot: VirtualReader) -> None:
    slot.remove()


def unplugged(slot: VirtualReader) -> None:
    slot.unplug()


def mute(slot: VirtualReader) -> None:
    slot.insert(MuteCard())


def locked(slot: VirtualReader) -> None:
    card = psam()
    card.locked = True
    slot.insert(card)


def another_utility_s(slot: VirtualReader) -> None:
    slot.insert(psam(bytes(8)))


def no_psam_at_all(slot: VirtualReader) -> None:
    slot.insert(ForeignCard(bytes.fromhex("3B6500002063CB6A00")))


def of_other_keys(slot: VirtualReader) -> None:
    slot.insert(psam(version=9))


FAULTS: dict[Fault, type[PsamError | KeyVersionUnknown]] = {
    empty: PsamMissing,
    unplugged: PsamMissing,
    mute: PsamMissing,
    locked: PsamLocked,
    another_utility_s: PsamForeign,
    no_psam_at_all: PsamForeign,
    of_other_keys: KeyVersionUnknown,
}


class Desk(Patron):
    """A patron at a counter with a PSAM in its second slot."""

    def __init__(self, make_proved: MakeCounter) -> None:
        counter = make_proved(profile=Cpu68())
        hold_keys(counter, MAKER)
        super().__init__(counter)
        self.slot = VirtualReader("Identiv uTrust SAM 00 00")
        hold_keys(counter, PsamKeys(self.slot, OTHERS, UTILITY, PsamLayout(types=TYPES)))
        self.put_right()

    def put_right(self) -> None:
        """The PSAM is in its slot as it should be."""
        self.slot.plug_in()
        self.slot.insert(psam())


@pytest.fixture
def desk(make_proved: MakeCounter) -> Desk:
    return Desk(make_proved)


@pytest.mark.parametrize(("fault", "error"), FAULTS.items())
def test_it_is_told_before_anything_is_paid(
    desk: Desk, fault: Fault, error: type[PsamError | KeyVersionUnknown]
) -> None:
    fault(desk.slot)
    with refused(desk.counter, error, desk.card):
        desk.allocate()
    desk.put_right()
    desk.served()
    fault(desk.slot)
    with refused(desk.counter, error, desk.card) as refusal:
        desk.buy()
    assert "Nothing was paid" in refusal.value.remedy
    desk.put_right()
    desk.buy()
    assert desk.visit() is MeterAnswer.CREDIT
    assert desk.credited == FIRST + SECOND


def test_a_card_is_read_without_it_and_reissued_only_with_it(desk: Desk) -> None:
    desk.served()
    desk.buy()
    empty(desk.slot)
    assert desk.do("read-card").meters[0].contents.load == SECOND
    desk.card = card_for(desk.counter.profile, MAKER, 50)
    with refused(desk.counter, PsamMissing, desk.card):
        desk.do("reissue-card", account=desk.account, reason="lost", identity="known")
    desk.put_right()
    desk.do("reissue-card", account=desk.account, reason="lost", identity="known")
    assert desk.visit() is MeterAnswer.CREDIT
    assert desk.credited == FIRST + SECOND


@pytest.mark.parametrize("fault", [empty, locked, another_utility_s, of_other_keys])
def test_after_the_payment_it_is_settled_once_the_psam_is_right(desk: Desk, fault: Fault) -> None:
    desk.served()
    desk.counter.put(desk.card)
    with paid_then(desk.counter, lambda: fault(desk.slot)), pytest.raises(PlanInterrupted) as doubt:
        desk.counter.do("prepay", volume="3")
    told(doubt.value, MoneyState.IN_DOUBT)
    with pytest.raises(PlanInterrupted) as still:
        desk.counter.do("settle")
    told(still.value, MoneyState.IN_DOUBT)
    assert len(events(desk.counter, "plan_in_doubt")) == 1
    desk.put_right()
    desk.counter.do("settle")
    assert not plan_is_open(desk.counter)
    assert desk.visit() is MeterAnswer.CREDIT
    assert desk.credited == FIRST + SECOND


def test_after_the_payment_for_a_first_card_it_is_settled_likewise(desk: Desk) -> None:
    """What was wrong was the PSAM: the card is not thrown away for it."""
    desk.counter.put(desk.card)
    given: dict[str, Any] = {"account": desk.account, "meter": desk.number, "model": MODEL}
    with (
        paid_then(desk.counter, lambda: locked(desk.slot)),
        pytest.raises(PlanInterrupted),
    ):
        desk.counter.do("allocate-meter", volume="2", **given)
    with pytest.raises(PlanInterrupted):
        desk.counter.do("settle", account=desk.account)
    desk.put_right()
    desk.counter.do("settle", account=desk.account)
    assert desk.visit() is MeterAnswer.CREDIT
    assert desk.credited == FIRST
