"""What hangs at an account's, and what may hang there instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.dial_readings import DialKnown
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import accounts, cards_out, choices, dial_readings
from app.ledger.queries.accounts import Allocation
from app.operations.errors import UnknownRecord
from app.operations.pricing import model_named
from app.operations.records import account_named
from app.screens.customer import personal_name


@dataclass(frozen=True)
class Premises:
    """Whose meter is changed, and what hangs there."""

    name: str
    meters: Sequence[Allocation]
    models: Sequence[MeterModelSet]
    """Of each of them."""
    fitting: Sequence[Sequence[MeterModelSet]]
    """What may hang in the place of each: of the same kind, counting the same; its own first."""
    last_dials: Sequence[DialKnown | None]
    """What each was last read at; none: nobody did since it came."""
    cards_out: bool
    """Whether some card that was signed out could have been used."""


def premises(kiosk: Kiosk, number: str) -> Premises:
    """The account's meters. Raises UnknownRecord."""
    with kiosk.ledger.read() as reader:
        db = reader.db
        account = account_named(db, number)
        rows = accounts.meters_of(db, number)
        if not rows:
            raise UnknownRecord(
                _("Account {number} has no meter.").format(number=number),
                _("Nothing was changed. Allocate a meter first."),
            )
        models = [model_named(db, row.model) for row in rows]
        last_dials = [dial_readings.last_dial(db, row.id) for row in rows]
        known = choices.meter_models(db)
        along = cards_out.any_to_be_named(db)
    return Premises(
        name=personal_name(kiosk, account),
        meters=rows,
        models=models,
        fitting=[[own, *(one for one in known if _alike(one, own))] for own in models],
        last_dials=last_dials,
        cards_out=along,
    )


def _alike(model: MeterModelSet, own: MeterModelSet) -> bool:
    counts = model.charging.counts_money is own.charging.counts_money
    return model.model != own.model and model.kind is own.kind and counts
