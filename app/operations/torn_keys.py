"""A card that was to be made, whose keys tore while they were changed."""

from __future__ import annotations

from app.cards.profiles.contract import Profile
from app.domain.plans import CardImage
from app.ledger.queries.plans import PlanRow


def shows_its_serial_only(profile: Profile, row: PlanRow, card: CardImage) -> bool:
    """Whether this is the card of a plan that makes one, of which nothing else can be read.

    Only of chips that have a serial from their factory. Its secret will be refused.
    """
    ours = row.plan.issues and profile.own_serial(card) == row.plan.serial
    return ours and profile.serial_of(card) is None and not profile.is_blank(card)
