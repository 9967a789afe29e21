"""What a card proves beyond the ledger is recorded before it is written again."""

from __future__ import annotations

from datetime import date

from peewee import Database

from app.domain.comparison import Agreement, agreement, arrived_after_all
from app.domain.identity import NO_MARK
from app.domain.quantity import Quantity
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.exceptions import CreditOwed, GapNoted, PurchaseRecovered
from app.ledger.queries import compensation
from app.operations.card_look import CardLook, MeterPart
from app.operations.card_plan import require_same_image
from app.operations.card_standing import explain
from app.operations.operation import Caller
from app.operations.records import account_named


def note_ahead(
    kiosk: Kiosk, caller: Caller, session: CardSession, card: CardLook, today: date
) -> None:
    """The gaps that others left, purchases of ours that a restore lost, loads that a meter had
    after all; else nothing.

    All parts of the card are about to be written anew, so what any of them proves is noted. Raises
    StaleQuote when the card is not the one that was looked at.
    """
    events: list[PurchaseRecovered | GapNoted | CreditOwed] = [
        _event(part, today) for part in card.parts if _ahead(part)
    ]
    events += _arrivals(kiosk, card)
    if not events:
        return
    require_same_image(session, card.image)

    def work(tx: Transaction) -> None:
        for event in events:
            tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)


def _ahead(part: MeterPart) -> bool:
    return agreement(part.reading, part.known) is Agreement.AHEAD


def _arrivals(kiosk: Kiosk, card: CardLook) -> list[CreditOwed]:
    """Only at home, where what is owed is spent: two kiosks would note one arrival twice."""
    with kiosk.ledger.read() as reader:
        found = [(part, arrival(reader.db, part)) for part in card.parts]
        if not any(arrived for _part, arrived in found):
            return []
        if account_named(reader.db, card.account).home != kiosk.ledger.node:
            return []
    return [
        CreditOwed(
            account=card.account,
            allocation=part.allocation,
            purchase=part.known.write.mark,
            quantity=-arrived,
            why="arrived after all",
        )
        for part, arrived in found
        if arrived and part.allocation is not None and part.known.write is not None
    ]


def arrival(db: Database, part: MeterPart) -> Quantity:
    """Credit that counts as owed and of which the card now proves that the meter had it."""
    write = part.known.write
    if part.allocation is None or write is None:
        return 0
    if compensation.arrival_noted(db, part.allocation, write.mark):
        return 0
    return arrived_after_all(part.reading, part.known)


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
