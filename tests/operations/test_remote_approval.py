"""A second person who is elsewhere answers a challenge; the answer counts once, for one thing."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.cards.errors import NoCard
from app.domain.account_states import AccountState, allows
from app.domain.approval import (
    VALID_MILLISECONDS,
    BadApprovalKey,
    answer_to,
    key_mark,
    new_key,
    read,
    written,
)
from app.domain.identity import EventId
from app.ledger import approvals
from app.ledger.audit.approvals import ApprovalsAreGenuine
from app.ledger.events.codec import Entry
from app.ledger.queries import journal
from app.operations.catalogue import operation_named
from app.operations.errors import (
    ApprovalRefused,
    BadArgument,
    NotAllowed,
    PlanInterrupted,
    SecondPersonNeeded,
    SignInFailed,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.operations.remote_approval import challenge_for, run_approved
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.cells import CELLS
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.proofs import MakeCustomer, events, ledger_of
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.test_account_states import of_state

KEY = new_key(b"a key of sixteen")


def set_key(counter: Counter, key: str = KEY, approver: int = SUPERVISOR, **more: Any) -> Any:
    given = {"by": ADMINISTRATOR, "second": SUPERVISOR, **more}
    return counter.do("set-approver", approver=str(approver), approval_key=key, **given)


class Elsewhere:
    """A cashier at the counter, and somebody who holds the key."""

    def __init__(
        self,
        counter: Counter,
        operation: str,
        by: int = CASHIER,
        second: int = SUPERVISOR,
        **arguments: str,
    ) -> None:
        self.counter = counter
        self.operation = operation_named(operation)
        self.arguments = parse_arguments(self.operation, arguments)
        self.caller = Caller(operator=by, second=second)

    def ask(self) -> str:
        return challenge_for(self.operation, self.counter.kiosk, self.caller, self.arguments)

    def answer(self, answer: str) -> Any:
        return run_approved(self.operation, self.counter.kiosk, self.caller, self.arguments, answer)


def compensating(counter: Counter, volume: str = "3") -> Elsewhere:
    return Elsewhere(counter, "compensate", volume=volume, reason="burst pipe")


def entry_of(
    counter: Counter, challenge: str, by: int = CASHIER, second: int = SUPERVISOR
) -> Entry:
    """The event that says that this challenge was answered."""
    with ledger_of(counter).read() as reader:
        (row,) = reader.db.execute_sql(
            "SELECT event, operator, approver FROM remote_approval WHERE challenge = ?",
            (challenge,),
        ).fetchall()
        found = journal.entry(reader.db, EventId.from_key(row[0]))
    assert row[1:] == (by, second)
    assert found is not None
    return found


def test_the_right_answer_counts_once_and_stands_on_the_event(customer: Customer) -> None:
    counter = customer.counter
    assert set_key(counter).mark == key_mark(KEY)
    (event,) = events(counter, "approver_set")
    assert (event.approver, event.mark) == (SUPERVISOR, key_mark(KEY))
    elsewhere = compensating(counter)
    challenge = elsewhere.ask()
    said = read(challenge)
    assert (said.kiosk, said.account, said.figure) == (7, customer.account, 3_000)
    result = elsewhere.answer(answer_to(challenge, KEY))
    assert result.account == customer.account
    entry = entry_of(counter, challenge)
    assert entry.approval == challenge
    assert (entry.operator, entry.second) == (CASHIER, SUPERVISOR)
    # Once, for nothing else, and nothing of the key stands in the journal.
    customer.visit()
    counter.put(customer.card)
    with pytest.raises(ApprovalRefused, match="used before"):
        compensating(counter).answer(answer_to(challenge, KEY))
    again = Caller(operator=CASHIER, second=SUPERVISOR, approval=challenge)
    quote = elsewhere.operation.quote(
        elsewhere.operation.look(counter.kiosk, again, elsewhere.arguments), elsewhere.arguments
    )
    with pytest.raises(ApprovalRefused, match="used before"):
        elsewhere.operation.perform(counter.kiosk, again, quote)
    assert len(events(counter, "compensation_opened")) == 1
    assert KEY.encode() not in counter.path.read_bytes()


SIGNED = [name for name in CELLS if operation_named(name).signed_for is not None]


@pytest.mark.parametrize("name", SIGNED)
def test_each_operation_of_two_about_an_account_is_done_by_an_answer(
    name: str, make_customer: MakeCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = next(state for state in AccountState if allows(state, CELLS[name][0]))
    one = make_customer()
    counter = one.counter
    for approver in (SUPERVISOR, ADMINISTRATOR):
        set_key(counter, approver=approver)
    perform = CELLS[name][1](one)
    asked: list[tuple[Elsewhere, str]] = []

    def do(by_whom: Counter, operation: str, **given: Any) -> Any:
        elsewhere = Elsewhere(by_whom, operation, **given)
        asked.append((elsewhere, elsewhere.ask()))
        return elsewhere.answer(answer_to(asked[0][1], KEY))

    with monkeypatch.context() as patch:
        of_state(patch, state)
        patch.setattr(Counter, "do", do)
        perform()
    ((elsewhere, challenge),) = asked
    caller = elsewhere.caller
    assert caller.second is not None
    entry = entry_of(counter, challenge, caller.operator, caller.second)
    assert (entry.approval, entry.second) == (challenge, caller.second)


def test_an_answer_is_for_this_operation_account_amount_and_kiosk(
    customer: Customer, make_counter: MakeCounter
) -> None:
    counter = customer.counter
    set_key(counter)
    challenge = compensating(counter).ask()
    answer = answer_to(challenge, KEY)
    with pytest.raises(ApprovalRefused, match="Something else"):
        compensating(counter, "4").answer(answer)
    with pytest.raises(ApprovalRefused, match="Something else"):
        Elsewhere(counter, "compensate", volume="3", reason="another reason").answer(answer)
    # What one kiosk asked is nothing at another one, though the key is the same.
    other = make_counter(node=8)
    set_key(other)
    one, two = other.account(), other.account()
    there = Elsewhere(other, "merge-accounts", account=one, into=two, reason="opened twice")
    with pytest.raises(ApprovalRefused, match="newer challenge"):
        there.answer(answer)
    challenge = there.ask()
    assert read(challenge).kiosk == 8
    with pytest.raises(SignInFailed):
        there.answer(answer)
    there.answer(answer_to(challenge, KEY))
    # Whoever performs with it something else than was answered is refused too.
    elsewhere = compensating(counter)
    challenge = elsewhere.ask()
    approved = Caller(operator=CASHIER, second=SUPERVISOR, approval=challenge)
    bigger = compensating(counter, "9")
    quote = bigger.operation.quote(
        bigger.operation.look(counter.kiosk, approved, bigger.arguments), bigger.arguments
    )
    with pytest.raises(ApprovalRefused, match="Something else"):
        bigger.operation.perform(counter.kiosk, approved, quote)
    # ... and so is one that was never answered.
    quote = elsewhere.operation.quote(
        elsewhere.operation.look(counter.kiosk, approved, elsewhere.arguments),
        elsewhere.arguments,
    )
    with pytest.raises(ApprovalRefused, match="used before"):
        elsewhere.operation.perform(counter.kiosk, approved, quote)
    assert events(counter, "compensation_opened") == []


def test_it_grows_old_and_a_newer_challenge_takes_its_place(customer: Customer) -> None:
    counter = customer.counter
    set_key(counter)
    elsewhere = compensating(counter)
    first = elsewhere.ask()
    second = elsewhere.ask()
    assert first != second
    with pytest.raises(SignInFailed):
        elsewhere.answer(answer_to(first, KEY))
    counter.clock.now += VALID_MILLISECONDS
    with pytest.raises(ApprovalRefused, match="too old"):
        elsewhere.answer(answer_to(second, KEY))
    third = elsewhere.ask()
    counter.clock.now -= 60_000
    with pytest.raises(ApprovalRefused, match="too old"):
        elsewhere.answer(answer_to(third, KEY))
    counter.clock.now += 120_000
    elsewhere.answer(answer_to(third, KEY))


def test_wrong_answers_are_counted_and_lock_the_approver(customer: Customer) -> None:
    counter = customer.counter
    set_key(counter)
    elsewhere = compensating(counter)
    challenge = elsewhere.ask()
    for wrong in (
        "",
        "1234567",
        "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
        "abcdefgh",
        "00000000",
    ):
        with pytest.raises(SignInFailed, match="not the eight digits"):
            elsewhere.answer(wrong)
    with pytest.raises(SignInFailed, match="locked for"):
        elsewhere.answer(answer_to(challenge, KEY))
    refused = [event.reason for event in events(counter, "sign_in_refused")]
    assert refused == ["wrong_answer"] * 5 + ["locked"]
    counter.clock.now += 31_000
    elsewhere.answer(answer_to(challenge, KEY))
    with ledger_of(counter).read() as reader:
        kept = approvals.kept_key(reader.db, SUPERVISOR)
    assert kept is not None
    assert kept.failures == 0


def test_it_is_another_person_who_may_decide_and_has_a_key(customer: Customer) -> None:
    counter = customer.counter
    elsewhere = compensating(counter)
    with pytest.raises(ApprovalRefused, match="no approval key"):
        elsewhere.ask()
    with pytest.raises(ApprovalRefused, match="no approval key"):
        elsewhere.answer("12345678")
    set_key(counter)
    for nobody in (CASHIER, None):
        elsewhere.caller = Caller(operator=CASHIER, second=nobody)
        with pytest.raises(SecondPersonNeeded):
            elsewhere.ask()
    # An approver who must not decide any more approves nothing that was asked before.
    elsewhere.caller = Caller(operator=CASHIER, second=SUPERVISOR)
    challenge = elsewhere.ask()
    counter.do("set-operator", by=ADMINISTRATOR, operator=str(SUPERVISOR), role="cashier")
    with pytest.raises(NotAllowed):
        elsewhere.answer(answer_to(challenge, KEY))


def test_a_card_pulled_after_it_was_used_is_settled_without_another(customer: Customer) -> None:
    counter = customer.counter
    set_key(counter)
    elsewhere = compensating(counter)
    elsewhere.caller = Caller(operator=CASHIER, second=SUPERVISOR, request="till-1")
    answer = answer_to(elsewhere.ask(), KEY)
    with pulled_at_write(counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
        elsewhere.answer(answer)
    counter.put(customer.card)
    customer.do("settle")
    (loaded,) = events(counter, "compensation_loaded")
    # The same call again is the same compensation, and needs no answer that still counts.
    assert elsewhere.answer(answer).compensation == loaded.plan
    assert len(events(counter, "compensation_opened")) == 1


def test_what_is_refused_after_the_answer_leaves_it_to_be_used(customer: Customer) -> None:
    counter = customer.counter
    set_key(counter)
    elsewhere = compensating(counter)
    challenge = elsewhere.ask()
    counter.reader.remove()
    with pytest.raises(NoCard):
        elsewhere.answer(answer_to(challenge, KEY))
    counter.put(customer.card)
    elsewhere.answer(answer_to(challenge, KEY))
    assert len(events(counter, "compensation_loaded")) == 1


def test_verify_finds_an_approval_that_is_none(customer: Customer) -> None:
    counter = customer.counter
    set_key(counter)
    elsewhere = compensating(counter)
    challenge = elsewhere.ask()
    elsewhere.answer(answer_to(challenge, KEY))
    entry = entry_of(counter, challenge)
    check = ApprovalsAreGenuine()
    check.feed(EventId(7, 1, 50), entry)
    assert check.findings() == []
    check.feed(EventId(7, 1, 60), entry)
    check.feed(EventId(8, 1, 1), msgspec.structs.replace(entry, second=CASHIER))
    check.feed(EventId(7, 1, 70), msgspec.structs.replace(entry, approval="1"))
    assert [finding.where for finding in check.findings()] == [
        "K07-01-60",
        "K08-01-1",
        "K08-01-1",
        "K08-01-1",
        "K07-01-70",
    ]


def test_only_two_people_who_are_here_set_a_key(customer: Customer) -> None:
    counter = customer.counter
    with pytest.raises(SecondPersonNeeded):
        set_key(counter, second=None)
    with pytest.raises(NotAllowed):
        set_key(counter, by=CASHIER)
    with pytest.raises(NotAllowed):
        set_key(counter, approver=CASHIER)
    with pytest.raises(UnknownRecord):
        set_key(counter, approver=99)
    for bad in (KEY[:-1], KEY + "0", "\u0660" * 40, "12a4", "\x00" * 40):
        with pytest.raises((BadApprovalKey, BadArgument)):
            set_key(counter, bad)
    with pytest.raises(BadArgument):
        set_key(counter, "")
    operation = operation_named("set-approver")
    caller = Caller(operator=ADMINISTRATOR, second=SUPERVISOR)
    wish = parse_arguments(operation, {"approver": str(SUPERVISOR), "approval_key": KEY})
    with pytest.raises(SecondPersonNeeded, match="cannot be signed from elsewhere"):
        challenge_for(operation, counter.kiosk, caller, wish)
    quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
    first = set_key(counter, request="k-1")
    assert set_key(counter, request="k-1") == first
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, caller, quote)
    assert KEY not in repr(quote) + repr(wish)
    # Taken away, nothing is answered any more.
    elsewhere = compensating(counter)
    challenge = elsewhere.ask()
    set_key(counter, "")
    with pytest.raises(ApprovalRefused, match="no approval key"):
        elsewhere.answer(answer_to(challenge, KEY))
    assert written(read(challenge)) == challenge
