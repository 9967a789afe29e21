"""What is paid once, and what one person may do alone."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class FeesAndLimits(Choices):
    """Fees, limits, and the history of all settings."""

    heading = _("Fees and limits")
    help_lines = (
        _("Fees are the price list: opening, card, new card, and what else is charged once."),
        _("Limits say above which sum a second person signs."),
        _("What goes over at a change of customer, and what must be told to open an account."),
        _("Kinds of payment: what is paid for without a card, and where it is booked."),
        _("The usual deduction: what of each purchase goes to arrears."),
        _("Schemes: who pays a share of what is bought, and who gives free water."),
        _("The history shows every change of every setting: who, when, from what to what."),
        _("Press the digit of what is to be seen or changed; Esc goes back."),
    )
    choices = (
        Choice("1", _("Fees: the price list"), "fees", Permission.SETTINGS),
        Choice("2", _("Limits of what one person does alone"), "limits", Permission.SETTINGS),
        Choice("3", _("Change of customer: what goes over"), "handovers", Permission.SETTINGS),
        Choice("4", _("Form of new accounts"), "set-account-form", Permission.SETTINGS),
        Choice("5", _("Kinds of payment without a card"), "payment-kinds", Permission.SETTINGS),
        Choice("6", _("Usual deduction for arrears"), "set-usual-deduction", Permission.SETTINGS),
        Choice("7", _("Subsidies: who pays a share"), "subsidy-schemes", Permission.SETTINGS),
        Choice("8", _("Free water: schemes"), "free-schemes", Permission.SETTINGS),
        Choice("0", _("What this counter takes"), "tender-kinds", Permission.SETTINGS),
        Choice("9", _("History of all settings"), "settings-history", Permission.AUDIT),
    )
