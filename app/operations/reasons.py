"""Why something was corrected: a line of text that goes into the journal and onto paper."""

from __future__ import annotations

from app.domain.text import _
from app.operations.errors import BadArgument

_LONGEST = 60
"""Characters: two lines of the narrowest paper."""


def reason_given(text: str) -> str:
    """The reason without spaces around it. Raises BadArgument where it is none or no line."""
    reason = text.strip()
    if not reason:
        raise BadArgument(_("No reason is given."), _("Nothing was changed. Say why."))
    if len(reason) > _LONGEST or not reason.isprintable():
        raise BadArgument(
            _("The reason is no line of text of at most {count} characters.").format(
                count=_LONGEST
            ),
            _("Nothing was changed. Say it in fewer words, on one line."),
        )
    return reason
