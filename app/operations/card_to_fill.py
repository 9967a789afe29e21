"""The card that a meter is allocated on: a blank one, or the account's own with room on it."""

from __future__ import annotations

import msgspec

from app.cards.errors import CardDamaged, CardForeign
from app.cards.profiles.contract import Declaration
from app.domain.cards import UtilityKind
from app.domain.plans import CardImage
from app.domain.text import _
from app.kiosk import CardSession, Kiosk
from app.operations.blank_card import not_blank, require_kind, see_blank
from app.operations.card_look import CardLook, see_card
from app.operations.card_standing import hold_if_unexplained, refuse_blocked, require_carried
from app.operations.errors import WrongCard
from app.operations.operation import Caller


class CardToFill(msgspec.Struct, frozen=True, kw_only=True):
    """A card with a free place for a meter of the wanted kind."""

    image: CardImage
    declares: Declaration
    serial: bytes
    blank: bool
    """Whether it has to be made first."""
    place: int
    sequence: int
    """Write sequence of the plan that fills it."""


def see_card_to_fill(
    kiosk: Kiosk, caller: Caller, *, account: str, profile: str, kind: UtilityKind
) -> CardToFill:
    """The card in the reader. Raises WrongCard where it is neither, CardStandsInTheWay."""
    with kiosk.cards.session(profile) as session:
        if session.blank():
            return _blank(kiosk, session, profile, kind)
        card = own_card(kiosk, session, account)
    require_kind(card.reading.profile, profile)
    refuse_blocked(card)
    hold_if_unexplained(kiosk, caller, card)
    require_carried(card)
    taken = {part.reading.contents.place for part in card.parts}
    return CardToFill(
        image=card.image,
        declares=card.declares,
        serial=card.reading.serial,
        blank=False,
        place=free_place(card.declares, kind, taken),
        sequence=card.next_sequence,
    )


def _blank(kiosk: Kiosk, session: CardSession, profile: str, kind: UtilityKind) -> CardToFill:
    card = see_blank(kiosk, session)
    require_kind(card.profile, profile)
    return CardToFill(
        image=card.image,
        declares=card.declares,
        serial=card.serial,
        blank=True,
        place=free_place(card.declares, kind, set()),
        sequence=1,
    )


def own_card(kiosk: Kiosk, session: CardSession, account: str) -> CardLook:
    """The account's own card in the reader. Raises WrongCard."""
    try:
        card = see_card(kiosk, session)
    except (CardForeign, CardDamaged) as error:
        raise not_blank(session) from error
    if card.account != account:
        raise not_blank(session)
    return card


def free_place(declares: Declaration, kind: UtilityKind, taken: set[int]) -> int:
    """The first place for a meter of a kind that is not taken. Raises WrongCard."""
    free = [place for place in declares.places_for(kind) if place not in taken]
    if not free:
        raise WrongCard(
            _("This card has no room for another meter of the kind {kind}.").format(
                kind=kind.value
            ),
            _("Nothing was paid. Use a blank card, or retrieve a meter that is gone."),
        )
    return free[0]
