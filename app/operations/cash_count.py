"""A count of notes and coins, as it is typed."""

from __future__ import annotations

import re

from app.domain.amounts import parse_money
from app.domain.text import _
from app.ledger.events.operators import Denomination
from app.operations.errors import BadArgument

_PIECES = re.compile(r"[0-9]{1,9}", re.ASCII)


def parse_count(text: str, currency_digits: int) -> tuple[Denomination, ...]:
    """``100x3,20x7``; ``0``: the drawer is empty. Raises BadArgument, BadAmount."""
    if text.strip() == "0":
        return ()
    if not text.strip():
        raise BadArgument(
            _("Nothing was counted."), _("The shift stays open. Write 0 where the drawer is empty.")
        )
    pieces = []
    for part in text.split(","):
        value, times, count = part.strip().partition("x")
        if not times or not _PIECES.fullmatch(count):
            raise BadArgument(
                _("{part} is not a count of notes or coins.").format(part=part.strip()),
                _("Write value x pieces, for example 100x3,20x7. The shift stays open."),
            )
        pieces.append(Denomination(parse_money(value, currency_digits), int(count)))
    return tuple(pieces)
