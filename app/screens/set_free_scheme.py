"""A scheme that gives volume for nothing: how much, and who bears it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.amounts import format_volume
from app.domain.free_water import FreeScheme
from app.domain.text import _
from app.operations.set_free_scheme import SET_FREE_SCHEME, SetFreeSchemeResult
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_IN_USE, _ENDED = 1, 2
_STATES = (Option(_IN_USE, _("gives volume")), Option(_ENDED, _("gives nothing any more")))


class SetFreeScheme(SettingForm[SetFreeSchemeResult]):
    """Code, name, volumes, where it is booked."""

    heading = _("Scheme of free water")
    help_lines = (
        _("The code has small letters, digits and dashes, such as poor-households."),
        _("A month: what an account gets in a calendar month; for each person comes on top."),
        _("Ledger account: of whoever bears it."),
        _("What is given already stays given when a scheme ends."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_FREE_SCHEME

    def __init__(self, scheme: FreeScheme | None = None) -> None:
        """``scheme``: the one to change; None: a new one."""
        self._scheme = scheme
        self.code = Field(_("Code"), FieldKind.TEXT, id="code", longest=20)
        self.called = Field(_("Name"), FieldKind.TEXT, id="called", longest=30)
        self.month = Field(_("A month m3"), FieldKind.NUMBER, id="month", longest=9)
        self.person = Field(_("Each person m3"), FieldKind.NUMBER, id="person", longest=9)
        self.booked = Field(_("Ledger account"), FieldKind.TEXT, id="booked", longest=20)
        self.state = ChoiceField(_("It"), id="state", options=_STATES)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The code of a scheme that exists stays."""
        own = (self.called, self.month, self.person, self.booked)
        return (self.code, *own) if self._scheme is None else (*own, self.state)

    def look(self) -> None:
        """As it is."""
        scheme = self._scheme
        if scheme is not None:
            self.called.value, self.booked.value = scheme.name, scheme.ledger_code
            self.month.value = format_volume(scheme.per_month)
            self.person.value = format_volume(scheme.per_person)
            self.state.offer(_STATES, _IN_USE if scheme.active else _ENDED)
        super().look()

    def check(self, field: Field) -> None:
        """Its state is chosen from the list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was typed; an empty volume is none."""
        scheme = self._scheme
        ended = scheme is not None and self.state.choice.number == _ENDED
        return {
            "code": self.code.value if scheme is None else scheme.code,
            "name": self.called.value,
            "per_month": volume_typed(self.month),
            "per_person": volume_typed(self.person),
            "ledger_code": self.booked.value,
            "active": "no" if ended else "yes",
        }

    def named(self) -> Sequence[Row]:
        """Its code."""
        return ((_("Code"), self.texts()["code"]),)


def volume_typed(field: Field) -> str:
    """The volume in a field; nothing typed, or zeros alone, are 0."""
    return field.value if field.value.strip("0.") else "0"
