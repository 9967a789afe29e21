"""The profiles that this program knows."""

from __future__ import annotations

from collections.abc import Sequence

from app.cards.errors import CardUnsupported
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.text import _

BUILT_IN: tuple[Profile, ...] = (
    TapcardSle4442(),
    TapcardSle4428(),
    TapcardMifare1k(),
    Cpu68(),
    At88Water4(),
)
_taken_in: list[Profile] = []


def take_in(outside: Sequence[Profile]) -> None:
    """Makes these profiles from outside, and no others, known to this process.

    Called by the assembly before anything asks for profiles, once for the settings in force.
    """
    _taken_in[:] = outside


def profiles() -> tuple[Profile, ...]:
    """All profiles, in the order in which a card is tried against them: a maker's before ours."""
    return (*_taken_in, *BUILT_IN)


def profile_named(name: str) -> Profile:
    """The profile that a meter model or a plan names. Raises CardUnsupported."""
    for profile in profiles():
        if profile.name == name:
            return profile
    raise CardUnsupported(
        _("This program has no card profile named {name}.").format(name=name),
        _("Nothing was paid. Correct the meter model, or install the profile of its maker."),
    )
