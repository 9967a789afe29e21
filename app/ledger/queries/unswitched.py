"""Meters with prices inside, and whether they have been told of the prices in force."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import ChargingType
from app.ledger.projection.statements import execute
from app.ledger.queries import choices
from app.ledger.queries.reading import day_of, marks_for, value
from app.ledger.queries.settings import STANDS


class UnswitchedMeter(msgspec.Struct, frozen=True, kw_only=True):
    """A meter that is not known to reckon by the revision in force."""

    account: str
    meter: str
    model: str
    tariff_class: int
    since: date
    """First day of the revision in force."""
    told: bool
    """Whether a card carries its prices, which the meter is not known to have read."""
    last_load: date | None
    """Day of the last load that was sold to it; None: none was."""


_CLASS = (
    "COALESCE(allocation.tariff_class, (SELECT CAST(value AS BIGINT) FROM account_field "
    "WHERE account_field.account = allocation.account AND field = 'tariff_class'))"
)
_METER = (
    "COALESCE((SELECT value FROM allocation_field WHERE field = 'meter' "
    "AND allocation_field.allocation = allocation.id), allocation.meter)"
)
# Cards that were written since the revision was entered carry it, as their present or their next.
_CARDS = (
    "SELECT 1 FROM purchase JOIN plan ON (plan.id = purchase.id "
    "OR (plan.subject = purchase.id AND plan.renews IS NOT NULL)) "
    "WHERE purchase.allocation = meters.id AND plan.outcome = 'happened' "
    "AND plan.closed_at >= meters.entered"
)
# A meter took a load that it tells of, or after which another one was sold.
_TAKEN = (
    " AND (EXISTS (SELECT 1 FROM read_back WHERE read_back.allocation = meters.id "
    "AND read_back.number >= purchase.number) OR EXISTS (SELECT 1 FROM purchase later "
    "WHERE later.allocation = meters.id AND later.number > purchase.number))"
)
_LAST = (
    "(SELECT MAX(date) FROM purchase WHERE purchase.allocation = meters.id "
    "AND purchase.number IS NOT NULL)"
)
_NOT_WRITTEN = (
    "NOT EXISTS (SELECT 1 FROM plan WHERE plan.subject = allocation.id "
    "AND plan.outcome = 'not_written')"
)
_GOES_ON = (
    "NOT EXISTS (SELECT 1 FROM allocation_end "
    "WHERE allocation_end.allocation = allocation.id AND ended IS NOT NULL) "
    "AND NOT EXISTS (SELECT 1 FROM account_state WHERE account_state.account = allocation.account "
    "AND becomes IN ('cancelled', 'merged', 'voided'))"
)


def count(db: Database, today: date) -> int:
    """How many there are."""
    source, params = _source(db, today)
    return int(value(db, f"SELECT COUNT(*) {source}", params)) if source else 0


def meters(db: Database, today: date, *, skip: int, most: int) -> list[UnswitchedMeter]:
    """A page of them, by tariff class and number."""
    source, params = _source(db, today)
    if not source:
        return []
    rows = execute(
        db,
        f"SELECT account, meter, model, class, EXISTS ({_CARDS}), {_LAST} {source} "
        "ORDER BY class, meter, id LIMIT ? OFFSET ?",
        (*params, most, skip),
    ).fetchall()
    since = {one.tariff_class: one.valid_from for one in choices.revisions_in_force(db, today)}
    return [
        UnswitchedMeter(
            account=row[0],
            meter=row[1],
            model=row[2],
            tariff_class=row[3],
            since=since[row[3]],
            told=bool(row[4]),
            last_load=day_of(row[5]),
        )
        for row in rows
    ]


def _source(db: Database, today: date) -> tuple[str, list[object]]:
    """What follows the columns of a query for them; nothing where no such meter can be."""
    models = [
        one.model for one in choices.meter_models(db) if one.charging is ChargingType.MONEY_TIERED
    ]
    revisions = choices.revisions_in_force(db, today)
    if not models or not revisions:
        return "", []
    entered = " UNION ALL ".join(
        "SELECT tariff_class, at AS entered FROM tariff_revision "  # noqa: S608  constants
        f"WHERE tariff_class = ? AND revision = ? AND {STANDS}"
        for _revision in revisions
    )
    marks = marks_for(models)
    source = (
        f"FROM (SELECT allocation.id, allocation.account, {_METER} AS meter, allocation.model, "  # noqa: S608  constants
        f"{_CLASS} AS class, known.entered FROM allocation "
        f"JOIN ({entered}) AS known ON known.tariff_class = {_CLASS} "
        f"WHERE allocation.model IN ({marks}) AND {_NOT_WRITTEN} AND {_GOES_ON}) AS meters "
        f"WHERE NOT EXISTS ({_CARDS}{_TAKEN})"
    )
    params: list[object] = [
        figure for one in revisions for figure in (one.tariff_class, one.revision)
    ]
    return source, [*params, *models]
