"""Which dialect a reader speaks, by its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.cards.dialects.acs_sle import AcsSle44x2
from app.cards.dialects.contract import Brand
from app.cards.dialects.omnikey import OmnikeySle44x2

if TYPE_CHECKING:
    from app.cards.dialects.contract import SleDialect

_OMNIKEY_NAMES = ("OMNIKEY", "HID GLOBAL")
_CONTACTLESS_NAME = re.compile(
    r"\b(PICC|CL|CONTACTLESS|NFC)\b|\bACR12(2|55)U|\bOMNIKEY (50\d\d|5127|5427)"
)
"""Words that the contactless slot of a reader has in its name, and readers that have no contacts
and say neither. Source: the names that the free CCID driver knows (its Info.plist)."""


def brand_of(reader_name: str, wanted: str | None = None) -> Brand:
    """Brand of a reader by its PC/SC name; ``wanted``, a value of :class:`Brand`, overrules.

    Every contact reader that is not an OMNIKEY counts as ACS, whose dialect most others copied.
    Raises ValueError for a ``wanted`` that is no brand.
    """
    if wanted is not None:
        return Brand(wanted)
    name = reader_name.upper()
    if _CONTACTLESS_NAME.search(name):
        return Brand.PCSC_PART3
    return Brand.OMNIKEY if any(part in name for part in _OMNIKEY_NAMES) else Brand.ACS


def sle44x2_dialect(brand: Brand) -> SleDialect:
    """The dialect in which readers of this brand take SLE4442 commands."""
    return OmnikeySle44x2() if brand is Brand.OMNIKEY else AcsSle44x2()
