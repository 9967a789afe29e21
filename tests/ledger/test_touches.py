"""Every event says whom and what it is about, by one rule that holds for future events too."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from app.domain.identity import NO_MARK
from app.domain.meter_health import WORST_FIRST, warnings_in, worst_first
from app.ledger.events import exceptions, readings, sales
from app.ledger.events.base import Event
from app.ledger.events.codec import AnyEvent
from app.ledger.events.subjects import SubjectKind, fields_of, subjects_function
from app.ledger.projection.engine import project
from app.ledger.projection.statements import execute
from app.ledger.queries.deeds import DeedFilter, deeds
from tests.ledger.goods import ACCOUNT, SERIAL
from tests.ledger.kiosks import empty_tables
from tests.ledger.village import Village

ABOUT_NOBODY = {
    "ledger_begun",
    "epoch_begun",
    "office_joined",
    "checkpoint",
    "device_changed",
    "utility_changed",
    "clock_jump_accepted",
    "tariff_revision_set",
    "tariff_revision_withdrawn",
    "money_limit_set",
    "permission_set",
    "pin_rules_set",
    "account_form_set",
    "handover_set",
    "tender_kind_set",
    "payment_kind_set",
    "free_scheme_set",
    "subsidy_scheme_set",
    "cards_signed_out",
    "invoices_voided",
    "x_report_printed",
    "cash_dropped",
    "cash_paid_in",
    "cash_paid_out",
    "counterfeit_found",
    "drawer_opened",
    "drawer_counted",
    "cash_bagged",
    "month_locked",
    "copy_printed",
    "subsidy_paid",
    "agent_paid_in",
    "agent_settled",
    "transport_key_barred",
    "allowance_rule_set",
    "allowance_taken",
    "kiosk_invited",
    "kiosk_revoked",
    "kiosk_epoch_granted",
    "bundle_admitted",
    "reading_round_made",
}
"""Events of the ledger itself, its settings, papers, agents: found by who did them, and when.

An agent is looked up by a statement: their contract's number names no customer, card or meter.
"""

NO_SUBJECTS = {
    "public_key",
    "office_key",
    "previous_hash",
    "hash",
    "signature",
    "sealed",
    "images",
    "code_hash",
    "digest",
}
"""Bytes that are no card's serial."""


CIRCUMSTANCES = {"shift", "mark", "known"}
"""Identities that are not followed: when it was done, what a card showed, how far was heard."""


@pytest.mark.parametrize("event", get_args(AnyEvent))
def test_it_names_a_subject_or_is_known_to_have_none(event: type[Event]) -> None:
    tag = event.__struct_config__.tag
    assert bool(fields_of(event)) == (tag not in ABOUT_NOBODY), tag


@pytest.mark.parametrize("event", get_args(AnyEvent))
def test_no_identity_and_no_serial_is_overlooked(event: type[Event]) -> None:
    told = {found.path[0] for found in fields_of(event)}
    for name, hint in get_type_hints(event).items():
        if "EventId" in str(hint):
            assert name in told or name in CIRCUMSTANCES, name
        if hint is bytes:
            assert name in told or name in NO_SUBJECTS, name


def test_of_a_purchase_with_its_card_meter_and_allocation() -> None:
    village = Village()
    paid = village.pay(village.shift())
    told = subjects_function(sales.PurchasePaid)(village.events[paid])
    assert list(told) == [
        (SubjectKind.ACCOUNT, ACCOUNT),
        (SubjectKind.ALLOCATION, str(paid.to_key())),
        (SubjectKind.CARD, SERIAL.hex()),
        (SubjectKind.METER, village.opening(paid).contents.meter),
    ]


