"""Looking at the card in the reader: who it is, what the ledger knows, and how both compare.

Every operation that touches a card begins here, so a plan that is open for the card is always
dealt with first.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import msgspec
from peewee import Database

from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.profiles.contract import Declaration, Profile
from app.domain.account_states import AccountStanding
from app.domain.blacklist import BlacklistEntry
from app.domain.cards import CardReading
from app.domain.comparison import Known, KnownWrite, Standing, of_its_own_meter, standing
from app.domain.completion import completed
from app.domain.identity import EventId
from app.domain.plans import CardImage
from app.domain.quantity import Quantity
from app.domain.text import _
from app.kiosk import CardSession, Kiosk
from app.ledger.queries import accounts, blacklist, cards, meter_credit, plans, sales, settings
from app.ledger.queries.account_states import account_standing
from app.ledger.queries.cards import Card, CardWrite
from app.ledger.queries.plans import PlanRow
from app.ledger.queries.sales import Reissue
from app.operations.blacklisting import account_subject, card_subject, meter_subject
from app.operations.errors import WhichMeter, WrongCard
from app.operations.function_look import refuse_function_card, refuse_unfinished
from app.operations.local_time import local_date


class MeterPart(msgspec.Struct, frozen=True, kw_only=True):
    """One meter's part of a card, against the ledger."""

    reading: CardReading
    standing: Standing
    known: Known
    allocation: EventId | None
    """The allocation that its contents belong to, as far as this ledger knows."""


class CardLook(MeterPart, frozen=True, kw_only=True):
    """A card of ours as one session saw it, and the part of it that is asked about."""

    image: CardImage
    declares: Declaration
    held: str | None
    """Why a supervisor holds the card, if one does."""
    open_plans: tuple[PlanRow, ...]
    scrapped: tuple[PlanRow, ...]
    """Meter changes of the account whose new card was scrapped and not renewed yet."""
    parts: tuple[MeterPart, ...]
    """All parts, by place."""
    account_standing: AccountStanding = AccountStanding()
    listed: tuple[BlacklistEntry, ...] = ()
    """Entries of the blacklist in force: of its account, of itself, of its meters."""

    @property
    def next_sequence(self) -> int:
        """Write sequence of the next plan on this card."""
        return max(part.reading.contents.sequence for part in self.parts) + 1

    @property
    def account(self) -> str:
        """Account that the card belongs to."""
        return self.reading.contents.account


def see_card(kiosk: Kiosk, session: CardSession) -> CardLook:
    """Reads and judges the user card in the reader; the part asked about is the first.

    Raises WrongCard when it is blank or a function card, PlanStillOpen where a plan left it torn,
    and all that reading a card may raise.
    """
    image = session.image()
    if session.blank():
        raise WrongCard(
            _("This card is blank."), _("Nothing was paid. Put the customer's own card in.")
        )
    try:
        refuse_function_card(kiosk, session, image)
        readings = session.readings()
    except KeyVersionUnknown:
        raise  # to settle it takes the same keys
    except (CardForeign, CardDamaged):
        # Of a card that its plan left torn nothing can be read; settled, it can.
        refuse_unfinished(kiosk, session)
        raise
    return judge_card(kiosk, session.profile, image, readings)


def asked_about(
    card: CardLook, meter: str | None, fitting: Container[Standing] = frozenset(Standing)
) -> CardLook:
    """The card with the part of a meter in question, or of the only one that stands as wanted.

    Where none stands so, the first: its standing tells why not. Raises WrongCard where the card
    does not serve the meter, and WhichMeter where several fit and none is named.
    """
    named = [part for part in card.parts if meter in (None, part.reading.contents.meter)]
    if not named:
        raise WrongCard(
            _("This card does not serve meter {meter}.").format(meter=meter),
            _("Nothing was paid. Check the number, or put the right card in."),
        )
    fit = [part for part in named if part.standing in fitting] or named[:1]
    if len(fit) > 1:
        meters = tuple(part.reading.contents.meter for part in fit)
        raise WhichMeter(
            _("This card serves several meters: {meters}.").format(meters=", ".join(meters)),
            _("Nothing was paid. Say which meter is meant."),
            meters=meters,
        )
    part = fit[0]
    return msgspec.structs.replace(
        card,
        reading=part.reading,
        standing=part.standing,
        known=part.known,
        allocation=part.allocation,
    )


def judge_card(
    kiosk: Kiosk, profile: Profile, image: CardImage, readings: tuple[CardReading, ...]
) -> CardLook:
    """Compares what was read with the ledger."""
    serial, declares = readings[0].serial, profile.declares
    with kiosk.ledger.read() as reader:
        record = cards.card(reader.db, serial)
        parts = tuple(_judged(kiosk, reader.db, declares, record, reading) for reading in readings)
        account = parts[0].reading.contents.account
        return CardLook(
            image=image,
            reading=parts[0].reading,
            declares=declares,
            standing=parts[0].standing,
            known=parts[0].known,
            held=record.held if record else None,
            allocation=parts[0].allocation,
            # One that another kiosk's plan stands on, too: only that kiosk closes it, and more
            # sales over its mark would leave it without its proof.
            open_plans=tuple(_open_plans(reader.db, serial, account)),
            scrapped=tuple(plans.unrenewed_changes(reader.db, account)),
            parts=parts,
            account_standing=account_standing(reader.db, account, local_date(kiosk)),
            listed=_listed(reader.db, account, parts, local_date(kiosk)),
        )


