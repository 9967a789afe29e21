"""The meter's side of ``tapcard-sle4442``: how a meter writes its read-back.

For the virtual meter, and a model for meter makers. A meter remembers the mark of a load before it
writes it here, credits only after the mark stands, and then writes the final state.
"""

from __future__ import annotations

from app.cards.chips.sle4442 import AREA
from app.cards.keys import KeySource
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_image import identity_of, memory_of, packed_read_back
from app.cards.profiles.tapcard_layout import MARK_SIZE, READ_BACK_AT
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
) -> tuple[Step, ...]:
    """Steps by which a meter says how far it is with the load that ``mark`` names.

    BEGUN writes mark and phase only, in 9 bytes, and takes no figures from ``read_back``; FINAL
    writes everything. Bytes go up from the mark: torn, the area names ``mark`` without a fitting
    seal and so says BEGUN, or names no mark of interest and says nothing.

    A meter that refuses a card without having marked its load names the mark it took last, with
    phase FINAL: its figures are fresh and the load on the card stays free to be taken.

    ``read_back.phase`` is not used. Raises CardForeign, CardDamaged for a card whose identity does
    not hold; ContentsUnfit for phase EMPTY and for figures that do not fit.
    """
    identity = identity_of(memory_of(image), keys)
    if phase is ReadBackPhase.EMPTY:
        raise ContentsUnfit("phase", _("a meter cannot write that it has written nothing"))
    data = packed_read_back(identity, read_back, mark, phase)
    if phase is ReadBackPhase.BEGUN:
        data = data[:_BEGUN_SIZE]
    return (Step(StepKind.WRITE, AREA, READ_BACK_AT, data),)
