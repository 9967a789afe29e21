"""Function cards that are made, brought back and lost, as they may arrive from any kiosk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.function_cards import FunctionContents, FunctionKind, MeterDump
from app.domain.plans import Plan
from app.ledger.events import function_cards
from app.ledger.events.base import Event
from tests.ledger.goods import TODAY

if TYPE_CHECKING:
    from tests.ledger.rumours import Rumours


def make_function_card(village: Rumours, node: int, which: int) -> None:
    """One is made; its plan may be doubted like any other."""
    card = village.append(
        function_cards.FunctionCardOpened(
            plan=Plan(
                serial=bytes((node, which % 5)) * 4,
                profile="tapcard-sle4442",
                sequence=0,
                images=bytes(32),
                issues=which % 2 == 0,
            ),
            contents=FunctionContents(
                function=list(FunctionKind)[which % len(FunctionKind)],
                utility=7,
                region=3,
                mark=village.next_id(node),
            ),
            holder=f"Holder {which % 3}",
            reason="round",
            due_back=date(2026, 10, 1 + which % 3),
            date=TODAY,
        ),
        node=node,
        request=f"function-{which}",
    )
    village.function_cards.append(card)
    village.plans.append(card)


def bring_function_card(village: Rumours, node: int, which: int) -> None:
    """It is made, read, returned or lost; more than once, and perhaps otherwise."""
    if village.function_cards:
        card = village.function_cards[which % len(village.function_cards)]
        dumps = tuple(
            MeterDump(meter=f"{meter}", remaining=which, written_on=TODAY, months=(which, 1))
            for meter in range(which % 3)
        )
        several: tuple[Event, ...] = (
            function_cards.FunctionCardMade(plan=card, date=TODAY),
            function_cards.FunctionCardRead(
                card=card, serial=b"function", uses_left=which, dumps=dumps, date=TODAY
            ),
            function_cards.FunctionCardReturned(card=card, date=date(2026, 10, 1 + which)),
            function_cards.FunctionCardLost(card=card, reason=f"{which}", date=TODAY),
        )
        village.append(several[which % len(several)], node=node)


FUNCTION_CARDS = (make_function_card, bring_function_card)
