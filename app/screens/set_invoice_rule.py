"""Whether receipts are printed on paper with pre-printed numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.ledger.events.invoice_stock import InvoiceRuleSet
from app.operations.set_invoice_rule import SET_INVOICE_RULE
from app.screens.setting_form import RuleForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field

_YES, _NO = 1, 2
_OPTIONS = [Option(_YES, _("yes")), Option(_NO, _("no"))]


class SetInvoiceRule(RuleForm[InvoiceRuleSet]):
    """Yes or no."""

    heading = _("Receipts with numbers")
    help_lines = (
        _("Yes: every receipt takes the next number of whoever sells; who has none sells nothing."),
        _("Assign numbers first. Opening a shift then asks for the number on the uppermost sheet."),
        _("A shift that began with numbers ends with them. * shows who changed it."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_INVOICE_RULE
    history: ClassVar = SettingKind.INVOICE_RULE

    def __init__(self) -> None:
        """Nothing chosen."""
        self.taken = ChoiceField(_("Numbered paper"), id="taken", options=_OPTIONS)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """One."""
        return (self.taken,)

    def check(self, field: Field) -> None:
        """It is chosen from the list."""
        if field is self.taken:
            _chosen = self.taken.choice

    def texts(self) -> dict[str, str]:
        """What was chosen."""
        return {"preprinted": "yes" if self.taken.choice.number == _YES else "no"}
