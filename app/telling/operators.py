"""Operators in words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.permissions import Permission, Role
from app.domain.text import _
from app.operations.operators import OperatorLine, OperatorsResult
from app.telling.words import Told, Words

ROLE_NAMES = {
    Role.CASHIER: _("cashier"),
    Role.SUPERVISOR: _("supervisor"),
    Role.TECHNICIAN: _("technician"),
    Role.AUDITOR: _("auditor"),
    Role.ADMINISTRATOR: _("administrator"),
}

PERMISSION_NAMES = {
    Permission.SIGN_IN: _("Sign in"),
    Permission.SELL: _("Sell"),
    Permission.OPEN_ACCOUNT: _("Open and edit accounts"),
    Permission.ACCOUNT_STATE: _("Suspend or cancel"),
    Permission.ALLOCATE: _("Allocate meters"),
    Permission.REISSUE: _("Make new cards"),
    Permission.RETRIEVE: _("Take cards back"),
    Permission.REFUND: _("Refund"),
    Permission.SHIFT: _("Have a shift"),
    Permission.READ_CARD: _("Read cards"),
    Permission.ACCOUNT_MONEY: _("Arrears and balance"),
    Permission.AGENTS: _("Agents' deposits"),
    Permission.SETTLE: _("Settle"),
    Permission.FUNCTION_CARDS: _("Make function cards"),
    Permission.BLACKLIST: _("Blacklist"),
    Permission.DECIDE: _("Decide, sign as second"),
    Permission.SETTINGS: _("Change settings"),
    Permission.OPERATORS: _("Operators and rights"),
    Permission.REPRINT: _("Reprint papers"),
    Permission.AUDIT: _("See all that was done"),
    Permission.KIOSKS: _("Enrol and bar kiosks"),
    Permission.GRANTS: _("Let kiosks sell alone"),
    Permission.EXCEPTIONS: _("Settle exceptions"),
    Permission.METER_READINGS: _("Read meters' dials"),
    Permission.REPORTS: _("See and write reports"),
}


def last_seen(line: OperatorLine, time_zone: str) -> str:
    """Local day and minute of the last sign-in."""
    if line.last_sign_in is None:
        return _("never")
    at = datetime.fromtimestamp(line.last_sign_in // 1000, tz=UTC).astimezone(ZoneInfo(time_zone))
    return at.strftime("%Y-%m-%d %H:%M")


def state_of(line: OperatorLine) -> str:
    """Whether they may sign in, and from where they sign as second."""
    if not line.active:
        return _("not active")
    return _("also elsewhere") if line.elsewhere else _("active")


def tell_operators(_words: Words, found: OperatorsResult) -> Told:
    """One line each."""
    return Told(
        _("Operators: {count}").format(count=len(found.operators)),
        [
            (
                f"{line.operator} {line.name}",
                ", ".join(
                    (ROLE_NAMES[line.role], state_of(line), last_seen(line, found.time_zone))
                ),
            )
            for line in found.operators
        ],
    )
