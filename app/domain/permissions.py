"""Who may do what. Deny by default; a matrix as data, which a utility may change.

Whatever is changed, two people stay who can change it back.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from app.domain.identity import Operator


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
    AGENTS = "agents"
    """What agents deposit, may sell, and are settled for."""
    SETTLE = "settle"
    """Bringing an interrupted card operation to its end; of those that one may begin."""
    FUNCTION_CARDS = "function_cards"
    """Making cards for meters, reading them back, reporting them lost."""
    BLACKLIST = "blacklist"
    """Putting on the blacklist, and lifting from it."""
    DECIDE = "decide"
    """Second person, and decisions on held plans and cards."""
    SETTINGS = "settings"
    """Regions, meter models, tariffs, fees."""
    OPERATORS = "operators"
    REPRINT = "reprint"
    AUDIT = "audit"
    KIOSKS = "kiosks"
    """At head office: enrolling and barring kiosks, granting epochs, inviting operators."""
    GRANTS = "grants"
    """At head office: how much a kiosk may sell, and how many accounts it may open, alone."""
    EXCEPTIONS = "exceptions"
    """At head office: ending what does not fit, reckoning accounts anew, admitting bundles."""
    METER_READINGS = "meter_readings"
    """Rounds of reading, and what they bring back of dials."""
    REPORTS = "reports"
    """What was sold, by whom, where, for how much, and where the cash is: of the whole counter."""


Rights: TypeAlias = frozenset[Permission]
"""What somebody may do."""
Changes: TypeAlias = Mapping[tuple[Role, Permission], bool]
"""Where a role grants something, or does not, other than at first."""

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
            Permission.METER_READINGS,
            Permission.RETRIEVE,
        }
    ),
    Role.AUDITOR: frozenset(
        {Permission.SIGN_IN, Permission.READ_CARD, Permission.AUDIT, Permission.REPORTS}
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.SIGN_IN,
            Permission.SETTINGS,
            Permission.OPERATORS,
            Permission.DECIDE,
            Permission.AUDIT,
            Permission.KIOSKS,
            Permission.GRANTS,
            Permission.EXCEPTIONS,
        }
    ),
}


_SETTING = frozenset({Permission.SIGN_IN, Permission.OPERATORS})
_SIGNING = frozenset({Permission.SIGN_IN, Permission.DECIDE})


def may(role: Role, permission: Permission) -> bool:
    """Whether a role grants a permission as long as nobody changed that."""
    return permission in _GRANTS[role]


def rights_of(role: Role, changes: Changes) -> Rights:
    """What a role grants, as changed."""
    return frozenset(
        permission
        for permission in Permission
        if changes.get((role, permission), may(role, permission))
    )


def somebody_sets(active: Iterable[tuple[Operator, Role]], changes: Changes) -> bool:
    """Whether somebody is left who may set operators: they can add all others again."""
    return any(rights_of(role, changes) >= _SETTING for _number, role in active)


def can_be_put_right(active: Iterable[tuple[Operator, Role]], changes: Changes) -> bool:
    """Whether somebody may set operators and permissions, and somebody else sign as second.

    ``active``: everybody who may sign in, by number.
    """
    rights = {number: rights_of(role, changes) for number, role in active}
    setting = {number for number, granted in rights.items() if granted >= _SETTING}
    signing = {number for number, granted in rights.items() if granted >= _SIGNING}
    return bool(setting and signing) and len(setting | signing) > 1
