"""A customer's details: told at the opening, edited with history, erased for good."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.customers import BadPersonalField, Likeness
from app.domain.errors import TapcardError
from app.ledger.rebuild import rebuild_tables
from app.operations.account_edits import account_edits
from app.operations.account_file import account_file
from app.operations.account_search import search_accounts
from app.operations.catalogue import operation_named
from app.operations.errors import (
    AccountForbids,
    AccountInUse,
    AlreadyThere,
    BadArgument,
    NotAllowed,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.open_account import OPEN_ACCOUNT, OpenAccountArguments
from app.operations.operation import Caller, parse_arguments
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.ledger.tampering import files_of
from tests.operations.proofs import events, ledger_of
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

AMINA: dict[str, Any] = {
    "name": "Amina Salim",
    "phone": "0712 345 678",
    "identity_type": "passport",
    "identity": "AB 123",
    "street": "Moi Road",
    "building": "B",
    "room": "4",
    "notes": "Dog in the yard",
}


@pytest.fixture
def counter(make_proved: Any) -> Counter:
    one: Counter = make_proved()
    return one


def opened(counter: Counter, second: int | None = None, **fields: Any) -> Any:
    return counter.do("open-account", tariff_class="1", second=second, **fields)


def set_form(counter: Counter, **arguments: Any) -> Any:
    return counter.do("set-account-form", by=ADMINISTRATOR, **arguments)


def edit(counter: Counter, account: str, reason: str = "told", **fields: Any) -> Any:
    return counter.do("edit-account", account=account, reason=reason, **fields)


def found(counter: Counter, text: str) -> tuple[str, ...]:
    try:
        return tuple(hit.account for hit in search_accounts(counter.kiosk, text, 9).hits)
    except UnknownRecord:
        return ()


class TestOpening:
    def test_everything_told_is_in_the_file_and_found_and_nowhere_in_clear(
        self, counter: Counter
    ) -> None:
        account = opened(counter, **AMINA).account
        file = account_file(counter.kiosk, account)
        assert file.personal == {**AMINA, "address": "Moi Road, B, 4"}
        for text in ("ab123", "moi road", "yard", "345678"):
            assert found(counter, text) == (account,)
        (event,) = events(counter, "account_opened")
        assert b"Amina" not in event.sealed

    def test_who_seems_the_same_is_told_and_refuses_nothing(self, counter: Counter) -> None:
        first = opened(counter, **AMINA).account
        second = opened(counter, identity="ab123", identity_type="Passport")
        third = opened(counter, phone="0712-345-678")
        fourth = opened(counter, name="SALIM amina", address="moi road b 4")
        other = opened(counter, identity="AB 123", identity_type="driver", name="Amina Salim")
        assert (second.alike, third.alike) == ((first,), (first,))
        assert (fourth.alike, other.alike) == ((first,), (second.account,)[:0])
        assert first in "\n".join(in_words(counter.kiosk, second))
        arguments = OpenAccountArguments(tariff_class=1, **AMINA)
        look = OPEN_ACCOUNT.look(counter.kiosk, Caller(operator=CASHIER), arguments)
        assert [one.like for one in look.alike] == [
            Likeness.IDENTITY,
            Likeness.IDENTITY,
            Likeness.PHONE,
            Likeness.NAME_AND_ADDRESS,
        ]

    def test_a_known_identity_is_refused_or_takes_two_where_the_utility_says_so(
        self, counter: Counter
    ) -> None:
        first = opened(counter, **AMINA).account
        set_form(counter, identity="refuse")
        with pytest.raises(AlreadyThere, match=first):
            opened(counter, identity="AB123")
        set_form(counter, identity="second_person")
        with pytest.raises(SecondPersonNeeded):
            opened(counter, identity="AB123")
        assert len(events(counter, "account_opened")) == 1
        opened(counter, second=SUPERVISOR, identity="AB123")
        opened(counter, identity="AB124")
        counter.do("void-account", account=first, reason="opened by mistake")

    def test_fields_that_must_be_told_are_named(self, counter: Counter) -> None:
        done = set_form(counter, required="phone, name")
        assert "Name, Phone" in "\n".join(in_words(counter.kiosk, done))
        with pytest.raises(BadPersonalField, match="Phone"):
            opened(counter, name="Amina", phone="  ")
        opened(counter, name="Amina", phone="0712")
        with pytest.raises(BadArgument, match="no field shoe"):
            set_form(counter, required="name,shoe")
        with pytest.raises(NotAllowed):
            counter.do("set-account-form", required="name")

    @pytest.mark.parametrize(
        "bad",
        [
            {"name": "a\x1bb"},
            {"notes": "x" * 201},
            {"phone": "O712 345"},
            {"identity": "---"},
            {"street": "a\x00b"},
            {"household_size": "0"},
            {"region": "99"},
        ],
    )
    def test_what_cannot_be_kept_opens_nothing(self, counter: Counter, bad: dict[str, Any]) -> None:
        with pytest.raises(TapcardError) as refused:
            opened(counter, **bad)
        assert refused.value.remedy
        assert events(counter, "account_opened") == []

    def test_a_repeated_request_opens_one_account_and_a_stale_quote_none(
        self, counter: Counter
    ) -> None:
        first = counter.do("open-account", request="o-1", tariff_class="1", phone="0712")
        again = counter.do("open-account", request="o-1", tariff_class="1", phone="0712")
        assert first == again
        arguments = OpenAccountArguments(tariff_class=1, phone="0799")
        caller = Caller(operator=CASHIER)
        quote = OPEN_ACCOUNT.quote(OPEN_ACCOUNT.look(counter.kiosk, caller, arguments), arguments)
        opened(counter, phone="0799")
        with pytest.raises(StaleQuote):
            OPEN_ACCOUNT.perform(counter.kiosk, caller, quote)


class TestEditing:
    def test_the_new_value_counts_and_the_old_one_stays_readable(self, counter: Counter) -> None:
        counter.do("set-region", by=ADMINISTRATOR, region="44", name="Malindi")
        account = opened(counter, **AMINA).account
        done = edit(counter, account, name="Amina Hassan", notes="", phone="0712 345 678")
        assert [field.value for field in done.fields] == ["name", "notes"]
        edit(counter, account, "moved", region="44", street="Kenyatta Road")
        file = account_file(counter.kiosk, account)
        assert (file.personal["name"], file.region) == ("Amina Hassan", "Malindi")
        assert "notes" not in file.personal
        assert file.personal["address"] == "Kenyatta Road, B, 4"
        assert (found(counter, "hassan"), found(counter, "yard")) == ((account,), ())
        page = account_edits(counter.kiosk, account, 3)
        assert [(one.field, one.old, one.new, one.reason) for one in page.lines] == [
            ("street", "Moi Road", "Kenyatta Road", "moved"),
            ("region", "12", "44", "moved"),
            ("notes", "Dog in the yard", "", "told"),
        ]
        (last,) = account_edits(counter.kiosk, account, 3, page.after).lines
        assert (last.old, last.new, last.operator) == ("Amina Salim", "Amina Hassan", CASHIER)
        assert "Changed" in "\n".join(in_words(counter.kiosk, done))

    def test_after_a_rebuild_and_a_reopening_the_same_is_found(self, counter: Counter) -> None:
        account = opened(counter, **AMINA).account
        edit(counter, account, name="Amina Hassan")
        rebuild_tables(ledger_of(counter))
        ledger_of(counter).commit(
            lambda tx: tx.db.execute_sql("UPDATE clear_form SET form = 0").fetchall()
        )
        counter.close()
        counter.open()
        assert found(counter, "hassan") == (account,)
        assert found(counter, "salim") == ()
        assert account_file(counter.kiosk, account).personal["name"] == "Amina Hassan"

    def test_what_cannot_be_edited_changes_nothing(self, counter: Counter) -> None:
        account = opened(counter, **AMINA).account
        set_form(counter, required="name")
        several: tuple[dict[str, Any], ...] = (
            {"name": ""},
            {"phone": "O7"},
            {"notes": "a\tb\x07"},
            {"region": "99"},
            {"name": "Amina Salim"},
            {"phone": "0711", "reason": ""},
            {"phone": "0711", "reason": "x" * 61},
        )
        for bad in several:
            with pytest.raises(TapcardError) as refused:
                edit(counter, account, **bad)
            assert refused.value.remedy
        with pytest.raises(NotAllowed):
            counter.do(
                "edit-account", by=ADMINISTRATOR, account=account, reason="told", phone="0711"
            )
        assert events(counter, "account_edited") == []

    def test_a_stale_quote_and_a_repeated_request_do_not_edit_twice(self, counter: Counter) -> None:
        account = opened(counter, **AMINA).account
        operation, caller = operation_named("edit-account"), Caller(operator=CASHIER)
        given = {"account": account, "reason": "told", "phone": "0700 1"}
        arguments = parse_arguments(operation, given)
        quote = operation.quote(operation.look(counter.kiosk, caller, arguments), arguments)
        first = counter.do("edit-account", request="e-1", **given)
        assert counter.do("edit-account", request="e-1", **given) == first
        with pytest.raises(StaleQuote):
            operation.perform(counter.kiosk, caller, quote)
        assert len(events(counter, "account_edited")) == 1


class TestErasing:
    def ended(self, counter: Counter) -> str:
        account: str = opened(counter, **AMINA).account
        edit(counter, account, name="Amina Hassan")
        counter.do("void-account", account=account, reason="opened by mistake")
        return account

    def print_all(self, counter: Counter) -> None:
        jobs = ledger_of(counter).print_jobs
        for job in jobs.pending():
            jobs.done(job.id)

    def erase(self, counter: Counter, account: str, **who: Any) -> Any:
        return counter.do("erase-account", account=account, reason="asked for", **who)

    def test_nothing_of_the_person_is_left_and_the_books_hold(self, counter: Counter) -> None:
        account = self.ended(counter)
        other = opened(counter, name="Amina Juma").account
        with pytest.raises(AccountInUse, match="waits for the printer"):
            self.erase(counter, account, second=SUPERVISOR)
        self.print_all(counter)
        done = self.erase(counter, account, second=SUPERVISOR)
        assert "for good" in "\n".join(in_words(counter.kiosk, done))
        assert found(counter, "amina") == (other,)
        assert account_file(counter.kiosk, account).personal == {}
        lines = account_edits(counter.kiosk, account, 9).lines
        assert {(line.old, line.new) for line in lines} == {(None, None)}
        for data in files_of(ledger_of(counter).path):
            for trace in (b"hassan", b"Hassan", b"Salim", b"salim", b"Moi Road", b"passport"):
                assert trace not in data
        with pytest.raises(StaleQuote, match="erased before"):
            self.erase(counter, account, second=SUPERVISOR)

    def test_it_takes_two_people_and_an_account_that_has_ended(self, counter: Counter) -> None:
        account = opened(counter, **AMINA).account
        with pytest.raises(AccountForbids, match="has not ended"):
            self.erase(counter, account, second=SUPERVISOR)
        counter.do("void-account", account=account, reason="opened by mistake")
        self.print_all(counter)
        for second in (None, CASHIER):
            with pytest.raises(SecondPersonNeeded):
                self.erase(counter, account, second=second)
        with pytest.raises(NotAllowed):
            self.erase(counter, account, by=ADMINISTRATOR, second=SUPERVISOR)
        with pytest.raises(BadArgument):
            counter.do("erase-account", account=account, reason="", second=SUPERVISOR)
        assert account_file(counter.kiosk, account).personal["name"] == "Amina Salim"
        with pytest.raises(AccountForbids):
            edit(counter, account, name="Amina")

    def test_a_repeated_request_returns_the_first_result(self, counter: Counter) -> None:
        account = self.ended(counter)
        self.print_all(counter)
        first = self.erase(counter, account, second=SUPERVISOR, request="x-1")
        assert self.erase(counter, account, second=SUPERVISOR, request="x-1") == first
        assert len(events(counter, "account_erased")) == 1
