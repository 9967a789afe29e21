"""What a card says, with the keys, to a counter and to a meter: read from the chip itself."""

from __future__ import annotations

from typing import Any

from app.cards.errors import CardDamaged, CardForeign
from app.simulator.meters.card_in_meter import card_in_meter
from tests.campaign.world import World


def shown(world: World) -> Any:
    """The newest whole contents of the card in hand, for customer or meter; None: it has none."""
    card, counter = world.card.clone(), world.counter
    profile, keys = counter.profile, counter.keys
    card.power_on()
    image = card_in_meter(card, lambda first: profile.access(first, keys)).image()
    try:
        return profile.function_of(image, keys) or profile.decode(image, keys)
    except (CardDamaged, CardForeign):
        return None
