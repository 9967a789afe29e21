"""Cards that are signed out and come back, as they may arrive from any kiosk in any order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.cards_out import CardOutcome
from app.ledger.events.cards_out import CardCameBack, CardsSignedOut, SignedOutCard
from tests.ledger.goods import TODAY

if TYPE_CHECKING:
    from tests.ledger.rumours import Rumours


def sign_out(village: Rumours, node: int, which: int) -> None:
    """Two cards, one of them always the same."""
    event = CardsSignedOut(
        holder=f"Holder {which % 3}",
        cards=(f"A{which % 4}", "B"),
        reason="weekend",
        due_back=date(2026, 10, 1 + which % 3),
        date=TODAY,
    )
    village.signed_out.append(village.append(event, node=node))


def bring_back(village: Rumours, node: int, which: int) -> None:
    """Used, unused or lost; more than once, and perhaps otherwise."""
    if village.signed_out:
        event = CardCameBack(
            card=SignedOutCard(
                sign_out=village.signed_out[which % len(village.signed_out)], card="B"
            ),
            outcome=list(CardOutcome)[which % len(CardOutcome)],
            reason=f"{which}",
            date=TODAY,
        )
        village.append(event, node=node)


CARDS_OUT = (sign_out, bring_back)
