"""Why somebody does something: a line of their own words, kept with the event."""

from __future__ import annotations

from app.domain.text import _
from app.operations.errors import BadArgument

LONGEST_REASON = 60


def reason_given(text: str) -> str:
    """The reason with single spaces. Raises BadArgument for none, too long, or unprintable."""
    reason = " ".join(text.split())
    if reason and reason.isprintable() and len(reason) <= LONGEST_REASON:
        return reason
    raise BadArgument(
        _("The reason is missing, too long, or has signs that cannot be printed."),
        _("Nothing was done. Give 1 to {count} characters.").format(count=LONGEST_REASON),
    )
