"""Who may do what. Deny by default; a matrix as data."""

from __future__ import annotations

import enum


class Role(enum.StrEnum):
    """What an operator is."""

    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(enum.StrEnum):
    """What an operation asks for."""

    SIGN_IN = "sign_in"
    SELL = "sell"
    """Prepayment, card reading, settling what the card itself proves."""
    OPEN_ACCOUNT = "open_account"
    ACCOUNT_STATE = "account_state"
    """Suspending, resuming, voiding and cancelling accounts."""
    ALLOCATE = "allocate"
    REISSUE = "reissue"
    RETRIEVE = "retrieve"
    """Making a card blank again; a customer's by those who reissue, a function card by those who
    make them."""
    REFUND = "refund"
    SHIFT = "shift"
    READ_CARD = "read_card"
    ACCOUNT_MONEY = "account_money"
    """What an account owes and what is kept for it, its payments without a card."""
    SETTLE = "settle"
    """Bringing an interrupted card operation to its end; of those that one may begin."""
    FUNCTION_CARDS = "function_cards"
    """Making cards for meters, reading them back, reporting them lost."""
    DECIDE = "decide"
    """Second person, and decisions on held plans and cards."""
    SETTINGS = "settings"
    """Regions, meter models, tariffs, fees."""
    OPERATORS = "operators"
    REPRINT = "reprint"
    AUDIT = "audit"


_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CASHIER: frozenset(
        {
            Permission.SIGN_IN,
            Permission.SELL,
            Permission.OPEN_ACCOUNT,
            Permission.ACCOUNT_STATE,
            Permission.ALLOCATE,
            Permission.REISSUE,
            Permission.RETRIEVE,
            Permission.REFUND,
            Permission.ACCOUNT_MONEY,
            Permission.SHIFT,
            Permission.READ_CARD,
            Permission.SETTLE,
            Permission.REPRINT,
        }
    ),
    Role.SUPERVISOR: frozenset(Permission) - {Permission.SETTINGS, Permission.OPERATORS},
    Role.TECHNICIAN: frozenset(
        {
            Permission.SIGN_IN,
            Permission.READ_CARD,
            Permission.SETTLE,
            Permission.FUNCTION_CARDS,
            Permission.RETRIEVE,
        }
    ),
    Role.AUDITOR: frozenset({Permission.SIGN_IN, Permission.READ_CARD, Permission.AUDIT}),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.SIGN_IN,
            Permission.SETTINGS,
            Permission.OPERATORS,
            Permission.DECIDE,
            Permission.AUDIT,
        }
    ),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether a role grants a permission."""
    return permission in _GRANTS[role]
