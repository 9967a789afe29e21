"""What stands at the head and the foot of every paper."""

from __future__ import annotations

import msgspec

from app.domain.receipt_form import Part


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """Who issues the paper, and how its amounts are to be read."""

    utility_name: str
    utility_address: str = ""
    tax_number: str = ""
    phone: str = ""
    """Where a customer asks for help."""
    footer: str = ""
    form: str = ""
    """The event that set the form of this paper; empty: it was made before there was any."""
    logo: str = ""
    header: tuple[str, ...] = ()
    """Lines below the address."""
    footer_lines: tuple[str, ...] = ()
    left_out: tuple[Part, ...] = ()
    """What the form leaves out."""
    language: str = ""
    """Code of what its fixed words are said in; empty: the program's language."""
    kiosk: str
    """Name of the kiosk as people read it: ``K07``."""
    program: str
    """Program and version, for auditors: ``Tapcard 0.1.0``."""
    demo_keys: bool = False
    """Whether cards are written with the public demo keys; said on the paper."""
    training: bool = False
    """Whether the paper was made to learn at; said at its top and its bottom."""
    currency: str
    """ISO 4217 code."""
    currency_digits: int
    """Decimals of the minor unit that all amounts of the document count."""
