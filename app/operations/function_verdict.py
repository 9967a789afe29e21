"""What a card shows of the plan that was to make a function card of it."""

from __future__ import annotations

from app.cards.errors import CardError
from app.cards.profiles.contract import Profile
from app.domain.function_cards import FunctionReading
from app.domain.identity import EventId
from app.domain.plans import CardImage, PlanImages, Verdict, judge
from app.kiosk import Kiosk


def function_verdict(
    kiosk: Kiosk, profile: Profile, plan: EventId, images: PlanImages, card: CardImage
) -> Verdict:
    """What became of the plan, by the card alone.

    What makes such a card valid is written last (profiles.contract). So one that shows the plan's
    mark was written whole, also where meters have changed it since; and one that is not valid is
    torn. Without room for a mark only equal bytes prove anything.
    """
    reading = _read(kiosk, profile, card)
    marked = profile.declares.room_for_mark
    ours = reading is not None and (not marked or reading.contents.mark == plan)
    return judge(images, card, mark_shown=ours, torn_copy=reading is None, taken=ours and marked)


def _read(kiosk: Kiosk, profile: Profile, card: CardImage) -> FunctionReading | None:
    try:
        return profile.function_of(card, kiosk.keys)
    except CardError:
        return None