def _listed(
    db: Database, account: str, parts: tuple[MeterPart, ...], today: date
) -> tuple[BlacklistEntry, ...]:
    meters = (part.reading.contents.meter for part in parts)
    subjects = (
        account_subject(account),
        card_subject(parts[0].reading.serial),
        *(meter_subject(meter) for meter in meters if meter),
    )
    return tuple(blacklist.in_force(db, subjects, today))


def _judged(
    kiosk: Kiosk,
    db: Database,
    declares: Declaration,
    record: Card | None,
    reading: CardReading,
) -> MeterPart:
    reading = of_its_own_meter(reading)
    allocation = _allocation_of(db, record, reading)
    write = None if allocation is None else cards.last_write(db, allocation)
    if not declares.carries_pricing:
        reading = _completed(record, reading, write, marked=declares.room_for_mark)
    elif write is not None and write.had and write.mark == reading.contents.mark:
        # The meter proved on this card that it had what was taken off it.
        contents = msgspec.structs.replace(reading.contents, cumulative=write.cumulative)
        reading = msgspec.structs.replace(reading, contents=contents)
    replaced = allocation is not None and is_replaced(db, allocation)
    known = Known(
        node=kiosk.ledger.node,
        epoch=kiosk.ledger.epoch,
        # Without a mark nobody can tell whose write a card shows: one kiosk sells to it.
        roaming=declares.room_for_mark and settings.utility(db).roaming,
        serial_known=record.issued if record else False,
        # A copy may still show the part of a meter that is gone.
        superseded=replaced or (record.superseded if record else False),
        write=None if write is None else _told_off(db, write, reading),
        retrieved=record.retrieved if record else False,
    )
    return MeterPart(
        reading=reading,
        standing=standing(reading, known, copyable=declares.copyable),
        known=known,
        allocation=allocation,
    )


def _completed(
    record: Card | None, reading: CardReading, write: CardWrite | None, *, marked: bool
) -> CardReading:
    """The reading with what the ledger knows, the account at least."""
    if record is not None and record.account is not None and not reading.contents.account:
        contents = msgspec.structs.replace(reading.contents, account=record.account)
        reading = msgspec.structs.replace(reading, contents=contents)
    return completed(reading, None if write is None else write.contents, marked=marked)


def _allocation_of(db: Database, record: Card | None, reading: CardReading) -> EventId | None:
    """The allocation behind a part: by its meter, or by its place where no meter stands there."""
    contents = reading.contents
    if record is None or record.account is None:
        found = accounts.allocation_of_meter(db, contents.meter) if contents.meter else None
        return found.id if found is not None and found.account == contents.account else None
    rows = accounts.allocations_of(db, record.account)
    if contents.meter:
        fitting = [row for row in rows if row.meter == contents.meter]
        going_on = [row for row in fitting if row.followed_by is None]
        ids = [row.id for row in going_on or fitting]
        if record.allocation in ids or not rows:
            return record.allocation
        return max(ids, default=None)
    going_on = [row for row in rows if row.followed_by is None]
    gone = [row for row in rows if row.followed_by is not None]
    newest_first = (*reversed(going_on), *reversed(gone))
    return next((row.id for row in newest_first if _stands_at(db, row.id, reading)), None)


def is_replaced(db: Database, allocation: EventId) -> bool:
    """Whether another meter hangs in its place, or its credit was paid back.

    One that ended with its account is not.
    """
    found = accounts.allocation(db, allocation)
    if found is None or found.ended is None:
        return False
    return found.followed_by is not None or meter_credit.paid_back(db, allocation)


def _stands_at(db: Database, allocation: EventId, reading: CardReading) -> bool:
    write = cards.last_write(db, allocation)
    if write is None or write.serial != reading.serial:
        return False
    return write.contents.place == reading.contents.place


def _known_write(db: Database, write: CardWrite) -> KnownWrite:
    return KnownWrite(
        serial=write.serial,
        sequence=write.sequence,
        mark=write.mark,
        number=write.number,
        load=write.load,
        cumulative=write.cumulative,
        owed=_owed(db, write),
    )


def _told_off(db: Database, write: CardWrite, reading: CardReading) -> KnownWrite:
    """With the load that it took off, where a refund waits for what this card is to prove."""
    known = _known_write(db, write)
    if write.load:
        return known
    waiting = (
        row.money or row.quantity
        for row in sales.open_refunds(db, reading.contents.account)
        if (row.allocation, row.proof_number) == (write.allocation, write.number)
    )
    return msgspec.structs.replace(known, taken_off=next(waiting, 0))


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
    return None if row is None else sales.reissue(db, row.subject, write.allocation)


def _open_plans(db: Database, serial: bytes, account: str) -> list[PlanRow]:
    found = {row.id: row for row in plans.open_plans(db, serial=serial)}
    found |= {row.id: row for row in plans.open_plans(db, account=account)}
    return sorted(found.values(), key=lambda row: row.id)
