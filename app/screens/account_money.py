"""The money of an account: arrears, balance, deposit, by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.account_choices import AccountChoices
from app.screens.choices import Choice


class AccountMoney(AccountChoices):
    """What it owes, and what is kept for it."""

    heading = _("Money of this account")
    help_lines = (
        _("Arrears are what the account owes: paid here, or bit by bit with each purchase."),
        _("Account balance is the customer's own money; purchases use it first."),
        _("A deposit is kept until the account ends, and given back with its receipt."),
        _("Balance and deposit go out only at the kiosk where the account is kept."),
        _("Press the digit of what is to be done; Esc goes back."),
    )
    choices = (
        Choice("1", _("Pay arrears"), "pay-arrears", Permission.ACCOUNT_MONEY),
        Choice("2", _("Book arrears"), "book-arrears", Permission.ACCOUNT_MONEY),
        Choice("3", _("Instalment plan and deduction"), "arrears-terms", Permission.ACCOUNT_MONEY),
        Choice("4", _("Balance: pay in"), "deposit-balance", Permission.ACCOUNT_MONEY),
        Choice("5", _("Balance: pay out"), "withdraw-balance", Permission.REFUND),
        Choice("6", _("Free water of a scheme"), "give-free-water", Permission.ACCOUNT_MONEY),
        Choice("7", _("Give a deposit back"), "return-deposit", Permission.REFUND),
        Choice("8", _("Movements"), "account-movements", Permission.READ_CARD),
        Choice("9", _("Subsidy of a scheme"), "subsidise", Permission.ACCOUNT_MONEY),
        Choice("0", _("Statement on paper"), "account-statement", Permission.READ_CARD),
    )
