"""Why somebody did something, in their own words: a line of a register and of a slip."""

from __future__ import annotations

from app.domain.text import _
from app.operations.errors import BadArgument

LONGEST_REASON = 60
"""Characters."""


def reason_given(text: str) -> str:
    """The reason on one line. Raises BadArgument where it is missing, too long or unprintable."""
    reason = " ".join(text.split())
    if not 1 <= len(reason) <= LONGEST_REASON or not reason.isprintable():
        raise BadArgument(
            _("The reason is missing, too long, or has signs that cannot be printed."),
            _("Nothing was recorded. It has 1 to {count} characters.").format(count=LONGEST_REASON),
        )
    return reason
