"""The audit of cards that were signed out, on events as no operation writes them."""

from __future__ import annotations

from datetime import date

from app.domain.cards_out import CardOutcome
from app.domain.identity import EventId
from app.ledger.audit.cards_out import CardsComeBack
from app.ledger.events.cards_out import CardCameBack, CardsSignedOut, SignedOutCard
from app.ledger.events.codec import AnyEvent, Entry
from tests.ledger.goods import TODAY


def found(*events: tuple[AnyEvent, int | None]) -> list[str]:
    """What it says of events of one kiosk, each with its second person."""
    check = CardsComeBack()
    for seq, (event, second) in enumerate(events, start=1):
        entry = Entry(at=seq, schema=1, operator=20, second=second, event=event)
        check.feed(EventId(7, 1, seq), entry)
    return [finding.what for finding in check.findings()]


OUT = CardsSignedOut(
    holder="Baraka", cards=("A1",), reason="weekend", due_back=date(2026, 12, 1), date=TODAY
)
FIRST = SignedOutCard(sign_out=EventId(7, 1, 1), card="A1")


def came_back(outcome: CardOutcome) -> CardCameBack:
    return CardCameBack(card=FIRST, outcome=outcome, date=TODAY)


def test_a_card_goes_out_again_only_once_it_is_back() -> None:
    assert found((OUT, None), (came_back(CardOutcome.UNUSED), None), (OUT, None)) == []
    assert found((OUT, None), (OUT, None)) == ["card A1 signed out while it was out"]


def test_two_people_say_that_one_is_lost() -> None:
    assert found((OUT, None), (came_back(CardOutcome.LOST), 1)) == []
    for alone in (None, 20):
        wrong = found((OUT, None), (came_back(CardOutcome.LOST), alone))
        assert wrong == ["a card said to be lost by one person"]
