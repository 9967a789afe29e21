"""A card of an open layout made blank again.

The identity goes from its end to its beginning, its magic byte by byte where the chip writes
bytes: torn anywhere, the card still tells its serial, as one does whose making stopped early.
"""

from __future__ import annotations

from app.cards.keys import KeySource
from app.cards.profiles.tapcard_card import card_of
from app.cards.profiles.tapcard_geometry import Geometry
from app.cards.profiles.tapcard_identity import identity_of, is_function_card, memory_of
from app.cards.profiles.tapcard_layout import FUNCTION_MAGIC, MAGIC, SECRET_AREA
from app.domain.plans import CardImage, Step, StepKind


def retrieval_steps(image: CardImage, geometry: Geometry, keys: KeySource) -> tuple[Step, ...]:
    """See :meth:`Profile.retrieve`. Raises CardForeign (KeyVersionUnknown among others)."""
    secret = Step(StepKind.TRANSPORT, SECRET_AREA, 0, b"")
    return (*_contents(image, geometry, keys), secret, *_identity(geometry))


def _contents(image: CardImage, geometry: Geometry, keys: KeySource) -> tuple[Step, ...]:
    """Everything behind the identity."""
    one, other = geometry.copy_starts
    memory = memory_of(image, geometry)
    if is_function_card(memory, geometry):
        identity_of(memory, geometry, keys, FUNCTION_MAGIC)
        return (_erased(geometry, one, geometry.size),)
    valid = card_of(image, geometry, keys).valid
    newest = valid[0].start if valid else one
    older = other if newest == one else one
    behind = other + geometry.copy_size
    return (
        _erased(geometry, older, older + geometry.copy_size),
        _erased(geometry, newest, newest + geometry.copy_size),
        _erased(geometry, behind, geometry.size),
    )


def _identity(geometry: Geometry) -> tuple[Step, ...]:
    start, end = geometry.identity_at, geometry.identity_at + geometry.identity.size
    if geometry.unit > 1:
        return (_erased(geometry, start, end),)
    letters = [_erased(geometry, start + at, start + at + 1) for at in range(len(MAGIC))]
    return (_erased(geometry, start + len(MAGIC), end), *reversed(letters))


def _erased(geometry: Geometry, start: int, end: int) -> Step:
    return Step(StepKind.WRITE, geometry.area, start, bytes([geometry.erased]) * (end - start))
