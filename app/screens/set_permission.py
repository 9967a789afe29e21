"""Whether a role grants a permission; two people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.approval import Signed
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.set_permission import SET_PERMISSION, SetPermissionResult
from app.screens.setting_form import SettingForm
from app.telling.operators import PERMISSION_NAMES, ROLE_NAMES
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row

_ROLES = tuple(ROLE_NAMES)
_ANSWERS = {"yes": _("granted"), "no": _("not granted")}


class SetPermission(SettingForm[SetPermissionResult]):
    """Which role, and whether."""

    heading = _("Permission")
    help_lines = (
        _("Choose the role and whether it grants this permission from now on."),
        _("The review shows what changes from what; it takes two people, who both stand on it."),
        _("It counts at once and is recorded with both. Nothing is printed."),
        _("Refused is what would leave nobody who could set operators with a second person."),
    )
    operation: ClassVar = SET_PERMISSION

    def __init__(self, permission: Permission) -> None:
        """``permission``: which one."""
        self._permission = permission
        roles = [Option(at, name) for at, name in enumerate(ROLE_NAMES.values(), start=1)]
        self.role = ChoiceField(_("Role"), id="role", options=roles)
        answers = [Option(at, name) for at, name in enumerate(_ANSWERS.values(), start=1)]
        self.allowed = ChoiceField(_("Is"), id="allowed", options=answers)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Both."""
        return (self.role, self.allowed)

    def look(self) -> None:
        """Which permission it is stands above."""
        super().look()
        self.facts.show(self.named())

    def check(self, field: Field) -> None:
        """Both are chosen from their lists."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was chosen."""
        return {
            "role": _ROLES[self.role.choice.number - 1].value,
            "permission": self._permission.value,
            "allowed": tuple(_ANSWERS)[self.allowed.choice.number - 1],
        }

    def named(self) -> Sequence[Row]:
        """Which permission, and of which role where one is chosen."""
        chosen = self.role.chosen
        return (
            (_("May"), PERMISSION_NAMES[self._permission]),
            (_("Role"), "" if chosen is None else chosen.name),
        )

    def takes_two(self) -> bool:
        """Always."""
        return True

    def signed(self) -> Signed:
        """Somebody who is elsewhere can sign too."""
        return self.operation.signs(self.quote)

    def signs_for(self) -> str:
        """What the second person signs."""
        return _("What a role may do is changed.")
