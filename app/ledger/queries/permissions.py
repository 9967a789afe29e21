"""Who may do what, as it was set: what each role grants, and what an operator therefore may."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import Operator
from app.domain.permissions import Changes, Permission, Rights, Role, rights_of
from app.ledger.projection.statements import execute
from app.ledger.queries import settings
from app.ledger.queries.settings import Operator as OperatorRow


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