def test_an_empty_account_and_an_unwritten_place_name_nobody() -> None:
    held = exceptions.CardHeld(serial=SERIAL, account="", allocation=None, why="copied")
    assert [kind for kind, _name in subjects_function(exceptions.CardHeld)(held)] == ["card"]
    told = readings.CardRead(serial=SERIAL, account=ACCOUNT, date=date(2026, 9, 21), meters=())
    assert len(subjects_function(readings.CardRead)(told)) == 2
    unknown = exceptions.PlanScrapped(plan=NO_MARK, account=ACCOUNT)
    assert [kind for kind, _name in subjects_function(exceptions.PlanScrapped)(unknown)] == [
        "account"
    ]


def test_what_goes_on_with_a_plan_is_found_under_its_card() -> None:
    """A closing event names only its plan; another card's plan is not among it."""
    village = Village()
    shift = village.shift()
    first = village.pay(shift)
    loaded = village.load(first, 1)
    village.load(village.pay(shift, account="120100025", serial=b"card-002"), 2)
    db = empty_tables()
    project(db, village.chain)
    found = deeds(db, DeedFilter(card=SERIAL), 9)
    assert [one.event for one in found] == [loaded, first]
    db.close()


def test_an_inquiry_reads_by_its_index_alone() -> None:
    """No inquiry sorts, or reads a table from its first row to its last."""
    from app.ledger.queries import deeds, found_readings, purchases

    asked: list[tuple[str, Any]] = [
        ("deed", deeds.statement(deeds.DeedFilter(), 9)),
        ("touch", deeds.statement(deeds.DeedFilter(account=ACCOUNT), 9)),
        ("touch", deeds.statement(deeds.DeedFilter(operator=12, since=1), 9)),
        ("purchase_date", purchases.statement(purchases.PurchaseFilter(), 9)),
        ("purchase_account", purchases.statement(purchases.PurchaseFilter(account="1"), 9)),
        ("purchase_serial", purchases.statement(purchases.PurchaseFilter(card=b"1"), 9)),
        ("purchase_total", purchases.statement(purchases.PurchaseFilter(amount=1, region=3), 9)),
        ("purchase_operator", purchases.statement(purchases.PurchaseFilter(operator=1), 9)),
        ("purchase_region", purchases.statement(purchases.PurchaseFilter(region=1), 9)),
        ("read_back_date", found_readings.statement(found_readings.ReadingFilter(), 9)),
        (
            "read_back_account",
            found_readings.statement(found_readings.ReadingFilter(account="1"), 9),
        ),
        ("read_back_serial", found_readings.statement(found_readings.ReadingFilter(card=b"1"), 9)),
    ]
    receipt = purchases.PurchaseFilter(receipt=purchases.ReceiptPlace(7, 1, 1))
    db = empty_tables()
    sql, params = purchases.statement(receipt, 9)
    steps = [row[-1] for row in execute(db, f"EXPLAIN QUERY PLAN {sql}", params)]
    assert any("plan_receipt" in step for step in steps), steps
    assert not any(step.startswith("SCAN") for step in steps), steps
    for index, (sql, params) in asked:
        steps = [row[-1] for row in execute(db, f"EXPLAIN QUERY PLAN {sql}", params)]
        assert index in steps[0], steps
        assert not any("TEMP B-TREE" in step for step in steps), steps
        assert not any(step.startswith("SCAN") and "USING" not in step for step in steps), steps
    db.close()


class TestWhatIsWorstFirst:
    def test_one_warning_more_is_never_better(self) -> None:
        for status in range(128):
            for bit in WORST_FIRST:
                assert worst_first(status | bit) <= worst_first(status)

    def test_the_worst_decides_and_nothing_wrong_comes_last(self) -> None:
        for at, bit in enumerate(WORST_FIRST):
            milder = sum(WORST_FIRST[at + 1 :])
            assert worst_first(bit) < worst_first(milder)
        ordered = sorted(range(256), key=worst_first)
        assert ordered[-1] == 0
        assert [sorted(ordered)] == [list(range(256))]
        assert warnings_in(ordered[0]) == WORST_FIRST
