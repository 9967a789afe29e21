"""A customer whose meter marked a purchase, lost the card, and will not take it any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import Marking
from app.domain.metering import MeterAnswer
from app.simulator.tears import CardPulled
from tests.counter import counter
from tests.protocol.kiosks import MeterPull, meter_tear
from tests.screens.conftest import Household


@contextmanager
def marked_household(folder: Path) -> Iterator[Household]:
    """It is the second purchase, for KES 500; the ledger lies in ``folder``."""
    profile = TapcardSle4442(copyable=False, marking=Marking.BEFORE)
    with counter(folder / "ledger.db", profile=profile) as desk:
        one = Household(desk)
        one.at_home()
        one.meter.take(one.card)
        desk.put(one.card)
        desk.do("prepay", amount="500")
        desk.reader.remove()
        with pytest.raises(CardPulled):
            one.meter.take(one.card, tear=meter_tear(one.meter, one.card, MeterPull.BETWEEN))
        assert one.meter.take(one.card) is MeterAnswer.RETURN_FILE_NOT_EMPTY
        yield one
