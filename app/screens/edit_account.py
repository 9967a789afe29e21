"""Edit a customer's details, one at a time: which, what it is now, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.customers import FIELD_NAMES, PersonalField, kept
from app.domain.text import _
from app.operations.account_file import AccountFile
from app.operations.edit_account import (
    EDIT_ACCOUNT,
    EditAccountArguments,
    EditAccountQuote,
    EditAccountResult,
)
from app.operations.errors import BadArgument
from app.screens.account_change import AccountChange
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_FIELDS = tuple(PersonalField)
_REGION = len(_FIELDS) + 1
_LONGEST = 200


class EditAccount(AccountChange[EditAccountResult]):
    """The new value is typed; left empty, it empties the detail."""

    heading = _("Edit a detail")
    help_lines = (
        _("Choose the detail by its number, type what it is from now on, choose the reason."),
        _("An empty value takes the detail away. The review shows both, then press +."),
        _("What it was stays readable under What the details were, until it is erased."),
        _("Nothing is printed and no card is written. A region is given by its number."),
        _("If it is refused, nothing was changed; the line below the field says why."),
    )
    operation = EDIT_ACCOUNT
    reasons = (
        _("The customer told so"),
        _("Typed wrongly"),
        _("A document was shown"),
        _("Decision of head office"),
    )

    def __init__(self, account: str) -> None:
        options = [Option(at, FIELD_NAMES[field]) for at, field in enumerate(_FIELDS, start=1)]
        self.which = ChoiceField(
            _("Detail"), id="which", options=(*options, Option(_REGION, _("Region")))
        )
        self.value = Field(
            _("From now on"),
            FieldKind.TEXT,
            id="value",
            longest=_LONGEST,
        )
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """Which, what, why."""
        return (self.which, self.value, self.reason)

    def saw(self, file: AccountFile) -> None:
        """All details as they are."""
        rows = [(FIELD_NAMES[field], file.personal.get(field.value, "")) for field in _FIELDS]
        shown = [row for row in rows if row[1]]
        self.looked([(_("Account"), self.account), *shown, (_("Region"), file.region)], "")
        self.tell_options()

    def check(self, field: Field) -> None:
        """The value must fit into the detail that was chosen."""
        super().check(field)
        if field is self.which:
            _chosen = self.which.choice
        elif field is self.value:
            self._check_value()

    def _check_value(self) -> None:
        chosen, text = self.which.choice.number, self.value.value
        if chosen != _REGION:
            kept(_FIELDS[chosen - 1], text)
        elif not (text.isascii() and text.isdigit() and len(text) <= len("999999999")):
            raise BadArgument(
                _("A region is given by its number."), _("Nothing was changed. Type digits.")
            )

    def arguments(self) -> EditAccountArguments:
        """The one detail."""
        chosen, text = self.which.choice.number, self.value.value
        given: dict[str, Any] = (
            {"region": int(text)} if chosen == _REGION else {_FIELDS[chosen - 1].value: text}
        )
        return EditAccountArguments(account=self.account, reason=self.reason.choice.name, **given)

    def will(self) -> Sequence[Row]:
        """What it was and what it will be."""
        quote: EditAccountQuote = self.quote
        if quote.region != quote.look.region:
            return [(_("Region"), f"{quote.look.region} -> {quote.region}")]
        (change,) = quote.changes
        return [
            (FIELD_NAMES[change.field], change.new or _("(empty)")),
            (_("Before"), change.old or _("(empty)")),
        ]

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to change it.")
