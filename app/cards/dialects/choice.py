"""Which dialect a reader speaks, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.dialects.acs import AcsSle44x2
from app.cards.dialects.contract import Brand
from app.cards.dialects.omnikey import OmnikeySle44x2

if TYPE_CHECKING:
    from app.cards.dialects.contract import Sle44x2Dialect

_OMNIKEY_NAMES = ("OMNIKEY", "HID GLOBAL")


def brand_of(reader_name: str, wanted: str | None = None) -> Brand:
    """Maker of a reader by its PC/SC name; ``wanted``, a value of :class:`Brand`, overrules.

    Every name that is not an OMNIKEY's counts as ACS, whose dialect most others copied. Raises
    ValueError for a ``wanted`` that is no brand.
    """
    if wanted is not None:
        return Brand(wanted)
    name = reader_name.upper()
    return Brand.OMNIKEY if any(part in name for part in _OMNIKEY_NAMES) else Brand.ACS


def sle44x2_dialect(brand: Brand) -> Sle44x2Dialect:
    """The dialect in which readers of this brand take SLE4442 commands."""
    return OmnikeySle44x2() if brand is Brand.OMNIKEY else AcsSle44x2()
