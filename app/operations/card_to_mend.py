"""A card whose data are wrong: it does not fit what is recorded, and the same chip is to be put
right.

Only the newest card of the account, only where it can still be read, and only where it shows
nothing later than what is recorded: what another kiosk wrote must never be written over.
"""

from __future__ import annotations

import msgspec

from app.cards.errors import CardDamaged
from app.cards.profiles.contract import Declaration
from app.domain.comparison import Agreement, Standing, agreement
from app.domain.plans import CardImage
from app.domain.text import _
from app.kiosk import CardSession, Kiosk
from app.operations.card_look import CardLook, MeterPart, see_card
from app.operations.card_plan import plan_still_open
from app.operations.card_standing import explain
from app.operations.errors import CardStandsInTheWay, WrongCard


class CardToMend(msgspec.Struct, frozen=True, kw_only=True):
    """A card of the account that is written again in its place."""

    image: CardImage
    declares: Declaration
    profile: str
    serial: bytes
    next_sequence: int
    """Write sequence of the next plan, as far as the card goes."""


def see_card_to_mend(
    kiosk: Kiosk, session: CardSession, *, account: str, newest: bytes
) -> CardToMend:
    """The card in the reader. ``newest``: serial of the account's newest card for these meters.

    Raises WrongCard, CardDamaged, CardStandsInTheWay, PlanStillOpen.
    """
    card = _seen(kiosk, session)
    if card.account != account or card.reading.serial != newest:
        raise WrongCard(
            _("This is not the newest card of account {account}.").format(account=account),
            _("Nothing was written. Put that one in, or make a new card: it is lost or broken."),
        )
    if card.open_plans:
        raise plan_still_open(card.open_plans[0])
    for part in card.parts:
        _require_not_ahead(part)
    if not any(_is_wrong(part) for part in card.parts):
        raise CardStandsInTheWay(
            _("The data on this card are what is recorded: there is nothing to put right."),
            _("Nothing was written. If the meter refuses the card, reissue it as damaged."),
            standing=card.standing.value,
        )
    return CardToMend(
        image=card.image,
        declares=card.declares,
        profile=card.reading.profile,
        serial=card.reading.serial,
        next_sequence=card.next_sequence,
    )


def _seen(kiosk: Kiosk, session: CardSession) -> CardLook:
    try:
        return see_card(kiosk, session)
    except CardDamaged as error:
        raise CardDamaged(
            error.message,
            _("Nothing was written. Take this card in and make a new one (reason: damaged)."),
        ) from error


def _is_wrong(part: MeterPart) -> bool:
    """Whether it is not what was written. What a meter says of it is not put right by writing."""
    return agreement(part.reading, part.known) is Agreement.OTHERWISE


def _require_not_ahead(part: MeterPart) -> None:
    if agreement(part.reading, part.known) is not Agreement.AHEAD:
        return
    if part.standing is not Standing.UNEXPLAINED:
        raise explain(part)
    raise CardStandsInTheWay(
        _("This card was written later than anything that is recorded here."),
        _("Nothing was written. Ask the head office; a new card (reason: damaged) is possible."),
        standing=part.standing.value,
    )
