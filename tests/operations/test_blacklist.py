"""The blacklist: who is stopped by what, what still goes, who lifts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.domain.accounts import account_number
from app.domain.blacklist import EntryState, Listed
from app.domain.errors import TapcardError
from app.ledger.audit.audit import audit
from app.ledger.events.blacklist import BlacklistLifted
from app.operations.account_file import account_file
from app.operations.account_search import account_hits
from app.operations.blacklist import BLACKLIST, BlacklistArguments
from app.operations.blacklisting import meter_subject
from app.operations.errors import (
    BadArgument,
    NotAllowed,
    OnBlacklist,
    PlanInterrupted,
    RequestReused,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller
from app.operations.prepay import PREPAY, PrepayArguments
from app.operations.unblacklist import UNBLACKLIST, UnblacklistArguments
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, sleep_days
from tests.operations.proofs import count_events, events, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TODAY = date(2026, 11, 23)
METER = "000000012345"


def put_on(counter: Counter, what: str, number: str, **arguments: Any) -> Any:
    wanted = {"by": SUPERVISOR, "reason": "bypass found", **arguments}
    return counter.do("blacklist", what=what, number=number, **wanted)


def lift(counter: Counter, what: str, number: str, **arguments: Any) -> Any:
    wanted = {"by": SUPERVISOR, "second": ADMINISTRATOR, "reason": "paid its fine", **arguments}
    return counter.do("unblacklist", what=what, number=number, **wanted)


def serial_of(one: Customer) -> str:
    return str(one.do("read-card").serial.hex())


class TestWhatIsStopped:
    def test_an_account_buys_nothing_until_two_people_lift_it(self, customer: Customer) -> None:
        counter, account = customer.counter, customer.account
        done = put_on(counter, "account", account, request="b-1")
        assert put_on(counter, "account", account, request="b-1") == done
        assert (done.account, done.since, done.until) == (account, TODAY, None)
        said = f"Account {account} is on the blacklist since 2026-11-23: bypass found"
        acts: tuple[Callable[[], Any], ...] = (
            lambda: customer.buy("1"),
            lambda: customer.do("compensate", volume="1", reason="x", second=SUPERVISOR),
            lambda: counter.do(
                "correct-class", account=account, household_size="3", reason="x", second=SUPERVISOR
            ),
        )
        for act in acts:
            with pytest.raises(OnBlacklist, match=said) as refused:
                act()
            assert "operator 20" in refused.value.message
            assert "Two people can lift it" in refused.value.remedy
        file = account_file(counter.kiosk, account)
        (hit,) = account_hits(counter.kiosk, (account,))
        read = customer.do("read-card")
        assert file.listed == hit.listed == read.listed
        counter.do("suspend-account", account=account, reason="as well")
        counter.do("resume-account", account=account, reason="back")
        with pytest.raises(SecondPersonNeeded):
            lift(counter, "account", account, second=None)
        with pytest.raises(SecondPersonNeeded):
            lift(counter, "account", account, second=SUPERVISOR)
        lifted = lift(counter, "account", account, request="l-1")
        assert lift(counter, "account", account, request="l-1") == lifted
        assert customer.buy("1").number == 2
        assert [slip.lifted for slip in papers(counter) if hasattr(slip, "lifted")] == [
            False,
            True,
        ]

    def test_a_card_is_not_written_but_another_is_made_instead(self, customer: Customer) -> None:
        counter, serial = customer.counter, serial_of(customer)
        customer.buy("1")
        assert put_on(counter, "card", serial.upper()).account == customer.account
        with pytest.raises(OnBlacklist, match=f"Card {serial}"):
            customer.buy("1")
        customer.do("refund", reason="bypass")
        customer.new_card()
        counter.do("reissue-card", account=customer.account, reason="lost", identity="known")
        customer.visit()
        assert customer.buy("1").number == 3

    def test_a_blank_card_with_a_serial_of_its_own_is_not_made_anybodys(
        self, make_proved: MakeCounter
    ) -> None:
        profile = TapcardMifare1k()
        counter = make_proved(profile=profile)
        counter.do(
            "set-meter-model", by=ADMINISTRATOR, model="DN15", profile=profile.name, kind="water"
        )
        card = counter.new_card()
        account = counter.account()
        allocate = partial(counter.do, "allocate-meter", account=account, model="DN15", volume="1")
        allocate(meter=METER)
        serial = str(counter.do("read-card").serial.hex())
        counter.meter(METER).take(card)
        put_on(counter, "card", serial)
        counter.do("retrieve-card", account=account)
        with pytest.raises(OnBlacklist, match=f"Card {serial}"):
            allocate(meter="54321")

    def test_a_meter_is_neither_sold_to_nor_allocated(self, customer: Customer) -> None:
        counter = customer.counter
        done = put_on(counter, "meter", "12345")
        assert (done.subject, done.account) == (meter_subject(METER), customer.account)
        assert put_on(counter, "meter", "54321", reason="stolen from stock").account == ""
        with pytest.raises(OnBlacklist, match=f"Meter {METER}"):
            customer.buy("1")
        customer.new_card()
        with pytest.raises(OnBlacklist, match=f"Meter {METER}"):
            counter.do("reissue-card", account=customer.account, reason="lost", identity="known")
        for number in ("54321", "000000054321"):
            with pytest.raises(OnBlacklist, match="Meter 000000054321"):
                counter.do(
                    "allocate-meter",
                    account=customer.account,
                    meter=number,
                    model="DN15",
                    volume="1",
                )

    def test_a_meter_comes_off_the_wall_but_not_for_one_on_the_list(
        self, customer: Customer
    ) -> None:
        change = {
            "account": customer.account,
            "old_dial": "1",
            "technician": "Baraka",
            "form": "F-1",
            "second": SUPERVISOR,
        }
        put_on(customer.counter, "meter", METER)
        put_on(customer.counter, "meter", "54321")
        with pytest.raises(OnBlacklist, match="54321"):
            customer.do("change-meter", new_meter="54321", **change)
        customer.do("change-meter", new_meter="54322", **change)
        with pytest.raises(OnBlacklist, match=METER):
            customer.do("undo-meter-change", reason="broken", second=SUPERVISOR)

    def test_what_was_begun_is_settled_and_a_quote_made_before_does_not_sell(
        self, customer: Customer
    ) -> None:
        counter = customer.counter
        kiosk, caller = counter.kiosk, Caller(operator=CASHIER)
        arguments = PrepayArguments(volume="1")
        counter.put(customer.card)
        quote = PREPAY.quote(PREPAY.look(kiosk, caller, arguments), arguments)
        put_on(counter, "meter", METER)
        before = count_events(counter)
        with pytest.raises(OnBlacklist):
            PREPAY.perform(kiosk, caller, quote)
        assert count_events(counter) == before
        lift(counter, "meter", METER)
        with pulled_at_write(counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            customer.buy("1")
        put_on(counter, "account", customer.account)
        put_on(counter, "meter", METER)
        customer.do("settle")
        assert customer.visit() is not None
        file = account_file(counter.kiosk, customer.account)
        assert [one.subject.what for one in file.listed] == [Listed.ACCOUNT, Listed.METER]


class TestEntries:
    def test_one_with_a_day_ends_by_itself_and_is_only_made_longer_by_one(
        self, customer: Customer
    ) -> None:
        counter = customer.counter
        until = TODAY + timedelta(days=3)
        put_on(counter, "meter", METER, until=until.isoformat())
        with pytest.raises(OnBlacklist) as refused:
            customer.buy("1")
        assert f"ends by itself on {until.isoformat()}" in refused.value.remedy
        with pytest.raises(BadArgument, match="longer"):
            put_on(counter, "meter", METER, until=(TODAY + timedelta(days=1)).isoformat())
        sleep_days(counter, 3)
        assert customer.buy("1").number == 2
        with pytest.raises(UnknownRecord):
            lift(counter, "meter", METER)

    def test_the_list_is_shown_by_state_by_kind_and_by_a_part_of_it(
        self, customer: Customer
    ) -> None:
        counter = customer.counter
        for at in range(9):
            put_on(counter, "meter", str(70 + at), reason=f"stolen 100%_{at}")
        put_on(counter, "account", customer.account, until="2026-11-24")
        lift(counter, "meter", "70")
        show: Any = counter.do("blacklist-entries")
        assert (show.count, show.pages) == (10, 2)
        assert show.entries[0].state(TODAY) is EntryState.LIFTED
        assert len(counter.do("blacklist-entries", page="2").entries) == 2
        asked: tuple[tuple[dict[str, Any], int], ...] = (
            ({"state": "in_force"}, 9),
            ({"state": "lifted"}, 1),
            ({"state": "expired"}, 0),
            ({"what": "account"}, 1),
            ({"text": "000071"}, 1),
            ({"text": "100%_7"}, 1),
            ({"text": customer.account[-5:]}, 1),
            ({"text": "nothing of it"}, 0),
        )
        for wanted, count in asked:
            assert counter.do("blacklist-entries", **wanted).count == count, wanted
        sleep_days(counter, 1)
        assert counter.do("blacklist-entries", state="expired").count == 1
        wrong: tuple[dict[str, Any], ...] = ({"page": "9"}, {"text": "x" * 41}, {"text": "a\x07"})
        for bad in wrong:
            with pytest.raises(BadArgument):
                counter.do("blacklist-entries", **bad)


def test_nothing_is_put_on_without_right_sense_or_reason(customer: Customer) -> None:
    counter = customer.counter
    before = count_events(counter)
    for by in (CASHIER, ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            put_on(counter, "account", customer.account, by=by)
        with pytest.raises(NotAllowed):
            lift(counter, "account", customer.account, by=by)
    for what, number in (
        ("account", "1"),
        ("meter", ""),
        ("meter", "1234567890123"),
        ("meter", "\u0661\u0662"),
        ("card", ""),
        ("card", "zz"),
        ("card", "aa" * 17),
        ("card", "\uff11\uff12"),
    ):
        with pytest.raises(TapcardError, match=r"number|serial|digit"):
            put_on(counter, what, number)
    with pytest.raises(UnknownRecord):
        put_on(counter, "account", account_number("9", 1, 7))
    with pytest.raises(UnknownRecord, match="does not stand"):
        lift(counter, "account", customer.account)
    for bad in ("", " ", "x" * 61, "a\x07b"):
        with pytest.raises(BadArgument):
            put_on(counter, "account", customer.account, reason=bad)
    for until in ("2026-11-23", "2026-11-01"):
        with pytest.raises(BadArgument):
            put_on(counter, "account", customer.account, until=until)
    assert count_events(counter) == before
    put_on(counter, "account", customer.account, request="one")
    with pytest.raises(BadArgument):
        lift(counter, "account", customer.account, reason="")
    with pytest.raises(RequestReused):
        lift(counter, "account", customer.account, request="one")


def test_a_quote_is_stale_when_somebody_else_was_there_first(customer: Customer) -> None:
    counter, kiosk = customer.counter, customer.counter.kiosk
    one = Caller(operator=SUPERVISOR, second=ADMINISTRATOR)
    wanted = BlacklistArguments(what=Listed.METER, number=METER, reason="x")
    first = BLACKLIST.quote(BLACKLIST.look(kiosk, one, wanted), wanted)
    put_on(counter, "meter", METER)
    with pytest.raises(StaleQuote):
        BLACKLIST.perform(kiosk, one, first)
    gone = UnblacklistArguments(what=Listed.METER, number=METER, reason="x")
    second = UNBLACKLIST.quote(UNBLACKLIST.look(kiosk, one, gone), gone)
    lift(counter, "meter", METER)
    with pytest.raises(StaleQuote):
        UNBLACKLIST.perform(kiosk, one, second)
    assert len(events(counter, "blacklisted")) == len(events(counter, "blacklist_lifted")) == 1


def test_the_audit_finds_an_entry_lifted_by_one(make_counter: Any) -> None:
    counter = make_counter()
    event = BlacklistLifted(subject=meter_subject("1"), account="", reason="x", date=TODAY)
    ledger_of(counter).commit(lambda tx: tx.append(event, operator=SUPERVISOR))
    (found,) = audit(ledger_of(counter)).findings
    assert found.check == "blacklist"
