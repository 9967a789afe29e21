"""The card that becomes the opening card of a new meter: the customer's own, or a blank one.

Whether the old meter had taken the last load makes no difference to what the customer is owed in
all: a load that nobody proves to be unloaded is part of what the dial settles. The old meter is
off the wall, and a copy of its card loads nothing in the new one where cards name their meter.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.cards.profiles.contract import Declaration
from app.domain.account_states import AccountAct
from app.domain.cards import CardContents, CardForm
from app.domain.comparison import CARRIED, SELLABLE, Standing
from app.domain.identity import EventId
from app.domain.meter_change import goes_back
from app.domain.plans import CardImage
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import cards, compensation, readings
from app.ledger.queries.accounts import Allocation
from app.ledger.queries.cards import CardWrite
from app.operations.blank_card import BlankCard, require_kind, see_blank
from app.operations.card_ahead import arrival
from app.operations.card_look import CardLook, asked_about
from app.operations.card_standing import (
    explain,
    hold_if_unexplained,
    refuse_blocked,
    require_carried,
)
from app.operations.card_to_fill import free_place, own_card
from app.operations.errors import ChangeImpossible
from app.operations.operation import Caller
from app.operations.pricing import require_home
from app.operations.records import compensation_carried, purchase_carried
from app.operations.replaced_card import last_write, written_with
from app.printing.documents import serial_tail

_MOST_CARDS = 50
"""Of one meter, newest first: older ones are not looked for."""


class CardToChange(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader, and what is known of the old meter's part."""

    image: CardImage
    declares: Declaration
    serial: bytes
    sequence: int
    """Write sequence of the plan that makes it an opening card."""
    own: CardLook | None
    """The customer's card; None: a blank one, in place of a card that is not here."""
    contents: CardContents
    """The old meter's part: of this card, or of the one that is not here."""
    credited: int
    """All credit for the old allocation, what is owed for it among it."""
    unloaded: int
    """Of it, proved to be on this card and not in the meter."""
    was_owed: int
    moves: EventId | None
    """The purchase or compensation whose load that is, as far as known."""
    goes_back: CardContents | None
    """The part again if the change is undone; None where another card was made."""
    replaces: CardWrite | None
    """The last write to the card that a blank one takes the place of."""


def see_card_to_change(
    kiosk: Kiosk, caller: Caller, *, old: Allocation, profile: str
) -> CardToChange:
    """The card in the reader, against the meter that goes; ``profile``: what the new one reads.

    Raises WrongCard, CardStandsInTheWay, PlanStillOpen.
    """
    with kiosk.cards.session(profile) as session:
        if session.blank():
            blank = see_blank(kiosk, session)
            require_kind(blank.profile, profile)
            return _instead(kiosk, blank, old)
        card = own_card(kiosk, session, old.account)
    card = asked_about(card, old.meter)
    require_kind(card.reading.profile, profile)
    refuse_blocked(card, AccountAct.CHANGE_METER)
    require_home(kiosk, card.declares, (part.allocation for part in card.parts))
    hold_if_unexplained(kiosk, caller, card)
    if card.standing not in CARRIED or card.allocation != old.id:
        raise explain(card)
    require_carried(card)
    with kiosk.ledger.read() as reader:
        return _own(reader.db, card, old)


def require_no_stray_card(db: Database, card: CardToChange, old: Allocation) -> None:
    """Raises ChangeImpossible where a mislaid card could be used up in the new meter.

    Where cards name no meter, a reissue card with a load that was never in the old one would open
    the new one's account: its load, settled by the change already, would be credited a second time.
    """
    if card.declares.names_meter:
        return
    for made in cards.cards_of(db, old.id, _MOST_CARDS):
        write = cards.last_write(db, old.id, made.serial)
        if made.serial == card.serial or made.retrieved or write is None:
            continue
        unused = not readings.told_by(db, old.id, made.serial)
        if unused and write.load and write.contents.form is CardForm.REISSUE:
            raise ChangeImpossible(
                _("Card {card} was made anew with a load and never came back from a meter.").format(
                    card=serial_tail(made.serial)
                ),
                _(
                    "Nothing was changed: the new meter would take it too. Take that card back "
                    "(retrieve-card), or read it once it was in the old meter. If it is lost for "
                    "good, cancel the account and open a new one."
                ),
            )


def _own(db: Database, card: CardLook, old: Allocation) -> CardToChange:
    taken = card.standing in SELLABLE
    back = goes_back(card.reading, taken=taken)
    unloaded = back.load if card.standing is Standing.UNLOADED else 0
    was_owed = max(0, compensation.owed(db, old.account, old.id) - arrival(db, card))
    return CardToChange(
        image=card.image,
        declares=card.declares,
        serial=card.reading.serial,
        sequence=card.next_sequence,
        own=card,
        contents=card.reading.contents,
        credited=back.cumulative + was_owed,
        unloaded=unloaded,
        was_owed=was_owed,
        moves=_load_of(db, card.reading.contents.mark, old.id) if unloaded else None,
        goes_back=back,
        replaces=None,
    )


def _load_of(db: Database, mark: EventId, allocation: EventId) -> EventId | None:
    found = purchase_carried(db, mark, allocation) or compensation_carried(db, mark, allocation)
    return None if found is None else found.id


def _instead(kiosk: Kiosk, blank: BlankCard, old: Allocation) -> CardToChange:
    """A blank card for a meter whose own card is not here; that one is superseded."""
    with kiosk.ledger.read() as reader:
        db = reader.db
        last = last_write(db, old)
        if len(written_with(db, old)) > 1:
            raise ChangeImpossible(
                _("The customer's card serves other meters too."),
                _("Nothing was changed. Put that card in, or make a new one first (reissue-card)."),
            )
        was_owed = compensation.owed(db, old.account, old.id)
    require_home(kiosk, blank.declares, (old.id,))
    place = free_place(blank.declares, last.contents.kind, set())
    return CardToChange(
        image=blank.image,
        declares=blank.declares,
        serial=blank.serial,
        sequence=1,
        own=None,
        contents=msgspec.structs.replace(last.contents, place=place),
        credited=last.cumulative + was_owed,
        unloaded=0,
        was_owed=was_owed,
        moves=None,
        goes_back=None,
        replaces=last,
    )
