"""Why somebody did something, in their own words: a line of the journal and of a slip."""

from __future__ import annotations

from app.domain.text import _
from app.operations.errors import BadArgument

LONGEST_REASON = 60
"""Characters: two lines of the narrowest paper."""
LONGEST_SEAL = 30
"""Characters of what stands on a meter's seal."""


def reason_given(text: str) -> str:
    """The reason on one line. Raises BadArgument where it is missing, too long or unprintable."""
    return line_of_text(text, _("reason"), LONGEST_REASON)


def reason_if_given(text: str) -> str:
    """The same where none need be given; blanks are none. Raises BadArgument."""
    return reason_given(text) if text.strip() else ""


def line_if_given(given: str, what: str, longest: int) -> str:
    """A line of text, or nothing. Raises BadArgument."""
    return line_of_text(given, what, longest) if given.strip() else ""


def line_of_text(given: str, what: str, longest: int) -> str:
    """A line of text without surplus spaces. Raises BadArgument."""
    text = " ".join(given.split())
    if not 1 <= len(text) <= longest or not text.isprintable():
        raise BadArgument(
            _("The {what} is missing, too long, or has signs that cannot be printed.").format(
                what=what
            ),
            _("Nothing was done. It has 1 to {count} characters.").format(count=longest),
        )
    return text
