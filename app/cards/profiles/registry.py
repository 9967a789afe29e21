"""The profiles that this program knows."""

from __future__ import annotations

from app.cards.errors import CardUnsupported
from app.cards.profiles.contract import Profile
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.text import _

_PROFILES: tuple[Profile, ...] = (TapcardSle4442(),)


def profiles() -> tuple[Profile, ...]:
    """All profiles, in the order in which a card is tried against them."""
    return _PROFILES


def profile_named(name: str) -> Profile:
    """The profile that a meter model or a plan names. Raises CardUnsupported."""
    for profile in _PROFILES:
        if profile.name == name:
            return profile
    raise CardUnsupported(
        _("This program has no card profile named {name}.").format(name=name),
        _("Nothing was paid. Correct the meter model, or install the profile of its maker."),
    )
