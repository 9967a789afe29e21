"""What the form of a function card offers to choose from, by the card on the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.function_cards import FunctionKind
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import choices, settings
from app.ledger.queries.settings import Operator
from app.operations.errors import FunctionNotOffered
from app.operations.local_time import local_date
from app.operations.make_function_card import see_card_to_make


@dataclass(frozen=True)
class Offers:
    """Of everything that fits the card, in the order in which it is listed."""

    profile: str
    functions: Sequence[FunctionKind]
    places: int
    models: Sequence[MeterModelSet]
    """Meter models that read such cards."""
    holders: Sequence[Operator]
    """Operators who are active: whoever takes a card is known by number."""
    tariffs: Sequence[TariffRevision]
    today: date


def offers(kiosk: Kiosk) -> Offers:
    """Sees the card in the reader. Raises what seeing raises, FunctionNotOffered."""
    card = see_card_to_make(kiosk)
    if not card.declares.function_cards:
        raise FunctionNotOffered(
            _("Cards of the kind {profile} cannot be function cards.").format(profile=card.profile),
            _("Nothing was written. Use cards of another kind, or the maker's own program."),
        )
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        models = choices.meter_models(reader.db)
        return Offers(
            profile=card.profile,
            functions=card.declares.function_cards,
            places=len(card.declares.places),
            models=[model for model in models if model.profile == card.profile],
            holders=[who for who in settings.operators(reader.db) if who.active],
            tariffs=choices.revisions_in_force(reader.db, today),
            today=today,
        )
