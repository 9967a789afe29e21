"""A blank card in the reader, about to become somebody's."""

from __future__ import annotations

import contextlib

import msgspec

from app.cards.errors import CardDamaged, CardForeign
from app.cards.profiles.contract import Declaration, Profile
from app.domain.account_states import AccountAct
from app.domain.plans import CardImage
from app.domain.text import _
from app.kiosk import CardSession, Kiosk
from app.operations.blacklisting import card_subject, require_not_listed
from app.operations.errors import WrongCard
from app.operations.function_look import refuse_function_card
from app.operations.local_time import local_date

SERIAL_BYTES = 8
"""Length of the serial we give to chips that have none of their own."""


class BlankCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card that can become anybody's."""

    image: CardImage
    declares: Declaration
    profile: str
    serial: bytes
    """The serial that it will get, or has from its factory."""


def see_blank(kiosk: Kiosk, session: CardSession) -> BlankCard:
    """The blank card in the reader. Raises WrongCard when it is not blank, OnBlacklist."""
    image = session.image()
    if not session.blank():
        with contextlib.suppress(CardForeign, CardDamaged):
            refuse_function_card(kiosk, session, image)
        raise not_blank(session)
    profile: Profile = session.profile
    serial = profile.own_serial(image) or kiosk.random.bytes(SERIAL_BYTES)
    with kiosk.ledger.read() as reader:
        listed = (card_subject(serial),)
        require_not_listed(reader.db, listed, AccountAct.MAKE_CARD, local_date(kiosk))
    return BlankCard(image=image, declares=profile.declares, profile=profile.name, serial=serial)


def not_blank(session: CardSession) -> WrongCard:
    """The refusal of a card that is somebody's already."""
    return WrongCard(
        _whose(session), _("Nothing was paid. Put a new card in; never force a used one.")
    )


def require_kind(found: str, wanted: str) -> None:
    """Raises WrongCard where a card is not of the kind that the meter reads; both are profiles."""
    if found != wanted:
        raise WrongCard(
            _("The meter reads cards of the kind {wanted}; this one is {found}.").format(
                wanted=wanted, found=found
            ),
            _("Nothing was paid. Put a card of the right kind in."),
        )


def _whose(session: CardSession) -> str:
    """What a card is that is not blank."""
    try:
        account = session.readings()[0].contents.account
    except CardForeign:
        return _("This card belongs to another utility, or it is no card of ours.")
    except CardDamaged:
        return _("This card is not blank, and it cannot be read.")
    return _("This card is not blank: it belongs to account {account}.").format(account=account)
