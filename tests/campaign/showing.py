"""What a card says, with the keys, to a counter and to a meter: read from the chip itself."""

from __future__ import annotations

from typing import Any

from app.cards.errors import CardDamaged, CardForeign
from app.domain.plans import CardImage
from app.simulator.meters.card_in_meter import ChipCard, card_in_meter
from tests.campaign.world import World


def shown(world: World) -> Any:
    """The newest whole contents of the card in hand, for customer or meter; None: it has none."""
    return said(world, world.card.clone())[1]


def said(world: World, card: ChipCard) -> tuple[CardImage, Any]:
    """The bytes that a card shows, and the newest whole contents among them; None: there are none.

    The card is powered for it.
    """
    profile, keys = world.counter.profile, world.counter.keys
    card.power_on()
    image = card_in_meter(card, lambda first: profile.access(first, keys)).image()
    try:
        return image, profile.function_of(image, keys) or profile.decode(image, keys)
    except (CardDamaged, CardForeign):
        return image, None
