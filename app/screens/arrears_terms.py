"""How an account pays what it owes, by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.account_choices import AccountChoices
from app.screens.choices import Choice


class ArrearsTerms(AccountChoices):
    """Month by month, with each purchase, or not at all."""

    heading = _("How arrears are paid")
    help_lines = (
        _("A plan splits what is owed now into monthly parts; debts booked later are not in it."),
        _("The deduction says what of each purchase goes to arrears, within the tariff's share."),
        _("Giving up is for what nobody will pay. All three take two people."),
    )
    choices = (
        Choice("1", _("Instalment plan"), "plan-arrears", Permission.ACCOUNT_MONEY),
        Choice("2", _("Deduction with each purchase"), "set-deduction", Permission.ACCOUNT_MONEY),
        Choice("3", _("Give arrears up"), "write-off", Permission.REFUND),
    )
