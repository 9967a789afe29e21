"""Cancelling or erasing asks for the account's last three digits: nobody types them by mistake."""

from __future__ import annotations

from app.domain.text import _
from app.widgets.field import Field, FieldKind

DIGITS = 3


def last_three_field() -> Field:
    """Where they are typed."""
    return Field(
        _("Last 3 of account"),
        FieldKind.DIGITS,
        id="last-three",
        hint=_("the last three digits of the account number"),
        longest=DIGITS,
    )


def are_last_three(typed: str, account: str) -> bool:
    """Whether they are those of the account."""
    return len(typed) == DIGITS and account.endswith(typed)


def not_last_three() -> str:
    """What is said when they are not."""
    return _("These are not the last three digits of the account on this screen.")
