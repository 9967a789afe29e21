"""Looking at the card in the reader: who it is, what the ledger knows, and how both compare.

Every operation that touches a card begins here, so a plan that is open for the card is always
dealt with first.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.cards.profiles.contract import Declaration, Profile
from app.domain.cards import CardReading
from app.domain.comparison import Known, KnownWrite, Standing, standing
from app.domain.identity import EventId
from app.domain.plans import CardImage
from app.domain.quantity import Quantity
from app.domain.text import _
from app.kiosk import CardSession, Kiosk
from app.ledger.queries import accounts, cards, plans, sales, settings
from app.ledger.queries.cards import CardWrite
from app.ledger.queries.plans import PlanRow
from app.ledger.queries.sales import Reissue
from app.operations.errors import WrongCard


class CardLook(msgspec.Struct, frozen=True, kw_only=True):
    """A card of ours as one session saw it."""

    image: CardImage
    reading: CardReading
    declares: Declaration
    standing: Standing
    known: Known
    held: str | None
    """Why a supervisor holds the card, if one does."""
    allocation: EventId | None
    """The allocation that its contents belong to, as far as this ledger knows."""
    open_plans: tuple[PlanRow, ...]


def see_card(kiosk: Kiosk, session: CardSession) -> CardLook:
    """Reads and judges the user card in the reader.

    Raises WrongCard when it is blank, and everything that reading a card may raise.
    """
    image = session.image()
    if session.blank():
        raise WrongCard(
            _("This card is blank."), _("Nothing was paid. Put the customer's own card in.")
        )
    return judge_card(kiosk, session.profile, image, session.reading())


def judge_card(kiosk: Kiosk, profile: Profile, image: CardImage, reading: CardReading) -> CardLook:
    """Compares a reading with the ledger."""
    with kiosk.ledger.read() as reader:
        record = cards.card(reader.db, reading.serial)
        allocation = record.allocation if record else _allocation_of(reader.db, reading)
        known = Known(
            node=kiosk.ledger.node,
            epoch=kiosk.ledger.epoch,
            roaming=settings.utility(reader.db).roaming,
            serial_known=record.issued if record else False,
            superseded=record.superseded if record else False,
            write=_known_write(reader.db, allocation),
        )
        return CardLook(
            image=image,
            reading=reading,
            declares=profile.declares,
            standing=standing(reading, known, copyable=profile.declares.copyable),
            known=known,
            held=record.held if record else None,
            allocation=allocation,
            open_plans=tuple(
                row
                for row in _open_plans(reader.db, reading)
                if not _done_elsewhere(kiosk, profile, image, row)
            ),
        )


def _allocation_of(db: Database, reading: CardReading) -> EventId | None:
    found = accounts.allocation_of_meter(db, reading.contents.meter)
    if found is None or found.account != reading.contents.account:
        return None
    return found.id


def _known_write(db: Database, allocation: EventId | None) -> KnownWrite | None:
    write = None if allocation is None else cards.last_write(db, allocation)
    if write is None:
        return None
    return KnownWrite(
        serial=write.serial,
        sequence=write.sequence,
        mark=write.mark,
        number=write.number,
        load=write.load,
        cumulative=write.cumulative,
        owed=_owed(db, write),
    )


def _owed(db: Database, newest: CardWrite) -> Quantity:
    """Load that the newest card was made without, or the cards that it replaced one by one."""
    if _made_as_reissue(db, newest) is None:
        return 0
    owed = 0
    for write in reversed(cards.writes(db, newest.allocation)):
        made = _made_as_reissue(db, write)
        if made is None:
            break
        owed += made.owed
    return owed


def _made_as_reissue(db: Database, write: CardWrite) -> Reissue | None:
    row = plans.plan(db, write.mark)
    return None if row is None else sales.reissue(db, row.subject)


def _open_plans(db: Database, reading: CardReading) -> list[PlanRow]:
    found = {row.id: row for row in plans.open_plans(db, serial=reading.serial)}
    found |= {row.id: row for row in plans.open_plans(db, account=reading.contents.account)}
    return sorted(found.values(), key=lambda row: row.id)


def _done_elsewhere(kiosk: Kiosk, profile: Profile, image: CardImage, row: PlanRow) -> bool:
    """Whether another kiosk's plan is on the card: that kiosk closes it, nothing waits here."""
    return row.id.node != kiosk.ledger.node and profile.shows_mark(image, row.id, kiosk.keys)
