"""Function cards of a maker at the counter: what its cards cannot hold is not promised."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.fields import ContentsUnfit
from app.domain.errors import TapcardError
from app.domain.function_cards import FunctionKind
from app.operations.errors import BadArgument, FunctionNotOffered, PlanInterrupted
from app.operations.settle_plan import SettleAction
from app.simulator.at88sc102_card import VirtualAt88sc102
from app.simulator.function_moves import FunctionAnswer
from app.simulator.reader import ApduPhase
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.proofs import count_events
from tests.operations.proofs import make_proved as make_proved


def make(desk: Counter, function: str, card: VirtualAt88sc102 | None = None, **asked: Any) -> Any:
    """A supervisor makes a card, a blank one unless said otherwise."""
    desk.put(card or VirtualAt88sc102())
    loan: dict[str, Any] = {"holder": "Otieno", "reason": "round", "due_back": "2026-12-01"}
    return desk.do(
        "make-function-card",
        by=SUPERVISOR,
        second=ADMINISTRATOR,
        function=function,
        **{**loan, **asked},
    )


def read(desk: Counter, card: VirtualAt88sc102, **asked: Any) -> Any:
    desk.put(card)
    return desk.do("read-function-card", by=SUPERVISOR, **asked)


def pull_at(desk: Counter, last: int) -> None:
    """The next card is pulled after so many APDUs."""

    def pull(number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if number == last and phase is ApduPhase.AFTER:
            desk.reader.remove()

    desk.reader.on_apdu(pull)


REFUSED: tuple[tuple[str, dict[str, Any], type[TapcardError]], ...] = (
    ("transfer", {}, FunctionNotOffered),
    ("clear", {"uses": "5"}, BadArgument),
    ("clear", {"meter": "12345"}, ContentsUnfit),
    ("clear", {"expires": "2026-12-31"}, ContentsUnfit),
    ("setup", {"model": "W4", "place": "5"}, BadArgument),
)


def test_a_round_with_the_cards_of_at88_water4(make_proved: MakeCounter) -> None:
    """One story, for to make a ledger takes longer than all of it."""
    desk = make_proved(profile=At88Water4())
    model: dict[str, Any] = {
        "model": "W4",
        "profile": "at88-water4",
        "kind": "water",
        "charging": "volume",
    }
    desk.do("set-meter-model", by=ADMINISTRATOR, **model)
    before = count_events(desk)
    for function, asked, refusal in REFUSED:
        with pytest.raises(refusal):
            make(desk, function, **asked)
    assert count_events(desk) == before

    setup, check = VirtualAt88sc102(), VirtualAt88sc102()
    make(desk, "setup", setup, model="W4", place="2", credit="3")
    seen = read(desk, setup)
    assert (seen.contents.uses, seen.contents.place) == (0, 2)
    said = in_words(desk.kiosk, seen)
    assert "  Works     as often as it is put in" in said
    assert not any("Uses left" in line for line in said)
    meter = desk.meter("12345", utility=0, region=0)
    assert meter.take(setup) is FunctionAnswer.OBEYED
    assert meter.state.remaining == 3_000

    make(desk, "check", check)
    assert meter.take(check) is FunctionAnswer.OBEYED
    seen = read(desk, check, returned="yes")
    (told,) = seen.dumps
    assert (told.dump.place, told.dump.remaining, told.new) == (2, 3_000, True)
    said = in_words(desk.kiosk, seen)
    assert any("at place 2" in line for line in said)
    assert not any("Credited in all" in line for line in said)
    assert read(desk, check).dumps[0].new is False
    # What came back is made anew, pulled on the way and settled.
    with pytest.raises(ContentsUnfit, match="take a blank one"):
        make(desk, "clear", check)
    desk.reader.on_apdu(None)
    whole = check.clone()
    make(desk, "check", whole)
    pull_at(desk, desk.reader.apdus - 2)
    with pytest.raises(PlanInterrupted):
        make(desk, "check", check)
    desk.reader.on_apdu(None)
    desk.put(check)
    assert desk.do("settle", by=SUPERVISOR).action in (SettleAction.WRITE, SettleAction.CLOSE)
    assert read(desk, check).dumps == ()
    assert read(desk, check).contents.function is FunctionKind.CHECK
