"""What a form offers to choose from, and what is usually chosen."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.regions import Region
from app.domain.tariff.revision import TariffRevision
from app.ledger.events.master_data import MeterModelSet
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import value
from app.ledger.queries.settings import STANDS, region_of

_revision = msgspec.json.Decoder(TariffRevision)
_meter_model = msgspec.json.Decoder(MeterModelSet)


def revisions_in_force(db: Database, on: date) -> list[TariffRevision]:
    """Of every tariff class the revision in force, by class."""
    rows = execute(
        db,
        "SELECT body FROM (SELECT body, tariff_class, ROW_NUMBER() OVER ("  # noqa: S608  constants
        "PARTITION BY tariff_class ORDER BY valid_from DESC, revision DESC) AS place "
        f"FROM tariff_revision WHERE valid_from <= ? AND {STANDS}) AS begun "
        "WHERE place = 1 ORDER BY tariff_class",
        (on.isoformat(),),
    )
    return [_revision.decode(row[0]) for row in rows]


def usual_tariff_class(db: Database) -> int | None:
    """The class that most accounts have, the lower of two; None without accounts.

    Reads all accounts: not for the thread that paints.
    """
    found = value(
        db,
        "SELECT value FROM account_field WHERE field = 'tariff_class' "
        "GROUP BY value ORDER BY COUNT(*) DESC, CAST(value AS INTEGER) LIMIT 1",
    )
    return None if found is None else int(found)


def meter_models(db: Database) -> list[MeterModelSet]:
    """All meter models by name."""
    rows = execute(db, "SELECT body FROM meter_model ORDER BY model")
    return [_meter_model.decode(row[0]) for row in rows]


def usual_meter_model(db: Database) -> str | None:
    """The model that was allocated most often, the first by name of two; None without meters.

    Reads all allocations: not for the thread that paints.
    """
    found = value(
        db,
        "SELECT model FROM allocation GROUP BY model ORDER BY COUNT(*) DESC, model LIMIT 1",
    )
    return None if found is None else str(found)


def regions(db: Database, most: int) -> list[Region]:
    """Regions in which accounts may be opened, by number, at most ``most``."""
    rows = execute(
        db,
        "SELECT region, name, parent, code, closed FROM region WHERE NOT closed "
        "ORDER BY region LIMIT ?",
        (most,),
    )
    return [region_of(row) for row in rows]
