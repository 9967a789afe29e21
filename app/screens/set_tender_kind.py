"""Whether this counter takes a kind of payment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.sales import TenderKind
from app.domain.tenders import TENDER_NAMES
from app.domain.text import _
from app.operations.set_tender_kind import SET_TENDER_KIND, SetTenderKindResult
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row

_OPTIONS = (Option(1, _("taken at this counter")), Option(2, _("not taken at this counter")))


class SetTenderKind(SettingForm[SetTenderKindResult]):
    """It is taken, or not."""

    heading = _("What this counter takes")
    help_lines = (
        _("Choose whether this counter takes such payments from now on."),
        _("What was paid so before stays as it was."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_TENDER_KIND

    def __init__(self, kind: TenderKind, taken: bool) -> None:
        """``taken``: as it is."""
        self._kind, self._taken = kind, taken
        self.taken = ChoiceField(_("From now on"), id="taken", options=_OPTIONS)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """One."""
        return (self.taken,)

    def look(self) -> None:
        """As it is."""
        self.taken.offer(_OPTIONS, 1 if self._taken else 2)
        super().look()
        self.facts.show(self.named())

    def check(self, field: Field) -> None:  # noqa: ARG002  there is only one
        """It is chosen from the list."""
        _chosen = self.taken.choice

    def texts(self) -> dict[str, str]:
        """What was chosen."""
        taken = "yes" if self.taken.choice.number == 1 else "no"
        return {"kind": self._kind.value, "taken": taken}

    def named(self) -> Sequence[Row]:
        """Which."""
        return ((_("Payment"), _(TENDER_NAMES[self._kind])),)
