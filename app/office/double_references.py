"""References that paid at two counters, neither of which could know of the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node
from app.domain.quantity import Money
from app.ledger.projection.statements import all_rows
from app.ledger.queries.tenders import LIVE
from app.office.among import Accounts, among

# A terminal's approval code comes again by chance: doubles of it say nothing. A payer without an
# account is nobody's exception.
_USED = (
    "SELECT DISTINCT o.kind, o.reference FROM tender o JOIN tender other "
    "ON other.kind = o.kind AND other.reference = o.reference AND other.sale <> o.sale "
    "WHERE {among} AND o.kind <> 'card' AND o.reference IS NOT NULL ORDER BY o.kind, o.reference"
)
_USES = (
    "SELECT t.sale, t.account, t.amount, t.date FROM tender t "  # noqa: S608  a condition of ours
    f"WHERE t.kind = ? AND t.reference = ? AND t.account <> '' AND {LIVE} ORDER BY t.sale"
)
SHARING = (
    "SELECT DISTINCT t.account FROM tender o JOIN tender t "
    "ON t.kind = o.kind AND t.reference = o.reference WHERE {among} AND t.account <> ''"
)
"""Accounts whose references others have paid with too; ``among``: of ``o.account``."""


class DoubleReference(msgspec.Struct, frozen=True, kw_only=True):
    """One that paid more than once."""

    subject: str
    account: str
    """Of the last sale that it paid."""
    kiosks: tuple[Node, ...]
    amount: Money
    """What it paid there."""
    last_day: date


def double_references(db: Database, accounts: Accounts = None) -> Iterator[DoubleReference]:
    """Those that some accounts have part in; what was sold stands."""
    these = among("o.account", accounts)
    for kind, reference in all_rows(db, _USED.format(among=these.sql), these.params):
        uses = all_rows(db, _USES, (kind, reference))
        if len({sale for sale, *_rest in uses}) < 2:
            continue
        _sale, account, amount, _day = uses[-1]
        yield DoubleReference(
            subject=f"{kind}:{reference}",
            account=str(account),
            kiosks=tuple(sorted({EventId.from_key(int(sale)).node for sale, *_rest in uses})),
            amount=int(amount),
            last_day=max(date.fromisoformat(day) for *_rest, day in uses),
        )
