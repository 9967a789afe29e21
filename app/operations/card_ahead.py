"""A card that is ahead of the ledger: what it proves is recorded before it is written again."""

from __future__ import annotations

from datetime import date

from app.domain.comparison import Agreement, agreement
from app.domain.identity import NO_MARK
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.exceptions import GapNoted, PurchaseRecovered
from app.operations.card_look import CardLook, MeterPart
from app.operations.card_plan import require_same_image
from app.operations.card_standing import explain
from app.operations.operation import Caller


def note_ahead(
    kiosk: Kiosk, caller: Caller, session: CardSession, card: CardLook, today: date
) -> None:
    """The gaps that others left, or purchases of ours that a restore lost; else nothing.

    All parts of the card are about to be written anew, so all that are ahead are noted. Raises
    StaleQuote when the card is not the one that was looked at.
    """
    ahead = [part for part in card.parts if _ahead(part)]
    if not ahead:
        return
    require_same_image(session, card.image)
    events = [_event(part, today) for part in ahead]

    def work(tx: Transaction) -> None:
        for event in events:
            tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)


def _ahead(part: MeterPart) -> bool:
    return agreement(part.reading, part.known) is Agreement.AHEAD


def lost_with_a_restore(card: MeterPart) -> bool:
    """Whether what a part shows was written here, in an epoch before this one.

    A part without mark that is ahead was: its allocation is sold to nowhere else.
    """
    mark, known = card.reading.contents.mark, card.known
    return mark == NO_MARK or (mark.node == known.node and mark.epoch < known.epoch)


def _event(card: MeterPart, today: date) -> PurchaseRecovered | GapNoted:
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
