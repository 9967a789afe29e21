"""Which accounts a question is about: a few, or all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

MOST = 100
"""Accounts of one question."""

Accounts: TypeAlias = "Sequence[str] | None"
"""At most :data:`MOST`; None: all."""


class Among(NamedTuple):
    """A condition, and what is bound to it."""

    sql: str
    params: tuple[str, ...]


def among(column: str, accounts: Accounts) -> Among:
    """Holds where ``column`` is one of the accounts.

    Always with as many marks, so that the database knows the statement again.
    """
    if accounts is None:
        return Among("1 = 1", ())
    if not accounts:
        return Among("1 = 0", ())
    marks = ", ".join("?" * MOST)
    return Among(f"{column} IN ({marks})", (*accounts, *[accounts[-1]] * (MOST - len(accounts))))
