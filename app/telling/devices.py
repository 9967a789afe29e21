"""Readers and printers in words."""

from __future__ import annotations

from app.domain.cards import CardSeen
from app.domain.text import _
from app.telling.words import Told, Words


def tell_seen(_words: Words, seen: CardSeen) -> Told:
    """Reader, chip, and whose card it is."""
    whose = seen.profile or _("not a card of this utility")
    if seen.blank:
        whose = _("blank, for {profile}").format(profile=seen.profile)
    return Told(
        _("The reader works."),
        [
            (_("Reader"), seen.reader),
            (_("Dialect"), seen.dialect),
            (_("Answer to reset"), seen.atr.hex(" ").upper()),
            (_("Chip"), seen.chip),
            (_("Card layout"), whose),
        ],
    )
