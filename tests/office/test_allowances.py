"""Head office grants, and the code that it reads out is good at that counter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.ledger.ledger import Ledger
from app.office.allowances import NoNumbersLeft, code_for, grant_allowance, grant_block
from app.office.store.errors import NotEnrolled
from app.office.store.rows import Enrolment, EnrolmentState, Kiosk, KioskEpoch
from app.operations.operation import Caller
from tests.counter import Counter
from tests.grants import OFFICE, enrol
from tests.operations.proofs import ledger_of

DAY = date(2026, 12, 24)
CALLER = Caller(operator=1)
NOW = 1_795_435_200_000


def as_enrolled(ledger: Ledger, state: EnrolmentState = EnrolmentState.ENROLLED) -> Kiosk:
    """As head office knows a counter."""
    enrolment = Enrolment(
        node=ledger.node,
        name="Market",
        region=12,
        site="7",
        state=state,
        transport_key=bytes(32),
        enrolled_at=1,
    )
    epoch = KioskEpoch(
        node=ledger.node,
        epoch=ledger.epoch,
        public_key=ledger.signer.public_key,
        seal_key=ledger.signer.seal_public_key,
    )
    return Kiosk(enrolment, {ledger.epoch: epoch})


def test_grants_follow_one_another_and_their_codes_are_good(tmp_path: Path) -> None:
    for name in ("counter", "office"):
        (tmp_path / name).mkdir()
    counter = Counter(tmp_path / "counter" / "ledger.db").begin()
    office = Counter(tmp_path / "office" / "ledger.db", node=30).begin()
    try:
        enrol(ledger_of(counter))
        kiosk, own = as_enrolled(ledger_of(counter)), ledger_of(office)
        terms = {"money": 500_000, "count": 40, "until": DAY, "caller": CALLER}
        serial = 0
        for at in (NOW, NOW + 1):
            grant = grant_allowance(own, kiosk, taken=0, at=at, **terms)  # type: ignore[arg-type]
            assert grant.serial > serial
            serial = grant.serial
            done = counter.do("refill-allowance", digits=code_for(grant, kiosk, OFFICE))
            assert (done.serial, done.money, done.count, done.until) == (serial, 500_000, 40, DAY)
        ahead = serial + 900  # more than head office remembers: its clock ran ahead once
        later = grant_allowance(own, kiosk, taken=ahead, at=NOW, **terms)  # type: ignore[arg-type]
        assert later.serial == ahead + 1
        blocks = [grant_block(own, kiosk, numbers=100, caller=CALLER) for _time in range(2)]
        assert [(one.site, one.first, one.last) for one in blocks] == [
            ("7", 1, 100),
            ("7", 101, 200),
        ]
        with pytest.raises(NoNumbersLeft):
            grant_block(own, kiosk, numbers=99_999, caller=CALLER)
        with pytest.raises(NotEnrolled):
            grant_block(own, as_enrolled(own, EnrolmentState.REVOKED), numbers=1, caller=CALLER)
    finally:
        counter.close()
        office.close()
