"""What a card shows of a plan that makes it blank again.

There is no mark that could prove it, and none is needed: a card of this serial that says nothing
any more is what the plan wanted. It is gone on with only while the card says nothing new, for a
counter that did not know of the plan may have sold to it.
"""

from __future__ import annotations

import msgspec

from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.domain.plans import CardImage, PlanImages, StepKind, Verdict, judge, shows


def retrieval_verdict(
    profile: Profile, images: PlanImages, card: CardImage, keys: KeySource
) -> Verdict:
    """The verdict by the card alone, as :func:`judge` gives it for other plans."""
    nothing_new = _emptied(images, card) or _says_nothing_new(profile, images.before, card, keys)
    return judge(images, card, mark_shown=True, torn_copy=nothing_new)


def _emptied(images: PlanImages, card: CardImage) -> bool:
    """Whether all that stands before the change of the secret is gone: only whose it was is left,
    of which a torn key version may be one that nobody knows."""
    kinds = [step.kind for step in images.steps]
    if StepKind.TRANSPORT not in kinds:
        return False
    return all(shows(card, step) for step in images.steps[: kinds.index(StepKind.TRANSPORT)])


def _says_nothing_new(
    profile: Profile, before: CardImage, card: CardImage, keys: KeySource
) -> bool:
    said, shown = _said(profile, before, keys), _said(profile, card, keys)
    return shown is not None and said is not None and all(one in said for one in shown)


def _said(profile: Profile, card: CardImage, keys: KeySource) -> list[msgspec.Struct] | None:
    """What a card says to meters and counters; None: what a key not held here may open."""
    try:
        function = profile.function_of(card, keys)
        if function is not None:
            return [function.contents]
        return [reading.contents for reading in profile.decode(card, keys)]
    except KeyVersionUnknown:
        return None
    except (CardForeign, CardDamaged):
        return []
