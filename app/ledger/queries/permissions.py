"""Who may do what, as it was set: what each role grants, and what an operator therefore may."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import Operator, Stamp
from app.domain.permissions import Changes, Permission, Rights, Role, rights_of
from app.domain.pins import PinRules
from app.ledger.projection.statements import execute
from app.ledger.queries import settings
from app.ledger.queries.reading import value
from app.ledger.queries.settings import Operator as OperatorRow

_rules = msgspec.json.Decoder(PinRules)


def changes(db: Database) -> Changes:
    """Where roles grant other things than at first."""
    rows = execute(db, "SELECT role, permission, allowed FROM role_permission")
    return {
        (Role(role), Permission(permission)): bool(allowed) for role, permission, allowed in rows
    }


def rights_of_role(db: Database, role: Role) -> Rights:
    """What a role grants."""
    return rights_of(role, changes(db))


def rights_of_operator(db: Database, number: Operator) -> Rights:
    """What an operator may; nothing for one who is unknown or not active."""
    operator = settings.operator(db, number)
    if operator is None or not operator.active:
        return frozenset()
    return rights_of_role(db, operator.role)


def active(db: Database) -> list[OperatorRow]:
    """Everybody who may sign in."""
    return [operator for operator in settings.operators(db) if operator.active]


def last_sign_ins(db: Database) -> dict[Operator, Stamp]:
    """When each operator last signed in, anywhere that is known here."""
    rows = execute(
        db,
        "SELECT operator, MAX(last_at) FROM sign_in WHERE last_at IS NOT NULL GROUP BY operator",
    )
    return {int(number): int(at) for number, at in rows}


def pin_rules(db: Database) -> PinRules:
    """What a new PIN must be."""
    body = value(db, "SELECT body FROM pin_rules WHERE one = 1")
    return PinRules() if body is None else _rules.decode(body)
