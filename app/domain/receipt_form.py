"""The form of papers: what stands above and below, what is left out; in dated revisions."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Collection
from datetime import date

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _

MOST_LINES = 6
LONGEST_LINE = 48
"""Characters: one line of the wider paper; the narrower one wraps it."""
LONGEST_LOGO = 16
"""Characters: one line of double width on the narrower paper."""


class Part(enum.StrEnum):
    """What a utility may leave out. What the law or the customer's money needs always stands."""

    CODE = "code"
    """The QR code that proves the paper."""
    TARIFF = "tariff"
    """Name and revision of the tariff."""
    RECKONING = "reckoning"
    """Volume and price of each tier and surcharge; its amount stays."""
    BALANCE = "balance"
    """The account balance."""
    ADVICE = "advice"
    """What to do with the card."""


class ReceiptForm(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of the form of papers."""

    valid_from: date
    logo: str = ""
    """Stands on top, twice as wide."""
    header: tuple[str, ...] = ()
    """Below the utility's address."""
    footer: tuple[str, ...] = ()
    """At the end."""
    left_out: tuple[Part, ...] = ()
    language: str = ""
    """Code of what the paper speaks, whatever the screen does; empty: the program's language."""


class BadForm(TapcardError):
    """A form that cannot be printed."""

    code = "bad_form"


def receipt_form(
    valid_from: date,
    *,
    logo: str,
    header: str,
    footer: str,
    left_out: str,
    language: str,
    installed: Collection[str],
) -> ReceiptForm:
    """From what was typed: lines are parted by ``|``, parts by commas.

    ``installed``: codes of the languages that there is a catalogue of. Raises BadForm.
    """
    return ReceiptForm(
        valid_from=valid_from,
        logo=_logo(logo),
        header=_lines(header),
        footer=_lines(footer),
        left_out=_parts(left_out),
        language=_language(language, installed),
    )


def _language(text: str, installed: Collection[str]) -> str:
    code = text.strip()
    if code and code not in installed:
        raise BadForm(
            _("There is no catalogue of the language {code} here.").format(code=code[:20]),
            _("Nothing was changed. There are: {names}.").format(names=", ".join(installed)),
        )
    return code


def _logo(text: str) -> str:
    logo = " ".join(text.split())
    columns = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in logo)
    if columns > LONGEST_LOGO or not logo.isprintable():
        raise BadForm(
            _("The logo is too long, or has signs that cannot be printed."),
            _("Nothing was changed. It has up to {count} characters.").format(count=LONGEST_LOGO),
        )
    return logo


def _lines(text: str) -> tuple[str, ...]:
    lines = tuple(" ".join(line.split()) for line in text.split("|")) if text.strip() else ()
    if len(lines) > MOST_LINES or any(
        len(line) > LONGEST_LINE or not line.isprintable() for line in lines
    ):
        raise BadForm(
            _("These are too many lines, or one is too long or cannot be printed."),
            _(
                "Nothing was changed. Up to {lines} lines of {count} characters, parted by |."
            ).format(lines=MOST_LINES, count=LONGEST_LINE),
        )
    return lines


def _parts(text: str) -> tuple[Part, ...]:
    given = {part.strip().lower() for part in text.split(",") if part.strip()}
    unknown = sorted(given - {part.value for part in Part})
    if unknown:
        raise BadForm(
            _("{name} is nothing that can be left out.").format(name=unknown[0][:30]),
            _("Nothing was changed. There are: {names}.").format(
                names=", ".join(part.value for part in Part)
            ),
        )
    return tuple(part for part in Part if part.value in given)
