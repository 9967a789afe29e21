"""Making a function card, interrupted: a card plan like every other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from app.domain.errors import MoneyState
from app.domain.function_cards import FunctionKind
from app.ledger.queries import plans
from app.ledger.queries.function_cards import FunctionCardState
from app.operations.errors import (
    BadArgument,
    NotAllowed,
    PlanInterrupted,
    PlanOnHold,
    PlanStillOpen,
    UnknownRecord,
    WrongCard,
)
from app.printing.documents import FunctionCardSlip
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.function_desk import DUE, TECHNICIAN, line, make, read, the_open_plan, used
from tests.operations.function_desk import desk as desk
from tests.operations.function_desk import staffed as staffed
from tests.operations.proofs import events, ledger_of, papers, prove
from tests.operations.proofs import make_proved as make_proved


def broken_off(desk: Counter, card: VirtualSle4442, write: int, phase: ApduPhase) -> bool:
    """Whether making it was cut short by the pull."""
    desk.put(card)
    with pulled_at_write(desk, write, phase):
        try:
            desk.do(
                "make-function-card", by=TECHNICIAN, second=SUPERVISOR, function="clear",
                holder="Otieno", reason="round", due_back=DUE,
            )  # fmt: skip
        except PlanInterrupted as error:
            assert error.money is MoneyState.UNTOUCHED
            return True
    return False


class Killed(BaseException):
    """The program ends here and now."""


@contextmanager
def killed_at_write(desk: Counter, write: int) -> Iterator[None]:
    """It ends before the n-th writing APDU, 0 first."""
    seen = -1

    def hook(_number: int, apdu: bytes, when: ApduPhase) -> None:
        nonlocal seen
        if apdu.startswith(bytes.fromhex("FFD000")) and when is ApduPhase.BEFORE:
            seen += 1
            if seen == write:
                raise Killed

    desk.reader.on_apdu(hook)
    try:
        yield
    finally:
        desk.reader.on_apdu(None)


class TestInterrupted:
    """A card plan like every other: the card says how far it came."""

    @pytest.mark.parametrize("write", range(4))
    @pytest.mark.parametrize("phase", ApduPhase)
    @pytest.mark.parametrize("used", [False, True])
    def test_a_card_torn_at_any_write_is_settled_with_itself(
        self, desk: Counter, write: int, phase: ApduPhase, used: bool
    ) -> None:
        card = VirtualSle4442()
        if used:
            make(desk, "check", card)
            read(desk, card, returned="yes")
        if broken_off(desk, card, write, phase):
            with pytest.raises((PlanStillOpen, BadArgument, WrongCard)):
                read(desk, card)
            desk.put(card)
            desk.do("settle", by=TECHNICIAN)
        assert read(desk, card).contents.function is FunctionKind.CLEAR
        assert len(events(desk, "function_card_made")) == 1 + used
        assert events(desk, "plan_in_doubt") == []
        slips = [paper for paper in papers(desk) if isinstance(paper, FunctionCardSlip)]
        assert [slip.function for slip in slips][used:] == ["clear"]

    @pytest.mark.parametrize("write", range(3))
    def test_a_killed_program_leaves_a_plan_that_its_card_closes(
        self, desk: Counter, write: int
    ) -> None:
        card = VirtualSle4442()
        with killed_at_write(desk, write), pytest.raises(Killed):
            make(desk, "clear", card)
        desk.close()
        desk.open()
        assert the_open_plan(desk).kind == "function_card_opened"
        prove(desk)
        desk.put(card)
        desk.do("settle", by=TECHNICIAN)
        assert read(desk, card).contents.function is FunctionKind.CLEAR
        assert len([one for one in papers(desk) if isinstance(one, FunctionCardSlip)]) == 1

    def test_a_card_that_meters_used_before_it_was_settled_still_proves_itself(
        self, desk: Counter
    ) -> None:
        card = VirtualSle4442()
        with pulled_at_write(desk, 2, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            make(desk, "check", card)
        used(desk, card)
        desk.put(card)
        assert desk.do("settle", by=TECHNICIAN).verdict == "happened"
        assert read(desk, card).uses_left == 0

    def test_a_cashier_does_not_end_what_he_may_not_begin(self, desk: Counter) -> None:
        card = VirtualSle4442()
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        desk.put(card)
        with pytest.raises(NotAllowed):
            desk.do("settle")
        customer = Customer(desk)
        customer.new_card()
        with pulled_at_write(desk, 1, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            customer.allocate()
        desk.put(customer.card)
        with pytest.raises(NotAllowed):
            desk.do("settle", by=TECHNICIAN, account=customer.account)

    def test_no_other_operation_touches_its_card_before(self, desk: Counter) -> None:
        card = VirtualSle4442()
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        with pytest.raises(PlanStillOpen) as refused:
            make(desk, "check", card)
        assert refused.value.money is MoneyState.UNTOUCHED

    def test_what_cannot_tell_is_held_and_two_people_decide(self, desk: Counter) -> None:
        card = VirtualSle4442()
        make(desk, "check", card)
        read(desk, card, returned="yes")
        older = card.clone()
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        plan = the_open_plan(desk)
        used(desk, older)
        desk.put(older)
        with pytest.raises(PlanOnHold) as held:
            desk.do("settle", by=TECHNICIAN)
        assert held.value.money is MoneyState.UNTOUCHED
        desk.do("open-shift", by=SUPERVISOR, float="0")
        decided: dict[str, Any] = {
            "plan": str(plan.id),
            "decision": "not_written",
            "reason": "a copy",
        }
        result = desk.do("decide-plan", by=SUPERVISOR, second=ADMINISTRATOR, **decided)
        assert (result.to_cash, result.receipt) == (0, None)
        assert desk.do("function-cards", by=TECHNICIAN, state="unfinished").count == 0

    def test_another_card_does_not_settle_it(self, desk: Counter) -> None:
        card, other = VirtualSle4442(), VirtualSle4442()
        make(desk, "check", other)
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        desk.put(other)
        with pytest.raises(WrongCard):
            desk.do("settle", by=TECHNICIAN, plan=str(the_open_plan(desk).id))

    def test_its_loss_is_a_matter_of_the_register(self, desk: Counter) -> None:
        assert broken_off(desk, VirtualSle4442(), 1, ApduPhase.AFTER)
        plan = str(the_open_plan(desk).id)
        with pytest.raises(UnknownRecord, match="makes a function card") as refused:
            desk.do("report-lost", by=SUPERVISOR, second=ADMINISTRATOR, plan=plan, reason="gone")
        assert "lose-function-card" in refused.value.remedy

    def test_one_that_went_lost_half_made_is_given_up(self, desk: Counter) -> None:
        card = VirtualSle4442()
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        plan = the_open_plan(desk)
        register = desk.do("function-cards", by=TECHNICIAN, state="unfinished").cards
        assert [one.id for one in register] == [plan.id]
        desk.do("lose-function-card", by=TECHNICIAN, card=str(plan.id), reason="broken")
        assert line(desk, plan.id).state(date(2026, 11, 23)) is FunctionCardState.LOST
        with ledger_of(desk).read() as reader:
            assert plans.unfinished(reader.db, 7) == []
        desk.put(card)
        with pytest.raises(UnknownRecord):
            desk.do("settle", by=TECHNICIAN)

    def test_the_shift_closes_beside_it(self, desk: Counter) -> None:
        assert broken_off(desk, VirtualSle4442(), 1, ApduPhase.AFTER)
        assert desk.do("close-shift", counted="1000x1").in_doubt == 0
