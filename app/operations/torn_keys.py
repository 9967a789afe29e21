"""A card that was to be made, or made blank, whose keys tore while they were changed."""

from __future__ import annotations

from app.cards.profiles.contract import Profile
from app.domain.plans import CardImage
from app.ledger.queries.plans import PlanRow


def shows_its_serial_only(profile: Profile, row: PlanRow, card: CardImage) -> bool:
    """Whether a plan changes all keys of this card, and nothing else of it can be read.

    Only of chips that have a serial from their factory. Its secret will be refused.
    """
    changes = row.plan.issues or row.retrieves
    ours = changes and profile.own_serial(card) == row.plan.serial
    return ours and profile.serial_of(card) is None and not profile.is_blank(card)
