"""The meter's side of function cards of the open layouts: uses, dumps, claims, deliveries.

For the virtual meter, and a model for meter makers. A meter counts a use, whole, before it obeys.
What it writes is sealed under the card's key version and counts only when it is whole, so a torn
answer is none; a claim and a delivery hold for the very dump beside which they stand.
All raise CardForeign and CardDamaged for a card that no meter obeys, and ContentsUnfit.
"""

from __future__ import annotations

from app.cards.keys import KeySource
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_function_card import FunctionCard, function_card_of
from app.cards.profiles.tapcard_function_geometry import FunctionGeometry
from app.cards.profiles.tapcard_meter import geometry_of
from app.domain.function_cards import MeterDump
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _


def write_use(image: CardImage, device: str, keys: KeySource) -> tuple[Step, ...]:
    """One more use by a device, in the counter that does not count at present."""
    card = _card(image, keys)
    if not card.counts or card.used >= card.contents.uses:
        raise ContentsUnfit("used", _("the card has no uses left"))
    index = card.next_counter()
    values = {"used": card.used + 1, "device": device}
    data = card.packed(card.geometry.used, values, bytes([index]))
    return (_written(card.geometry, card.geometry.counter_at(index), data),)


def write_dump(image: CardImage, dump: MeterDump, keys: KeySource) -> tuple[Step, ...]:
    """What a meter says of itself, in the first slot that holds nothing whole.

    The mark of the card and who took it later are not the meter's to say: ``claimed_by`` and
    ``delivered_to`` are not used.
    """
    card = _card(image, keys)
    slots = card.slots[: card.contents.uses]
    if None not in slots:
        raise ContentsUnfit("used", _("the card has no uses left"))
    slot = slots.index(None)
    values = {name: getattr(dump, name) for name in dump.__struct_fields__}
    data = card.packed(card.geometry.dump, values, card.context_of(slot))
    return (_written(card.geometry, card.geometry.dump_at(slot), data),)


def write_claim(image: CardImage, giver: str, taker: str, keys: KeySource) -> tuple[Step, ...]:
    """Device ``taker`` is the only one that may take what ``giver`` wrote."""
    card = _card(image, keys)
    slot = _slot_of(card, giver)
    data = card.packed(card.geometry.claim, {"device": taker}, card.context_in(slot))
    return (_written(card.geometry, card.geometry.claim_at(slot), data),)


def write_delivery(image: CardImage, giver: str, taker: str, keys: KeySource) -> tuple[Step, ...]:
    """Device ``taker`` has taken what ``giver`` wrote."""
    card = _card(image, keys)
    slot = _slot_of(card, giver)
    data = card.packed(card.geometry.delivery, {"device": taker}, card.context_in(slot))
    return (_written(card.geometry, card.geometry.delivery_at(slot), data),)


def _card(image: CardImage, keys: KeySource) -> FunctionCard:
    return function_card_of(image, FunctionGeometry(geometry_of(image)), keys)


def _slot_of(card: FunctionCard, giver: str) -> int:
    for slot, dump in enumerate(card.slots):
        if dump is not None and dump.device == giver:
            return slot
    raise ContentsUnfit("device", _("the card holds nothing of it"))


def _written(geometry: FunctionGeometry, offset: int, data: bytes) -> Step:
    return Step(StepKind.WRITE, geometry.card.area, offset, data)
