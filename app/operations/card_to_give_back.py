"""The card that becomes the old meter's again when a meter change is undone.

It is the opening card that the change made. Where that is lost or broken, a blank one takes its
place: then nothing may be known to have come into the new meter, and two people answer for that.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.cards import CardContents, CardForm, ReadBackPhase
from app.domain.identity import EventId
from app.domain.plans import CardImage
from app.domain.reissue import LastLoad
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.queries import accounts, journal, plans, readings
from app.ledger.queries.accounts import Allocation
from app.ledger.queries.cards import CardWrite
from app.operations.account_standing import account_open_to
from app.operations.blank_card import BlankCard, see_blank
from app.operations.card_look import CardLook, see_card
from app.operations.card_plan import refuse_open_plans
from app.operations.card_standing import hold_if_unexplained, refuse_blocked, require_carried
from app.operations.card_to_fill import free_place
from app.operations.errors import BadArgument, ChangeImpossible, UnknownRecord, WrongCard
from app.operations.meter_change_result import change_opened
from app.operations.operation import Caller
from app.operations.pricing import model_named, require_home
from app.operations.records import allocation_with
from app.operations.reissue_sale import new_part
from app.operations.replaced_card import last_write, what_was_on_it, written_with


class CardToGiveBack(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader, and which change it can take back."""

    image: CardImage
    profile: str
    serial: bytes
    sequence: int
    """Write sequence of the plan that gives it back."""
    place: int
    new: EventId
    """The allocation that the change made."""
    untouched: bool
    """Whether nothing is known to have come into the new meter."""
    supersedes: bytes | None
    """The opening card that is not here, where this one is blank."""


def see_card_to_give_back(
    kiosk: Kiosk, caller: Caller, *, account: str | None, meter: str | None
) -> CardToGiveBack:
    """The card in the reader. Raises UnknownRecord, BadArgument, ChangeImpossible."""
    changed = [] if account is None else _changed_at(kiosk, account)
    if changed:
        with kiosk.ledger.read() as reader:
            profile = model_named(reader.db, changed[0].model).profile
        with kiosk.cards.session(profile) as session:
            if session.blank():
                return _blank(kiosk, see_blank(kiosk, session), _named(changed, meter))
    with kiosk.cards.session() as session:
        card = see_card(kiosk, session)
    if account not in (None, card.account):
        raise WrongCard(
            _("This card belongs to account {account}.").format(account=card.account),
            _("Nothing was changed. Put the card of account {account} in.").format(account=account),
        )
    refuse_blocked(card, AccountAct.CHANGE_METER)
    hold_if_unexplained(kiosk, caller, card)
    require_carried(card)
    return _own(kiosk, card, meter)


def _changed_at(kiosk: Kiosk, account: str) -> list[Allocation]:
    """The meters of an account that are there by a change. Raises UnknownRecord, AccountForbids."""
    with kiosk.ledger.read() as reader:
        account_open_to(kiosk, reader.db, account, AccountAct.CHANGE_METER)
        rows = accounts.meters_of(reader.db, account)
        return [row for row in rows if _made_by_change(reader.db, row.id)]


def _own(kiosk: Kiosk, card: CardLook, meter: str | None) -> CardToGiveBack:
    with kiosk.ledger.read() as reader:
        db = reader.db
        parts = {
            part.allocation: part
            for part in card.parts
            if part.allocation is not None and _made_by_change(db, part.allocation)
        }
        new = _named([allocation_with(db, id) for id in parts], meter)
    reading = parts[new.id].reading
    return CardToGiveBack(
        image=card.image,
        profile=reading.profile,
        serial=reading.serial,
        sequence=card.next_sequence,
        place=reading.contents.place,
        new=new.id,
        untouched=reading.read_back.phase is ReadBackPhase.EMPTY,
        supersedes=None,
    )


def _blank(kiosk: Kiosk, blank: BlankCard, new: Allocation) -> CardToGiveBack:
    require_home(kiosk, blank.declares, (new.id,))
    with kiosk.ledger.read() as reader:
        db = reader.db
        refuse_open_plans(db, account=new.account, serial=blank.serial)
        opening = last_write(db, new)
        if len(written_with(db, new)) > 1:
            raise ChangeImpossible(
                _("The opening card serves other meters too."),
                _("Nothing was changed. Put that card in: a blank one cannot take its place."),
            )
        told = readings.newest(db, new.id)
    return CardToGiveBack(
        image=blank.image,
        profile=blank.profile,
        serial=blank.serial,
        sequence=opening.sequence + 1,
        place=free_place(blank.declares, opening.contents.kind, set()),
        new=new.id,
        untouched=told is None,
        supersedes=opening.serial,
    )


def _named(rows: list[Allocation], meter: str | None) -> Allocation:
    """The allocation that a change made, of those of a card or an account."""
    named = [row for row in rows if meter in (None, row.meter)]
    if len(named) == 1:
        return named[0]
    if not named:
        raise UnknownRecord(
            _("No meter of this card is there by a meter change."),
            _("Nothing was changed. Put the new meter's card in."),
        )
    raise BadArgument(
        _("Several meters of this card were changed."), _("Nothing was changed. Name the new one.")
    )


def _made_by_change(db: Database, allocation: EventId) -> bool:
    entry = journal.entry(db, allocation)
    return entry is not None and isinstance(entry.event, MeterChangeOpened)


def written_by_change(db: Database, write: CardWrite | None, change: EventId) -> bool:
    """Whether the last write to the opening card is the change's own, or the plan's that renewed
    it."""
    row = None if write is None else plans.plan(db, write.mark)
    return row is not None and row.subject == change


class OldPart(msgspec.Struct, frozen=True, kw_only=True):
    """What the card says of the old meter again."""

    contents: CardContents
    restores: EventId | None
    """The purchase, or compensation, whose load stands on it again."""


def old_part(kiosk: Kiosk, db: Database, card: CardToGiveBack, old: Allocation) -> OldPart:
    """As the change found it; on another chip than then it is a reissue.

    Where the customer's card was not there at the change, what its meter has not told to have
    stands on it again under the same number, as with every card that is lost. Raises
    ChangeImpossible.
    """
    opened = change_opened(db, card.new)
    before = last_write(db, old)
    contents, restores = opened.goes_back, opened.moves
    if contents is None:
        load = what_was_on_it(kiosk, db, before)
        if load.becomes is LastLoad.OWED:
            raise ChangeImpossible(
                _("The last load of the old meter cannot be restored at this kiosk."),
                _("Nothing was changed. Change the meter once more, with the old one as the new."),
            )
        contents, restores = new_part(load, card.sequence), load.restores
    elif card.serial != before.serial:
        form = CardForm.OPENING if contents.number <= 1 else CardForm.REISSUE
        contents = msgspec.structs.replace(contents, form=form)
    return OldPart(
        contents=msgspec.structs.replace(contents, sequence=card.sequence, place=card.place),
        restores=restores,
    )
