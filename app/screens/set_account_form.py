"""What must be told to open an account, and what a known identity number means."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from app.domain.customers import FIELD_NAMES, IdentityRule, PersonalField
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.ledger.queries.settings import AccountForm
from app.operations.set_account_form import SET_ACCOUNT_FORM, SetAccountFormResult
from app.screens.setting_form import RuleForm
from app.telling.customers import IDENTITY_RULES
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field

_MAY, _MUST = Option(1, _("may stay empty")), Option(2, _("must be told"))
_RULES = [Option(at, name) for at, name in enumerate(IDENTITY_RULES.values(), start=1)]


class SetAccountForm(RuleForm[SetAccountFormResult]):
    """Each detail of a customer, then the rule of identity numbers."""

    heading = _("Form of new accounts")
    help_lines = (
        _("For each detail: whether an account can be opened without it."),
        _("Identity known: what happens when another account has the same identity number."),
        _("Accounts that there are stay as they are."),
        _("An empty field stays as it is. The review shows what changes from what; then press"),
        _("+. * shows who changed what. Nothing is printed."),
    )
    operation: ClassVar = SET_ACCOUNT_FORM
    history: ClassVar = SettingKind.ACCOUNT_FORM

    def __init__(self) -> None:
        """Not read yet."""
        self._details = {
            detail: ChoiceField(FIELD_NAMES[detail], id=f"detail-{detail.value.replace('_', '-')}")
            for detail in PersonalField
        }
        self.identity = ChoiceField(_("Identity known"), id="identity-rule")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """All of them."""
        return (*self._details.values(), self.identity)

    def look(self) -> None:
        """Reads the form."""
        self.work(partial(_form, self.desk.kiosk), self._offer, self.refuse)

    def _offer(self, form: AccountForm) -> None:
        for detail, field in self._details.items():
            usual = _MUST if detail in form.required else _MAY
            field.offer((_MAY, _MUST), usual.number)
        rules = list(IDENTITY_RULES)
        self.identity.offer(_RULES, rules.index(form.identity) + 1)
        super().look()

    def check(self, field: Field) -> None:
        """All are chosen from their lists."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was chosen."""
        required = [
            detail.value for detail, field in self._details.items() if field.choice == _MUST
        ]
        rule: IdentityRule = list(IDENTITY_RULES)[self.identity.choice.number - 1]
        return {"required": ",".join(required), "identity": rule.value}


def _form(kiosk: Kiosk) -> AccountForm:
    with kiosk.ledger.read() as reader:
        return settings.account_form(reader.db)
