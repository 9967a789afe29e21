"""A blank card in the reader, about to become somebody's."""

from __future__ import annotations

from app.cards.errors import CardDamaged, CardForeign
from app.cards.profiles.contract import Declaration
from app.domain.plans import CardImage
from app.domain.text import _
from app.kiosk import CardSession
from app.operations.errors import WrongCard

SERIAL_BYTES = 8
"""Length of the serial we give to chips that have none of their own."""


def see_blank(session: CardSession) -> tuple[CardImage, Declaration]:
    """The image of the blank card, and what its profile declares.

    Raises WrongCard when the card is not blank.
    """
    image = session.image()
    if not session.blank():
        raise WrongCard(
            _whose(session),
            _("Nothing was paid. Put a new card in; never force a used one."),
        )
    return image, session.profile.declares


def _whose(session: CardSession) -> str:
    """What a card is that is not blank."""
    try:
        account = session.reading().contents.account
    except CardForeign:
        return _("This card belongs to another utility, or it is no card of ours.")
    except CardDamaged:
        return _("This card is not blank, and it cannot be read.")
    return _("This card is not blank: it belongs to account {account}.").format(account=account)
