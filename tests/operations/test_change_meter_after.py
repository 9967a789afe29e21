"""What follows a meter change, what is refused, and what an interrupted one comes to."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from peewee import Database

from app.domain.metering import MeterAnswer
from app.ledger.audit.meter_changes import MeterChangesAddUp
from app.ledger.events.codec import Entry
from app.ledger.journal import scan
from app.ledger.queries.accounts import Account
from app.operations.account_file import account_file
from app.operations.account_movements import MovementState, movement_lines
from app.operations.change_meter import CHANGE_METER
from app.operations.errors import (
    AlreadyThere,
    BadArgument,
    ChangeImpossible,
    NoOpenShift,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
    WrongCard,
)
from app.operations.meter_change_quote import ChangeMeterArguments
from app.operations.operation import Caller
from app.operations.records import account_named
from app.simulator.reader import ApduPhase
from app.telling.accounts import account_rows
from app.telling.words import Words
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write, set_tariff, sleep_days
from tests.operations.mover import FORM, NEW, OLD, change, hang, last_slip, meters, owed
from tests.operations.proofs import count_events, events, ledger_of
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


class TestAfterwards:
    def test_the_old_meter_is_free_and_may_come_back_to_the_same_card(
        self, customer: Customer
    ) -> None:
        change(customer)
        hang(customer)
        customer.visit()
        change(customer, new_meter=OLD, old_dial="1")
        hang(customer, OLD)  # cleared
        assert customer.visit() is MeterAnswer.CREDIT
        assert customer.meter.state.total_credited == 500
        assert customer.buy("1").number == 2
        first, second, third = meters(customer)
        assert first.ended and second.ended and third.ended is None
        assert (first.followed_by, second.followed_by) == (second.id, third.id)
        assert customer.counter.do("open-account", tariff_class="1", name="Another").account

    def test_the_account_shows_what_hung_there_and_what_was_bought_for_it(
        self, customer: Customer
    ) -> None:
        sleep_days(customer.counter, 3)
        changed = change(customer, work_date="2026-11-24")
        assert changed.work_date.isoformat() == "2026-11-24"
        file = account_file(customer.counter.kiosk, customer.account)
        assert [row.meter for row in file.meters] == [NEW]
        assert not file.unloaded
        rows = dict(account_rows(Words.of(customer.counter.kiosk), file))
        assert rows["Meter"] == f"Water {NEW} (DN15), {OLD} until 2026-11-24"
        moved, line = movement_lines(customer.counter.kiosk, customer.account, 9)
        assert moved.state is MovementState.FROM_OLD_METER
        assert (moved.total, moved.paper) == (0, str(changed.change))
        assert line.state is MovementState.METER_GONE

    def test_standing_charges_go_on_from_where_they_were_paid(self, customer: Customer) -> None:
        set_tariff(
            customer.counter,
            'standing = { monthly = "31.00", tax = "" }',
            'deduction_share = "100"',
        )
        sleep_days(customer.counter, 40)
        change(customer, work_date="2026-12-30")
        hang(customer)
        customer.visit()
        (line,) = (
            line for line in customer.buy("20").loads[0].breakdown.lines if line.code == "standing"
        )
        # December and January, not only the days since the new meter hangs there.
        assert line.amount > 2 * 31_00 - 1

    def test_a_repeated_id_changes_nothing_more(self, customer: Customer) -> None:
        first = change(customer, request="till-1")
        assert change(customer, request="till-1") == first
        assert len(events(customer.counter, "meter_change_opened")) == 1


def kept_elsewhere(db: Database, number: str) -> Account:
    return msgspec.structs.replace(account_named(db, number), home=8)


def test_nothing_is_changed_on_what_does_not_fit(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Customer(customer.counter, meter="000000000099")
    other.allocate()
    before = count_events(customer.counter)
    wrong: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
        (SecondPersonNeeded, {"second": None}),
        (SecondPersonNeeded, {"second": CASHIER}),
        (NotAllowed, {"by": ADMINISTRATOR}),
        (NoOpenShift, {"by": SUPERVISOR, "second": ADMINISTRATOR}),
        (UnknownRecord, {"account": other.account, "meter": "77"}),
        (UnknownRecord, {"model": "none"}),
        (WrongCard, {"account": other.account}),
        (AlreadyThere, {"new_meter": OLD}),
        (AlreadyThere, {"new_meter": "000000000099"}),
        (BadArgument, {"technician": "  "}),
        (BadArgument, {"technician": "x" * 41}),
        (BadArgument, {"technician": "Bar\x07aka"}),
        (BadArgument, {"form": ""}),
        (BadArgument, {"form": "F" * 21}),
        (BadArgument, {"work_date": "2026-11-24"}),
        (BadArgument, {"work_date": "2026-11-22"}),
    )
    for error, arguments in wrong:
        with pytest.raises(error):
            change(customer, **arguments)
    for figures in ("", "-1", "1,5", "٣", "1.2345", "9" * 20):
        with pytest.raises(Exception, match=r"."):
            change(customer, old_dial=figures)
    with monkeypatch.context() as patch:
        patch.setattr("app.operations.account_standing.account_named", kept_elsewhere)
        with pytest.raises(ChangeImpossible, match="K08"):
            change(customer)
    assert count_events(customer.counter) == before


def test_nothing_is_changed_while_a_refund_waits(customer: Customer) -> None:
    customer.buy("3")
    customer.do("refund", reason="too much")
    with pytest.raises(ChangeImpossible, match="refund"):
        change(customer)
    customer.visit()
    customer.do("pay-refund")
    assert change(customer).owed == 1_500


def test_a_quote_is_stale_once_the_account_changed(customer: Customer) -> None:
    kiosk = customer.counter.kiosk
    caller = Caller(operator=CASHIER, second=SUPERVISOR)
    customer.counter.put(customer.card)
    arguments = ChangeMeterArguments(
        account=customer.account, new_meter=NEW, old_dial="0.5", **FORM
    )
    quote = CHANGE_METER.quote(CHANGE_METER.look(kiosk, caller, arguments), arguments)
    fee: dict[str, Any] = {"code": "overuse", "name": "Overuse", "amount": "1"}
    customer.counter.do("set-fee", by=ADMINISTRATOR, **fee)
    with pytest.raises(StaleQuote):
        CHANGE_METER.perform(kiosk, caller, quote)
    assert events(customer.counter, "meter_change_opened") == []


class TestInDoubt:
    """The card is pulled amid the write."""

    @pytest.mark.parametrize("write", [0, 1])
    @pytest.mark.parametrize("phase", [ApduPhase.BEFORE, ApduPhase.AFTER])
    def test_settling_brings_it_to_its_end(
        self, customer: Customer, write: int, phase: ApduPhase
    ) -> None:
        customer.counter.put(customer.card)
        with (
            pulled_at_write(customer.counter, write, phase),
            pytest.raises(PlanInterrupted) as interrupted,
        ):
            change_torn(customer)
        assert "meter change is recorded" in interrupted.value.remedy
        with pytest.raises(PlanStillOpen):
            change(customer, new_meter="77")
        assert meters(customer)[0].ended is None
        settled = customer.do("settle")
        assert (settled.kind, settled.receipt) == ("meter_change_opened", None)
        assert last_slip(customer).second == "20 Juma"
        assert change(customer, request="till-1").contents.load == 1_500
        assert owed(customer) == [0, 0]
        hang(customer)
        assert customer.visit() is MeterAnswer.CREDIT

    def test_two_people_may_decide_that_it_did_not_happen(self, customer: Customer) -> None:
        from app.ledger.events.exceptions import PlanHeld

        customer.counter.put(customer.card)
        with (
            pulled_at_write(customer.counter, 0, ApduPhase.BEFORE),
            pytest.raises(PlanInterrupted) as interrupted,
        ):
            change_torn(customer)
        plan = interrupted.value.plan
        held = PlanHeld(plan=plan, account=customer.account, why="lost")
        ledger_of(customer.counter).commit(lambda tx: tx.append(held))
        two: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR}
        customer.counter.do("open-shift", by=SUPERVISOR, float="0")
        customer.do("decide-plan", plan=str(plan), decision="not_written", reason="lost", **two)
        assert [row.meter for row in meters(customer)] == [OLD]
        with pytest.raises(UnknownRecord, match="never reached"):
            change(customer, request="till-1")
        assert change(customer).contents.load == 1_500


def change_torn(customer: Customer) -> None:
    customer.counter.do(
        "change-meter",
        account=customer.account,
        new_meter=NEW,
        old_dial="0.5",
        second=SUPERVISOR,
        request="till-1",
        **FORM,
    )


class TestTheAudit:
    """A change whose figures do not follow from each other is found."""

    def found(self, customer: Customer, **wrong: Any) -> list[str]:
        check = MeterChangesAddUp()
        with ledger_of(customer.counter).read() as reader:
            for batch in scan(reader.db):
                for id, entry, _body in batch:
                    check.feed(id, tampered(entry, wrong))
        return [finding.what for finding in check.findings()]

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"owed": 1_600}, "owed 1600"),
            ({"used": 400, "owed": 1_600, "still_owed": 100}, "by the meter 500"),
            ({"still_owed": 5}, "gone over 1505"),
            ({"moved": 1}, "gone over"),
            ({"used": 2_500, "dial": 2_500, "owed": 0, "overuse": 500}, "without a price"),
        ],
    )
    def test_finds_a_wrong_figure(
        self, customer: Customer, wrong: dict[str, Any], says: str
    ) -> None:
        change(customer)
        assert self.found(customer) == []
        assert any(says in what for what in self.found(customer, **wrong))

    def test_finds_one_that_one_person_signed(self, customer: Customer) -> None:
        change(customer)
        assert "credit, arrears or an estimate, signed by one person" in self.found(
            customer, second=None
        )


def tampered(entry: Entry, wrong: dict[str, Any]) -> Entry:
    if entry.event.__struct_config__.tag != "meter_change_opened" or not wrong:
        return entry
    if "second" in wrong:
        return msgspec.structs.replace(entry, second=None)
    return msgspec.structs.replace(entry, event=msgspec.structs.replace(entry.event, **wrong))
