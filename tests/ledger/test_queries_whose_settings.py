"""Whose settings count: head office's before any counter's, in whatever order they are heard."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Role
from app.ledger.events.ledger_life import OfficeJoined
from app.ledger.events.locked_months import MonthLocked
from app.ledger.events.master_data import FeeSet, OperatorSet, TariffRevisionSet
from app.ledger.events.master_data import TariffRevisionWithdrawn as Withdrawn
from app.ledger.projection.dump import canonical_dump
from app.ledger.projection.engine import project
from app.ledger.queries import choices, settings
from app.ledger.queries.locked_months import last_locked, locked_months
from app.ledger.queries.own_settings import own_settings
from tests.ledger.goods import revision
from tests.ledger.kiosks import Kiosks, empty_tables

OFFICE, HERE, THERE = 30, 7, 8
EARLY, MAY, LATE = date(2026, 1, 1), date(2026, 5, 1), date(2026, 9, 1)
NAMED = msgspec.structs.replace
SOLD_BEFORE, SOLD_AFTER = EventId(HERE, 1, 2), EventId(HERE, 1, 900)


def told() -> Kiosks:
    """Two counters set prices of their own; then, and before, head office sets its own."""
    nodes = Kiosks()
    nodes.office = OFFICE
    nodes.append(TariffRevisionSet(revision=NAMED(revision(1, EARLY), name="office")), node=OFFICE)
    nodes.append(fee(100), node=OFFICE)
    nodes.append(operator("Asha"), node=OFFICE)
    for node in (HERE, THERE):
        for number, day in ((1, EARLY), (2, LATE)):
            priced = NAMED(revision(number, day), name=f"counter {node}")
            nodes.append(TariffRevisionSet(revision=priced), node=node)
        nodes.append(fee(900, LATE), node=node)
        nodes.append(operator("Juma"), node=node)
    alone = NAMED(revision(1, EARLY), tariff_class=5, name="only here")
    nodes.append(TariffRevisionSet(revision=alone), node=HERE)
    gone = Withdrawn(revision=NAMED(revision(1, EARLY), name="mine"), reason="typo", date=EARLY)
    nodes.append(gone, node=HERE)
    nodes.append(OfficeJoined(office_key=bytes(32)), node=HERE)
    return nodes


def fee(amount: int, day: date = EARLY) -> FeeSet:
    return FeeSet(code="card", name="Card", amount=amount, tax_code="", tax_rate=0, valid_from=day)


def operator(name: str) -> OperatorSet:
    return OperatorSet(operator=12, name=name, role=Role.CASHIER)


def test_head_offices_settings_count_whenever_they_come() -> None:
    dumps = set()
    chain = told().chain
    for order in permutations((chain[:3], chain[3:7], chain[7:])):
        db = empty_tables()
        for part in order:
            project(db, part)
        dumps.add(b"".join(canonical_dump(db)))
        (both, alone) = choices.revisions_in_force(db, LATE)
        assert (both.name, alone.name) == ("office", "only here")
        assert [one.name for one in settings.revisions(db, 1)] == ["office"]
        found = settings.fee_in_force(db, "card", LATE)
        assert found is not None
        assert found.amount == 100
        assert [amount.amount for amount, _day in settings.fee_list(db)] == [100]
        known = settings.operator(db, 12)
        assert known is not None
        assert known.name == "Asha"
    assert len(dumps) == 1


def test_a_purchase_is_looked_up_by_the_revisions_that_its_seller_went_by() -> None:
    db = empty_tables()
    project(db, told().chain)
    before = settings.revision_sold(db, SOLD_BEFORE, 1, 1)
    after = settings.revision_sold(db, SOLD_AFTER, 1, 1)
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("counter 7", "office")
    assert settings.revision_sold(db, SOLD_BEFORE, 9, 1) is None


def test_what_a_counter_set_otherwise_or_alone_is_listed() -> None:
    db = empty_tables()
    project(db, told().chain)
    found = own_settings(db, HERE, OFFICE)
    listed = {(one.kind.value, one.subject): one.office is not None for one in found}
    assert listed == {
        ("fee", "card"): True,
        ("operator", "12"): True,
        ("tariff", "1"): True,
        ("tariff", "5"): False,
    }


def test_without_a_head_office_the_first_of_a_number_stands_and_the_last_fee() -> None:
    nodes = told()
    db = empty_tables()
    project(db, [(id, one) for id, one in nodes.chain if id.node == THERE])
    assert [one.revision for one in settings.revisions(db, 1)] == [1, 2]
    found = settings.fee_in_force(db, "card", LATE)
    assert found is not None
    assert found.amount == 900
    assert settings.fee_in_force(db, "card", MAY) is None


def test_a_month_is_locked_by_oneself_or_by_head_office_and_by_no_other_counter() -> None:
    nodes = Kiosks()
    nodes.office = OFFICE
    for node, month in ((OFFICE, 3), (HERE, 2), (THERE, 5)):
        nodes.append(MonthLocked(month=date(2026, month, 1), before=None), node=node)
    db = empty_tables()
    project(db, nodes.chain)
    assert last_locked(db, HERE) == date(2026, 3, 1)
    assert last_locked(db, THERE) == date(2026, 5, 1)
    assert [one.month.month for one in locked_months(db, HERE)] == [3, 2]
    db.close()
