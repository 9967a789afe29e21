"""A card that is ahead of the ledger: what it proves is recorded before it is written again."""

from __future__ import annotations

from datetime import date

from app.domain.comparison import Agreement, agreement
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.exceptions import GapNoted, PurchaseRecovered
from app.operations.card_look import CardLook
from app.operations.card_plan import require_same_image
from app.operations.card_standing import explain
from app.operations.operation import Caller


def note_ahead(
    kiosk: Kiosk, caller: Caller, session: CardSession, card: CardLook, today: date
) -> None:
    """The gap that others left, or the purchase of ours that a restore lost; else nothing.

    Raises StaleQuote when the card is not the one that was looked at.
    """
    if agreement(card.reading, card.known) is not Agreement.AHEAD:
        return
    require_same_image(session, card.image)
    event = _event(card, today)

    def work(tx: Transaction) -> None:
        tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)


def lost_with_a_restore(card: CardLook) -> bool:
    """Whether what the card shows was written here, in an epoch before this one."""
    mark, known = card.reading.contents.mark, card.known
    return mark.node == known.node and mark.epoch < known.epoch


def _event(card: CardLook, today: date) -> PurchaseRecovered | GapNoted:
    contents, write = card.reading.contents, card.known.write
    if card.allocation is None:
        raise explain(card)
    if lost_with_a_restore(card):
        return PurchaseRecovered(
            account=contents.account,
            allocation=card.allocation,
            serial=card.reading.serial,
            contents=contents,
            date=today,
        )
    return GapNoted(
        account=contents.account,
        allocation=card.allocation,
        serial=card.reading.serial,
        contents=contents,
        known_number=write.number if write else 0,
    )
