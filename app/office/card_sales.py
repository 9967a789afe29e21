"""Meters whose purchase numbers do not follow one another, from the tables of head office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain.card_order import CardSale, dead_loads, missing_numbers
from app.domain.cards import CardContents
from app.domain.identity import EventId, Node
from app.ledger.projection.statements import all_rows
from app.office.among import Accounts, among

_contents = msgspec.json.Decoder(CardContents)

_DOUBTFUL = (
    "SELECT allocation FROM purchase WHERE number IS NOT NULL {of_accounts} GROUP BY allocation "
    "HAVING COUNT(*) <> MAX(number) - MIN(number) + 1 OR COUNT(DISTINCT number) <> COUNT(*) "
    "UNION SELECT allocation FROM card_sighting WHERE true {of_accounts} ORDER BY allocation"
)
_THEIRS = (
    "AND allocation IN (SELECT allocation FROM purchase WHERE {purchase} "
    "UNION SELECT allocation FROM card_sighting WHERE {sighting})"
)
_WRITTEN = (
    "SELECT p.id, p.number, p.account, p.date, p.total, written.id, written.outcome, "
    "written.sequence, written.contents, part.contents, "
    "EXISTS (SELECT 1 FROM refund r WHERE r.purchase = p.id AND r.allocation = p.allocation "
    "AND r.refuted IS NULL AND (r.cancelled IS NOT NULL OR r.closes IS NOT NULL)) "
    "FROM purchase p JOIN plan written ON written.subject = p.id AND {0} "
    "LEFT JOIN plan_part part ON part.plan = written.id AND part.allocation = p.allocation "
    "WHERE p.allocation = ? AND p.number IS NOT NULL"
)
# Its own plan has its identity, and those that renew it an index: by subject alone, all plans of
# all counters would be read for each meter.
_SALES = (
    f"{_WRITTEN.format('written.id = p.id')} UNION ALL "
    f"{_WRITTEN.format('written.renews IS NOT NULL')} ORDER BY 1, 6"
)
_GIVEN = "SELECT number FROM compensation WHERE allocation = ?"
_SHOWN = "SELECT event, kind, account, date, contents FROM card_sighting WHERE allocation = ?"
_RECOVERED = "purchase_recovered"


class DoubtfulMeter(msgspec.Struct, frozen=True, kw_only=True):
    """A meter with dead loads or missing purchases."""

    allocation: EventId
    account: str
    sales: tuple[CardSale, ...]
    dead: tuple[CardSale, ...]
    missing: tuple[int, ...]
    noted_by: tuple[Node, ...]
    """Counters that a card told of more than they knew."""
    last_day: date


class _Shown(msgspec.Struct, frozen=True):
    """What cards told that no plan explains."""

    account: str
    numbers: tuple[int, ...]
    recovered: tuple[int, ...]
    noted_by: tuple[Node, ...]
    days: tuple[date, ...]


def doubtful_meters(db: Database, accounts: Accounts = None) -> Iterator[DoubtfulMeter]:
    """All of them, by allocation; or those that have to do with one of these accounts."""
    sold, shown = among("account", accounts), among("account", accounts)
    theirs = _THEIRS.format(purchase=sold.sql, sighting=shown.sql) if accounts is not None else ""
    bound = sold.params + shown.params
    for (key,) in all_rows(db, _DOUBTFUL.format(of_accounts=theirs), bound * 2):
        found = _meter(db, EventId.from_key(int(key)))
        if found is not None:
            yield found


def _meter(db: Database, allocation: EventId) -> DoubtfulMeter | None:
    key = allocation.to_key()
    rows = all_rows(db, _SALES, (key, key))
    sales = _sales(rows)
    shown = _shown(db, key)
    known = {*(one.number for one in sales), *shown.recovered}
    known |= {int(number) for (number,) in all_rows(db, _GIVEN, (key,))}
    dead, missing = dead_loads(sales), missing_numbers(known, shown.numbers)
    days = [*(date.fromisoformat(row[3]) for row in rows), *shown.days]
    if not days or not (dead or missing):
        return None
    return DoubtfulMeter(
        allocation=allocation,
        account=str(rows[0][2]) if rows else shown.account,
        sales=sales,
        dead=dead,
        missing=missing,
        noted_by=shown.noted_by,
        last_day=max(days),
    )


def _sales(rows: list[tuple[object, ...]]) -> tuple[CardSale, ...]:
    """One for each purchase: its plan that came onto a card, else its last one."""
    found: dict[object, CardSale] = {}
    for row in rows:
        id, number, _account, _day, total, _plan, outcome, sequence, first, part, back = row
        kept = outcome == "happened" and not back
        if id in found and found[id].kept:
            continue
        written = _contents.decode(part or first)  # type: ignore[arg-type]
        found[id] = CardSale(
            purchase=EventId.from_key(int(id)),  # type: ignore[call-overload]
            number=int(number),  # type: ignore[call-overload]
            sequence=int(sequence),  # type: ignore[call-overload]
            load=written.load,
            cumulative=written.cumulative,
            total=int(total),  # type: ignore[call-overload]
            kept=kept,
        )
    return tuple(found.values())


def _shown(db: Database, allocation: int) -> _Shown:
    rows = all_rows(db, _SHOWN, (allocation,))
    told = [(kind, _contents.decode(contents).number) for _e, kind, _a, _d, contents in rows]
    return _Shown(
        account=str(rows[0][2]) if rows else "",
        numbers=tuple(number for _kind, number in told),
        recovered=tuple(number for kind, number in told if kind == _RECOVERED),
        noted_by=tuple(sorted({EventId.from_key(int(row[0])).node for row in rows})),
        days=tuple(date.fromisoformat(row[3]) for row in rows if row[3] is not None),
    )
