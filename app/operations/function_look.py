"""Whether the card in the reader is a function card, and what the register says of it."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.cards.profiles.contract import Declaration, Profile
from app.domain.function_cards import FunctionReading
from app.domain.identity import NO_MARK
from app.domain.plans import CardImage
from app.domain.text import _
from app.kiosk import CardSession, Kiosk
from app.ledger.queries import function_cards, settings
from app.ledger.queries.function_cards import FunctionCard
from app.operations.card_plan import refuse_open_plans
from app.operations.errors import FunctionCardHere
from app.operations.function_words import FUNCTION_NAMES


class FunctionLook(msgspec.Struct, frozen=True, kw_only=True):
    """A function card of ours as one session saw it."""

    image: CardImage
    reading: FunctionReading
    declares: Declaration
    card: FunctionCard | None
    """Its line of the register; None where this ledger did not make it and heard of it nowhere."""
    maker: str
    """Number and name of who made it, as far as known here."""

    def refusal(self) -> FunctionCardHere:
        """What to say where another card is needed."""
        return FunctionCardHere(
            says_what_it_is(self), _("Nothing was paid. Put the right card in; keep this one safe.")
        )


def see_function_card(kiosk: Kiosk, session: CardSession, image: CardImage) -> FunctionLook | None:
    """The function card in the reader; None where the card is none. ``image``: as just read.

    Raises CardForeign, CardDamaged.
    """
    profile: Profile = session.profile
    if not profile.declares.function_cards:
        return None
    reading = profile.function_of(image, kiosk.keys)
    if reading is None:
        return None
    with kiosk.ledger.read() as reader:
        card = _registered(reader.db, reading)
        return FunctionLook(
            image=image,
            reading=reading,
            declares=profile.declares,
            card=card,
            maker="" if card is None else _maker(reader.db, card),
        )


def refuse_function_card(kiosk: Kiosk, session: CardSession, image: CardImage) -> None:
    """Raises FunctionCardHere where a function card lies in the reader."""
    look = see_function_card(kiosk, session, image)
    if look is not None:
        raise look.refusal()


def refuse_unfinished(kiosk: Kiosk, session: CardSession) -> None:
    """Raises PlanStillOpen where an operation on the card did not come to its end."""
    serial = session.serial()
    if serial is not None:
        with kiosk.ledger.read() as reader:
            refuse_open_plans(reader.db, serial=serial)


def says_what_it_is(look: FunctionLook) -> str:
    """``This is a function card: clear, made by 20 Juma for Otieno.``"""
    name = FUNCTION_NAMES[look.reading.contents.function]
    if look.card is None:
        return _("This is a function card: {name}, made elsewhere.").format(name=name)
    return _("This is a function card: {name}, made by {maker} for {holder}.").format(
        name=name, maker=look.maker, holder=look.card.holder
    )


def _registered(db: Database, reading: FunctionReading) -> FunctionCard | None:
    """By the mark on it; a layout without room for marks goes by the serial."""
    mark = reading.contents.mark
    if mark == NO_MARK:
        return function_cards.newest_by_serial(db, reading.serial)
    return function_cards.function_card(db, mark)


def _maker(db: Database, card: FunctionCard) -> str:
    who = None if card.operator is None else settings.operator(db, card.operator)
    return str(card.operator or "?") if who is None else f"{who.number} {who.name}"
