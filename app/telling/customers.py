"""What is kept of customers, and what was done about it, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.customers import FIELD_NAMES, IdentityRule, Likeness, PersonalField
from app.domain.text import _
from app.operations.account_edits import EditLine
from app.operations.account_standing import STATE_NAMES
from app.operations.alike import Alike
from app.operations.edit_account import EditAccountResult
from app.operations.erase_account import EraseAccountResult
from app.operations.set_account_form import SetAccountFormResult
from app.telling.words import Row, Told, Words

IDENTITY_RULES = {
    IdentityRule.TELL: _("it is said"),
    IdentityRule.SECOND_PERSON: _("two people open the account"),
    IdentityRule.REFUSE: _("no account is opened"),
}
_LIKE = {
    Likeness.IDENTITY: _("same identity number"),
    Likeness.PHONE: _("same telephone"),
    Likeness.NAME_AND_ADDRESS: _("same name and address"),
}


def alike_rows(found: tuple[Alike, ...]) -> list[Row]:
    """Accounts that seem to be the same customer's, one in a line."""
    rows = []
    for at, one in enumerate(found):
        state = "" if one.state.value == "active" else f", {STATE_NAMES[one.state]}"
        said = f"{one.account} {one.name}: {_LIKE[one.like]}{state}"
        rows.append((_("Seems the same") if at == 0 else " ", said))
    return rows


def edit_text(line: EditLine) -> str:
    """``Phone: 0712 -> 0713``; what cannot be read any more is said."""
    name = _("Region") if line.field == "region" else FIELD_NAMES[PersonalField(line.field)]
    old, new = (_value(value) for value in (line.old, line.new))
    return f"{name}: {old} -> {new}"


def _value(value: str | None) -> str:
    if value is None:
        return _("(erased)")
    return value or _("(empty)")


def _edited(_words: Words, done: EditAccountResult) -> Told:
    names = [FIELD_NAMES[field] for field in done.fields]
    if done.region != done.old_region:
        names.append(_("Region"))
    return Told(
        _("Account {account} is edited.").format(account=done.account),
        [(_("Changed"), ", ".join(names)), (_("Reason"), done.reason)],
    )


def _erased(_words: Words, done: EraseAccountResult) -> Told:
    return Told(
        _("The details of account {account} are erased for good.").format(account=done.account),
        [(_("Reason"), done.reason)],
    )


def _form(_words: Words, done: SetAccountFormResult) -> Told:
    names = [", ".join(FIELD_NAMES[x] for x in form.required) for form in (done.old, done.new)]
    return Told(
        _("The form of new accounts is set."),
        [
            (_("Must be told"), names[1] or _("nothing")),
            (_("Before"), names[0] or _("nothing")),
            (_("Identity known"), IDENTITY_RULES[done.new.identity]),
            (_("Before"), IDENTITY_RULES[done.old.identity]),
        ],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    EditAccountResult: _edited,
    EraseAccountResult: _erased,
    SetAccountFormResult: _form,
}
