"""Agents: deposit, vending limit, commission, settlement."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.amounts import BadAmount
from app.domain.entries import Book
from app.ledger.events.accounts import CardFate
from app.ledger.queries import agents
from app.operations.cancel_account import CANCEL_ACCOUNT, CancelAccountArguments
from app.operations.catalogue import operation_named
from app.operations.errors import (
    AlreadyThere,
    BadArgument,
    NotAllowed,
    RequestReused,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
    VendingLimitReached,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import AgentSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import (
    MakeCustomer,
    booked,
    count_events,
    events,
    ledger_of,
    papers,
)
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.test_payments import set_kind

SECOND = 21


def supervise(counter: Counter, operation: str, **arguments: Any) -> Any:
    return counter.do(operation, **{"by": SUPERVISOR, "agent": "71", **arguments})


def hire(counter: Counter, deposit: str = "", **arguments: Any) -> None:
    """The cashier is the agent 71."""
    counter.do("set-agent", by=ADMINISTRATOR, agent="71", holder=str(CASHIER), **arguments)
    if deposit:
        supervise(counter, "agent-deposit", amount=deposit, reference="bank 1")


def commission(counter: Counter, **arguments: Any) -> Any:
    return counter.do("set-commission", by=ADMINISTRATOR, agent="71", **arguments)


def left(counter: Counter) -> int:
    with ledger_of(counter).read() as reader:
        return agents.left(reader.db, "71").money


def reverse(customer: Customer) -> None:
    """Off the card, proved by the meter, paid: then the cash is out of the drawer."""
    customer.do("reverse", reason="wrong amount")
    customer.visit()
    customer.do("pay-refund")


def uses(counter: Counter) -> list[tuple[int, int, int]]:
    return [(one.cash, one.commission, one.sales) for one in events(counter, "vending_used")]


@pytest.fixture
def agent(customer: Customer) -> Customer:
    """Water costs ten; the agent has deposited 100."""
    set_tariff(customer.counter)
    hire(customer.counter, "100")
    return customer


class TestTheVendingLimit:
    """What is deposited and not sold yet."""

    def test_is_used_up_by_sales_and_given_back_by_reversals(self, agent: Customer) -> None:
        counter = agent.counter
        with pytest.raises(VendingLimitReached, match=r"may take 100\.00 more; this takes 110\."):
            agent.buy("11")
        with pytest.raises(VendingLimitReached):
            agent.buy("9", tendered="100.01", rest="balance")
        agent.buy("4")
        assert left(counter) == 6_000
        agent.do("reverse", reason="wrong amount")
        assert left(counter) == 6_000  # its cash is still in the drawer
        agent.visit()
        agent.do("pay-refund")
        assert left(counter) == 10_000
        agent.buy("10")
        assert left(counter) == 0
        assert uses(counter) == [(4_000, 0, 1), (-4_000, 0, 0), (0, 0, -1), (10_000, 0, 1)]
        assert booked(counter, Book.AGENT_CASH, "71") == -10_000
        assert booked(counter, Book.AGENT_DEPOSIT, "71") == 0

    def test_counts_cash_only(self, agent: Customer) -> None:
        """A balance that was paid in used it up; the water bought with that does not."""
        counter, account = agent.counter, agent.account
        counter.do("deposit-balance", account=account, amount="30")
        assert left(counter) == 7_000
        agent.buy("3")
        assert left(counter) == 7_000
        with pytest.raises(VendingLimitReached):
            counter.do("deposit-balance", account=account, amount="70.01")
        counter.do("deposit-balance", account=account, amount="20")
        counter.do("withdraw-balance", account=account, reason="moves", amount="20")
        assert left(counter) == 7_000

    def test_is_kept_through_a_write_that_is_cut_short(self, agent: Customer) -> None:
        """The cash is in hand whatever became of the card; money back gives it back."""
        counter = agent.counter
        with (
            pulled_at_write(counter, 1, ApduPhase.BEFORE),
            pytest.raises(Exception, match=r"."),
        ):
            agent.buy("4")
        counter.close()
        counter.open()
        assert left(counter) == 6_000
        agent.do("settle")
        assert (left(counter), len(uses(counter))) == (6_000, 1)

    def test_of_another_sale_between_price_and_payment_stops_the_sale(
        self, agent: Customer
    ) -> None:
        counter = agent.counter
        operation, caller = operation_named("prepay"), Caller(operator=CASHIER)
        wish = parse_arguments(operation, {"volume": "8"})
        counter.put(agent.card)
        quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
        counter.do("deposit-balance", account=counter.account(), amount="30")
        before = count_events(counter)
        with pytest.raises(VendingLimitReached):
            operation.perform(counter.kiosk, caller, quote)
        assert (count_events(counter), left(counter)) == (before, 7_000)

    def test_has_credit_a_number_of_sales_and_a_last_day(self, agent: Customer) -> None:
        counter = agent.counter
        supervise(counter, "set-vending-limit", credit="50", sales="1", until="2026-11-23")
        assert left(counter) == 15_000
        agent.buy("12")
        agent.visit()
        assert booked(counter, Book.AGENT_OWES, "71") == 2_000
        with pytest.raises(VendingLimitReached, match="all the sales"):
            agent.buy("1")
        supervise(counter, "set-vending-limit", until="2026-11-23")
        with pytest.raises(VendingLimitReached, match=r"may take 0\.00"):
            agent.buy("1")
        supervise(counter, "agent-deposit", amount="50", reference="bank 2")
        assert booked(counter, Book.AGENT_OWES, "71") == 0
        agent.buy("1")
        agent.visit()
        counter.clock.now += 86_400_000 // 2
        with pytest.raises(VendingLimitReached, match="until 2026-11-23"):
            agent.buy("1")

    def test_of_the_kiosk_holds_for_everybody_there(self, customer: Customer) -> None:
        counter = customer.counter
        counter.do("set-agent", by=ADMINISTRATOR, agent="72")
        with pytest.raises(VendingLimitReached, match="Agent 72 may take 0"):
            customer.buy("1")
        counter.do("set-agent", by=ADMINISTRATOR, agent="72", active="no")
        customer.buy("1")
        assert uses(counter) == []


class TestCommission:
    """Earned on volume without tax, gone with what is given back."""

    def test_waits_for_the_settlement_and_is_deposit_then(self, agent: Customer) -> None:
        counter = agent.counter
        commission(counter, rule="percent", rate="1000")
        agent.buy("4")
        agent.visit()
        commission(counter, rule="none")
        agent.buy("2")
        reverse(agent)
        assert (left(counter), booked(counter, Book.COMMISSION, "71")) == (6_000, 400)
        found = supervise(counter, "agent-statement")
        assert (found.sums.sold, found.sums.given_back, found.sums.sales, found.due) == (
            6_000,
            2_000,
            1,
            400,
        )
        done = supervise(counter, "settle-agent", request="s-1")
        assert supervise(counter, "settle-agent", request="s-1") == done
        assert (done.event.credited, done.event.position, left(counter)) == (400, 6_400, 6_400)
        slip = papers(counter)[-1]
        assert isinstance(slip, AgentSlip)
        assert (slip.number, slip.position, slip.may_sell) == ("71/1", 6_400, 6_400)
        again = supervise(counter, "settle-agent")
        assert (again.event.number, again.event.sold, again.event.credited) == (2, 0, 0)
        assert booked(counter, Book.COMMISSION_DUE, "71") == 0

    def test_may_be_kept_from_the_takings(self, agent: Customer) -> None:
        counter = agent.counter
        commission(counter, rule="fixed", amount="5", goes="kept")
        agent.buy("4")
        assert left(counter) == 6_500
        reverse(agent)
        assert (left(counter), booked(counter, Book.COMMISSION, "71")) == (10_000, 0)
        assert uses(counter)[0] == (4_000, 500, 1)


class TestAnAgentsMoney:
    """Paid in and back by reference, by a supervisor, by two above a limit."""

    def test_comes_and_goes_with_a_paper(self, agent: Customer) -> None:
        counter = agent.counter
        paid = supervise(counter, "agent-deposit", amount="20", reference="till 9", request="d-1")
        assert (paid.position, paid.left.money) == (12_000, 12_000)
        assert supervise(
            counter, "agent-deposit", amount="20", reference="till 9", request="d-1"
        ) == (paid)
        with pytest.raises(RequestReused):
            supervise(counter, "agent-withdraw", amount="1", reference="x", request="d-1")
        slip = papers(counter)[-1]
        assert isinstance(slip, AgentSlip)
        assert (slip.reference, slip.may_sell, slip.holder) == ("till 9", 12_000, "12 Neema")
        with pytest.raises(BadArgument, match=r"120\.00 is kept"):
            supervise(counter, "agent-withdraw", amount="120.01", reference="bank 3")
        back = supervise(counter, "agent-withdraw", amount="120", reference="bank 3")
        assert (back.amount, back.position, left(counter)) == (-12_000, 0, 0)
        assert booked(counter, Book.TENDER, "agent") == 0

    def test_above_the_limit_takes_two_and_never_the_agent(self, agent: Customer) -> None:
        counter = agent.counter
        counter.do("set-limit", by=ADMINISTRATOR, limit="agent", amount="50")
        counter.do(
            "set-operator",
            by=ADMINISTRATOR,
            operator=str(SECOND),
            name="Pili",
            role="supervisor",
            pin=PIN,
            second=SUPERVISOR,
        )
        for operation, sums in (
            ("agent-deposit", {"amount": "50.01", "reference": "bank 4"}),
            ("agent-withdraw", {"amount": "50.01", "reference": "bank 4"}),
            ("set-vending-limit", {"credit": "50.01"}),
        ):
            with pytest.raises(SecondPersonNeeded):
                supervise(counter, operation, **sums)
            supervise(counter, operation, second=SECOND, **sums)
        counter.do("set-agent", by=ADMINISTRATOR, agent="71", holder=str(SUPERVISOR))
        with pytest.raises(NotAllowed, match="Operator 20 is the agent 71"):
            supervise(counter, "agent-deposit", amount="1", reference="own")
        with pytest.raises(NotAllowed):
            supervise(counter, "set-vending-limit", by=SECOND, second=SUPERVISOR, credit="60")

    def test_is_not_recorded_over_what_nobody_saw(self, agent: Customer) -> None:
        counter = agent.counter
        for name, given in (
            ("agent-deposit", {"agent": "71", "amount": "1", "reference": "b"}),
            ("settle-agent", {"agent": "71"}),
        ):
            operation, caller = operation_named(name), Caller(operator=SUPERVISOR)
            wish = parse_arguments(operation, given)
            quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
            counter.do("deposit-balance", account=agent.account, amount="1")
            with pytest.raises(StaleQuote):
                operation.perform(counter.kiosk, caller, quote)

    @pytest.mark.parametrize(
        ("operation", "arguments", "error"),
        [
            ("agent-deposit", {"amount": "1", "reference": ""}, BadArgument),
            ("agent-deposit", {"amount": "1", "reference": "x" * 41}, BadArgument),
            ("agent-deposit", {"amount": "1", "reference": "a\a"}, BadArgument),
            ("agent-deposit", {"amount": "\u0665", "reference": "b"}, BadAmount),
            ("agent-deposit", {"amount": "1", "reference": "b", "agent": "73"}, UnknownRecord),
            ("agent-deposit", {"amount": "1", "reference": "b", "by": CASHIER}, NotAllowed),
            ("set-vending-limit", {"sales": "0"}, BadArgument),
            ("set-vending-limit", {"until": "2026-11-22"}, BadArgument),
            ("set-vending-limit", {"credit": "-1"}, BadAmount),
            ("agent-statement", {"since": "2026-12-01", "until": "2026-11-01"}, BadArgument),
            ("settle-agent", {"agent": "nobody"}, UnknownRecord),
            ("set-commission", {"rule": "percent", "by": ADMINISTRATOR}, BadArgument),
            ("set-commission", {"rule": "none", "rate": "1", "by": ADMINISTRATOR}, BadArgument),
            (
                "set-commission",
                {"rule": "percent", "rate": "10000", "by": ADMINISTRATOR},
                BadArgument,
            ),
            ("set-commission", {"rule": "fixed", "amount": "x", "by": ADMINISTRATOR}, BadAmount),
            ("set-agent", {"agent": "7a", "by": ADMINISTRATOR}, BadArgument),
            ("set-agent", {"agent": "071", "by": ADMINISTRATOR}, BadArgument),
            ("set-agent", {"agent": "73", "holder": "99", "by": ADMINISTRATOR}, UnknownRecord),
            ("set-agent", {"agent": "73", "holder": "12", "by": ADMINISTRATOR}, AlreadyThere),
            ("set-agent", {"by": SUPERVISOR}, NotAllowed),
        ],
    )
    def test_is_refused(
        self, make_counter: Any, operation: str, arguments: dict[str, Any], error: type[Exception]
    ) -> None:
        counter = make_counter()
        hire(counter)
        before = count_events(counter)
        with pytest.raises(error):
            supervise(counter, operation, **arguments)
        assert count_events(counter) == before


def test_a_refund_from_another_drawer_takes_the_commission_back(agent: Customer) -> None:
    """The agent keeps the cash of the sale, and the utility paid the customer."""
    counter = agent.counter
    commission(counter, rule="percent", rate="1000")
    agent.buy("4")
    counter.do("open-shift", by=SUPERVISOR, float="100")
    agent.do("refund", by=SUPERVISOR, reason="not wanted")
    agent.visit()
    agent.do("pay-refund", by=SUPERVISOR)
    assert left(counter) == 6_000
    assert booked(counter, Book.COMMISSION, "71") == 0
    assert uses(counter)[1:] == [(0, -400, -1)]


def test_the_opening_sale_and_the_new_card_are_limited_too(make_customer: MakeCustomer) -> None:
    customer = make_customer()
    counter = customer.counter
    hire(counter, "100")
    account = counter.account("Pili Ali")
    counter.new_card()
    meter: Any = {"meter": "000000012399", "model": "DN15", "volume": "2"}
    with pytest.raises(VendingLimitReached):
        counter.do("allocate-meter", account=account, **meter)
    with pytest.raises(VendingLimitReached):
        counter.do("reissue-card", account=customer.account, reason="lost", identity="document")
    assert uses(counter) == []


def test_every_price_is_refused_before_cash_is_taken(make_customer: MakeCustomer) -> None:
    """Not when it is performed: by then the money would lie on the table."""
    customer = make_customer()
    counter, account = customer.counter, customer.account
    kind: Any = {"code": "repair", "name": "Repair", "ledger_code": "4100", "price": "116"}
    counter.do("set-payment-kind", by=ADMINISTRATOR, **kind)
    counter.do("book-arrears", account=account, kind="repair", reason="Pipe", due="2026-12-31")
    fee: Any = {"code": "meter-change", "name": "Change", "amount": "50"}
    counter.do("set-fee", by=ADMINISTRATOR, **fee)
    hire(counter)
    other, blank, own = counter.account("Pili Ali"), counter.new_card(), customer.card
    form: Any = {"technician": "Ali", "form": "7", "old_dial": "1", "new_meter": "000000012398"}
    for name, card, given in (
        ("prepay", own, {"volume": "1"}),
        ("allocate-meter", blank, {"account": other, "meter": "000000012399", "model": "DN15"}),
        ("reissue-card", blank, {"account": account, "reason": "lost", "identity": "document"}),
        ("change-meter", own, {"account": account, **form}),
        ("take-payment", own, {"account": account, "kind": "repair"}),
        ("pay-arrears", own, {"account": account}),
        ("deposit-balance", own, {"account": account, "amount": "1"}),
    ):
        counter.put(card)
        operation, caller = operation_named(name), Caller(operator=CASHIER)
        wish = {**given, "volume": "1"} if name == "allocate-meter" else given
        arguments = parse_arguments(operation, wish)
        look = operation.look(counter.kiosk, caller, arguments)
        with pytest.raises(VendingLimitReached, match=r"Agent 71 may take 0\.00 more; this takes"):
            operation.quote(look, arguments)


def test_the_end_of_an_account_is_refused_before_money_is_asked_for(agent: Customer) -> None:
    counter = agent.counter
    set_kind(counter, "penalty")
    agent.visit()
    owes: dict[str, Any] = {"account": agent.account, "kind": "penalty", "amount": "3000"}
    counter.do("book-arrears", reason="bypass", **owes)
    ending: dict[str, Any] = {"account": agent.account, "card": "returned", "second": SUPERVISOR}
    wanted = CancelAccountArguments(
        account=agent.account,
        reason="moves away",
        card=CardFate.RETURNED,
        dials="000000012345=0",
    )
    counter.put(agent.card)
    look = CANCEL_ACCOUNT.look(counter.kiosk, Caller(operator=CASHIER), wanted)
    with pytest.raises(VendingLimitReached, match="Agent 71 may take"):
        CANCEL_ACCOUNT.quote(look, wanted)
    changing = {"reason": "tenant", "dials": "000000012345=0", "name": "Baraka Ali", **ending}
    with pytest.raises(VendingLimitReached, match="Agent 71 may take"):
        agent.do("change-customer", **changing)
    # What nobody pays now takes no room.
    done = agent.do("change-customer", unpaid="stays", **changing)
    assert done.ended.still_owed > 0
    assert done.ended.received == 0
