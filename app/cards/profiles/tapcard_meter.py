"""The meter's side of the open layouts: how a meter writes its read-back.

For the virtual meter, and a model for meter makers. A meter remembers the mark of a load before it
writes it here, credits only after the mark stands, and then writes the final state.
"""

from __future__ import annotations

from app.cards.keys import KeySource
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_card import card_of
from app.cards.profiles.tapcard_geometry import Geometry
from app.cards.profiles.tapcard_identity import memory_of
from app.cards.profiles.tapcard_layout import MARK_SIZE
from app.cards.profiles.tapcard_mifare1k import GEOMETRY as MIFARE1K
from app.cards.profiles.tapcard_read_back import packed_read_back
from app.cards.profiles.tapcard_sle4428 import GEOMETRY as SLE4428
from app.cards.profiles.tapcard_sle4442 import GEOMETRY as SLE4442
from app.domain.cards import ReadBack, ReadBackPhase
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _

_BEGUN_SIZE = MARK_SIZE + 1
"""Mark and phase; the seal below no longer fits them, which is what BEGUN looks like."""


def write_back(
    image: CardImage,
    read_back: ReadBack,
    mark: EventId,
    phase: ReadBackPhase,
    keys: KeySource,
    place: int = 1,
) -> tuple[Step, ...]:
    """Steps by which the meter of a place says how far it is with the load that ``mark`` names.

    BEGUN writes mark and phase only, in 9 bytes or in the block that holds them, and takes no
    figures from ``read_back``; FINAL writes everything, sealed under the key version of the copy
    that counts. Writes go up from the mark: torn, the read-back names ``mark`` without a fitting
    seal and so says BEGUN, or names no mark of interest and says nothing.

    A meter that refuses a card without having marked its load names the mark it took last, with
    phase FINAL: its figures are fresh and the load on the card stays free to be taken.

    ``read_back.phase`` is not used. Raises CardForeign, CardDamaged for a card that does not hold
    what the meter has read; ContentsUnfit for phase EMPTY, for a place that the card has not, and
    for figures that do not fit.
    """
    geometry = geometry_of(image)
    card = card_of(image, geometry, keys)
    if place not in geometry.all_places:
        raise ContentsUnfit("place", _("the card has {count}").format(count=geometry.places))
    if phase is ReadBackPhase.EMPTY:
        raise ContentsUnfit("phase", _("a meter cannot write that it has written nothing"))
    version = card.newest().key_version
    data = packed_read_back(card.identity, geometry, version, read_back, (mark, phase))
    at = geometry.read_back_at(place)
    if phase is ReadBackPhase.BEGUN:
        whole_units = _BEGUN_SIZE + -_BEGUN_SIZE % geometry.unit
        data = data[:_BEGUN_SIZE] + card.memory[at + _BEGUN_SIZE : at + whole_units]
    return (Step(StepKind.WRITE, geometry.area, at, data),)


def geometry_of(image: CardImage) -> Geometry:
    """The layout on this chip; the first one for a chip of another family, which is refused."""
    known = (SLE4442, SLE4428, MIFARE1K)
    return next((one for one in known if memory_of(image, one)), known[0])
