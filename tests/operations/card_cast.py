"""One customer for each state that a card can be in, on one ledger that is made once and copied."""

from __future__ import annotations

import enum
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import Marking
from app.simulator.meter import VirtualMeter
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import CardPulled
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter, SeededRandomness, SetClock
from tests.operations import cells_cards as prepared
from tests.operations.customer import Customer
from tests.protocol.kiosks import MeterPull, meter_tear

NODE, ELSEWHERE = 7, 9


class CardState(enum.StrEnum):
    """What lies in the reader; where nothing else is said it belongs to the account asked for."""

    BLANK = "blank"
    """Taken from the stock; the account's own card is at home."""
    OPENING = "opening"
    """Made for its meter and not in it yet."""
    USER = "user"
    """Nothing is on it that its meter has not taken."""
    LOADED = "loaded"
    """The last purchase is still on it."""
    CANCELLED = "cancelled"
    """A load was taken off, its meter has not seen that."""
    PROVEN = "proven"
    """... has seen it, and never had the load: the refund waits to be paid."""
    REFUTED = "refuted"
    """... and had the load from a copy."""
    BEGUN = "begun"
    """Its meter began with the load and did not finish."""
    MARKED = "marked"
    """Its meter marked the load, before it would have credited it, and did not."""
    SUPERSEDED = "superseded"
    """Reported lost, another one was made; it turns up."""
    RETRIEVED = "retrieved"
    """A copy of a card that was made blank again."""
    HELD = "held"
    LISTED = "listed"
    """It stands on the blacklist itself."""
    OF_LISTED = "of listed"
    """Its account does."""
    AT_LISTED = "at listed"
    """Its meter does."""
    TORN = "torn"
    """Pulled amid a sale: the sale is in doubt."""
    UNTOUCHED = "untouched"
    """Pulled before the first byte of a sale that was paid for."""
    CHANGED = "changed"
    """The opening card of a new meter, still out of it."""
    SCRAPPED = "scrapped"
    """Blank, in place of one that broke in a reissue."""
    UNKNOWN = "unknown"
    """Made by a kiosk that this one never heard of, for an account of its own."""
    FUNCTION = "function"
    """Tells meters something, is no customer's; its holder gave it back."""


class Player(msgspec.Struct, frozen=True, kw_only=True):
    """Who comes with it."""

    account: str
    meter: str
    card: Any


def cast(folder: Path, other: Path) -> dict[CardState, Player]:
    """Makes them all at the counter of ``folder``; ``other``: another utility kiosk's ledger."""
    counter = Counter(folder / "ledger.db", node=NODE, seed=5, clock=SetClock()).open()
    counter.clock.now += 3_600_000
    given: dict[str, Any] = {"code": "poor", "name": "Poor", "per_month": "3", "ledger_code": "1"}
    counter.do("set-free-scheme", by=ADMINISTRATOR, **given)
    counter.do("open-shift", by=SUPERVISOR, float="100")
    players: dict[CardState, Player] = {
        state: _player(counter, state, f"0000000{at:02d}345")
        for at, state in enumerate(CardState, start=10)
        if state is not CardState.UNKNOWN
    }
    counter.close()
    stranger = Counter(other / "ledger.db", node=ELSEWHERE, seed=6, clock=SetClock()).open()
    stranger.clock.now += 3_600_000
    players[CardState.UNKNOWN] = _player(stranger, CardState.USER, "000000099345")
    stranger.close()
    return players


def reopened(folder: Path, into: Path) -> Counter:
    """The counter on a copy of its ledger."""
    shutil.copytree(folder, into)
    counter = Counter(into / "ledger.db", node=NODE, seed=7, clock=SetClock())
    counter.random = SeededRandomness(77)
    counter.clock.now += 7_200_000
    return counter.open()


def _player(counter: Counter, state: CardState, meter: str) -> Player:
    one = Customer(counter, meter)
    one.allocate()
    if state not in (CardState.OPENING, CardState.MARKED):
        one.visit()
    card = _brought_to(one, state)
    return Player(account=one.account, meter=meter, card=card or one.card)


def _brought_to(one: Customer, state: CardState) -> VirtualSle4442 | None:
    """Whatever else happened; the card that comes, where it is not the customer's own."""
    counter = one.counter
    match state:
        case CardState.BLANK:
            return VirtualSle4442()
        case CardState.LOADED:
            one.buy("1")
        case CardState.CANCELLED:
            _taken_off(one)
        case CardState.PROVEN:
            _taken_off(one)
            one.visit()
        case CardState.REFUTED:
            prepared.refute_refund(one)
        case CardState.BEGUN:
            one.buy("1")
            with pytest.raises(CardPulled):
                one.meter.take(one.card, tear=meter_tear(one.meter, one.card, MeterPull.BETWEEN))
        case CardState.MARKED:
            one.meter = _marking_first(counter, one.meter.state.meter)
            one.visit()
            prepared.rewrite(one)
        case CardState.SUPERSEDED:
            old = one.card
            prepared.reissue(one)()
            return old
        case CardState.RETRIEVED:
            copy = one.card.clone()
            one.do("retrieve-card", account=one.account)
            return copy
        case CardState.HELD:
            prepared.release(one)
        case CardState.LISTED | CardState.OF_LISTED | CardState.AT_LISTED:
            _put_on_the_list(one, state)
        case CardState.TORN:
            prepared.settle(one)
        case CardState.UNTOUCHED:
            prepared.money_back(one)
        case CardState.CHANGED:
            prepared.undo_meter_change(one)
        case CardState.SCRAPPED:
            prepared.renew(one)
        case CardState.FUNCTION:
            return _function_card(counter)
        case _:
            pass
    return None


def _marking_first(counter: Counter, number: str) -> VirtualMeter:
    """A meter that marks once, before it credits."""
    usual, counter.profile = counter.profile, TapcardSle4442(marking=Marking.BEFORE)
    meter = counter.meter(number)
    counter.profile = usual
    return meter


def _taken_off(one: Customer) -> None:
    one.buy("1")
    one.do("refund", reason="moves away")


def _put_on_the_list(one: Customer, state: CardState) -> None:
    what, number = {
        CardState.LISTED: ("card", str(one.do("read-card").serial.hex())),
        CardState.OF_LISTED: ("account", one.account),
        CardState.AT_LISTED: ("meter", one.meter.state.meter),
    }[state]
    one.counter.do("blacklist", by=SUPERVISOR, what=what, number=number, reason="bypass found")


def _function_card(counter: Counter) -> VirtualSle4442:
    card = VirtualSle4442()
    counter.put(card)
    loan = {"holder": "Otieno", "reason": "round", "due_back": "2026-12-01"}
    counter.do("make-function-card", by=SUPERVISOR, second=ADMINISTRATOR, function="check", **loan)
    counter.do("read-function-card", by=SUPERVISOR, returned="yes")
    return card
