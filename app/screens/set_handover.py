"""Whether something goes over at a change of customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.handover import Handover
from app.domain.text import _
from app.operations.set_handover import SET_HANDOVER, SetHandoverResult
from app.screens.setting_form import SettingForm
from app.telling.account_states import HANDED
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row

_OPTIONS = (
    Option(1, _("goes over to the new person")),
    Option(2, _("stays with the former person")),
)


class SetHandover(SettingForm[SetHandoverResult]):
    """It goes, or it stays."""

    heading = _("What goes over")
    help_lines = (
        _("Choose whether it goes over to the new person at a change of customer."),
        _("Changes of customer that were made stay as they were."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_HANDOVER

    def __init__(self, what: Handover, goes: bool) -> None:
        """``goes``: as it is."""
        self._what, self._goes = what, goes
        self.goes = ChoiceField(_("From now on"), id="goes", options=_OPTIONS)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """One."""
        return (self.goes,)

    def look(self) -> None:
        """As it is."""
        self.goes.offer(_OPTIONS, 1 if self._goes else 2)
        super().look()
        self.facts.show(self.named())

    def check(self, field: Field) -> None:  # noqa: ARG002  there is only one
        """It is chosen from the list."""
        _chosen = self.goes.choice

    def texts(self) -> dict[str, str]:
        """What was chosen."""
        goes = "yes" if self.goes.choice.number == 1 else "no"
        return {"what": self._what.value, "goes": goes}

    def named(self) -> Sequence[Row]:
        """What."""
        return ((_("What"), HANDED[self._what]),)
