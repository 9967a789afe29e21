"""Settings, accounts, books, shifts, requests and single events, as operations ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from peewee import Database

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.permissions import Role
from app.domain.regions import Region
from app.ledger.events import accounts as account_events
from app.ledger.events import exceptions, ledger_life, master_data, operators, paper
from app.ledger.events.codec import encode_entry
from app.ledger.projection.engine import project
from app.ledger.projection.statements import execute
from app.ledger.queries import accounts, journal, money, requests, settings, shifts
from tests.ledger.goods import ACCOUNT, TODAY, revision
from tests.ledger.kiosks import empty_tables
from tests.ledger.village import Village


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(empty_tables()) as database:
        yield database


@pytest.fixture
def village() -> Village:
    return Village()


class TestSettings:
    def test_place_is_this_nodes_and_particulars_are_the_newest_of_all(
        self, db: Database, village: Village
    ) -> None:
        village.genesis(8, name="Other name", site="99")
        village.genesis(7, site="12")
        village.append(ledger_life.UtilityChanged(utility_name="New name", phone="123"), node=8)
        project(db, village.chain)
        utility = settings.utility(db)
        assert (utility.site, utility.region_name, utility.roaming) == ("12", "Region of 7", True)
        assert (utility.utility_name, utility.phone) == ("New name", "123")

    def test_a_ledger_without_its_own_genesis_has_no_utility(
        self, db: Database, village: Village
    ) -> None:
        village.genesis(8)
        project(db, village.chain)
        with pytest.raises(LookupError):
            settings.utility(db)

    def test_an_operator_is_as_last_set(self, db: Database, village: Village) -> None:
        village.append(master_data.OperatorSet(operator=5, name="Juma", role=Role.CASHIER))
        village.append(
            master_data.OperatorSet(operator=5, name="Juma", role=Role.SUPERVISOR, active=False)
        )
        project(db, village.chain)
        juma = settings.Operator(number=5, name="Juma", role=Role.SUPERVISOR, active=False)
        assert settings.operator(db, 5) == juma
        assert settings.operators(db) == [juma]
        assert settings.operator(db, 6) is None

    def test_models_and_regions_come_back_as_set(self, db: Database, village: Village) -> None:
        village.settings()
        village.append(master_data.RegionSet(region=3, name="Kijiji", parent=1))
        project(db, village.chain)
        model = settings.meter_model(db, "M1")
        assert model is not None
        assert (model.maker, model.profile) == ("Maji", "tapcard-sle4442")
        assert settings.meter_model(db, "M2") is None
        assert settings.region(db, 3) == Region(region=3, name="Kijiji", parent=1)

    def test_the_revision_in_force_is_the_latest_that_has_begun(
        self, db: Database, village: Village
    ) -> None:
        assert settings.next_revision_number(db, 1) == 1
        for number, day in ((1, date(2026, 1, 1)), (2, date(2026, 7, 1)), (3, date(2026, 7, 1))):
            village.append(master_data.TariffRevisionSet(revision=revision(number, day)))
        project(db, village.chain)

        def number_on(day: date) -> int | None:
            found = settings.revision_in_force(db, 1, day)
            return None if found is None else found.revision

        assert number_on(date(2025, 12, 31)) is None
        assert number_on(date(2026, 6, 30)) == 1
        assert number_on(date(2026, 7, 1)) == 3
        assert settings.revision(db, 1, 2) == revision(2, date(2026, 7, 1))
        assert [found.revision for found in settings.revisions(db, 1)] == [1, 2, 3]
        assert settings.next_revision_number(db, 1) == 4
        assert settings.next_revision_number(db, 2) == 1

    def test_a_revision_is_never_changed(self, db: Database, village: Village) -> None:
        village.append(master_data.TariffRevisionSet(revision=revision(1, date(2026, 1, 1))))
        village.append(master_data.TariffRevisionSet(revision=revision(1, date(2026, 2, 1))))
        project(db, village.chain)
        assert settings.revision(db, 1, 1) == revision(1, date(2026, 1, 1))

    def test_fees_and_tax_rates_are_those_of_the_day(self, db: Database, village: Village) -> None:
        village.settings()
        for amount, rate, day in ((100, 800, date(2026, 1, 1)), (200, 900, date(2026, 6, 1))):
            village.append(
                master_data.FeeSet(
                    code="card",
                    name="Card",
                    amount=amount,
                    tax_code="LEVY",
                    tax_rate=rate,
                    valid_from=day,
                )
            )
        project(db, village.chain)
        assert settings.fee_in_force(db, "card", date(2025, 12, 31)) is None
        before = settings.fee_in_force(db, "card", date(2026, 5, 31))
        after = settings.fee_in_force(db, "card", date(2026, 6, 1))
        assert before is not None
        assert after is not None
        assert (before.amount, after.amount, after.tax_rate) == (100, 200, 900)
        assert settings.tax_rates(db) == {"LEVY": 900, "VAT": 1600}


class TestAccounts:
    def test_one_is_as_opened_until_its_key_is_destroyed(
        self, db: Database, village: Village
    ) -> None:
        village.account()
        project(db, village.chain)
        found = accounts.account(db, ACCOUNT)
        assert found is not None
        assert (found.home, found.region, found.tariff_class, found.household_size) == (7, 3, 1, 4)
        assert (found.opened, found.sealed, found.erased) == (TODAY, b"sealed", False)
        village.append(account_events.AccountErased(account=ACCOUNT, reason="asked"))
        project(db, village.chain[-1:])
        found = accounts.account(db, ACCOUNT)
        assert found is not None
        assert found.erased

    def test_one_that_is_only_known_as_erased_is_none(self, db: Database, village: Village) -> None:
        village.append(account_events.AccountErased(account=ACCOUNT, reason="asked"))
        project(db, village.chain)
        assert accounts.account(db, ACCOUNT) is None


class TestMoney:
    def test_books_follow_a_sale_and_its_refund(self, db: Database, village: Village) -> None:
        shift = village.shift(float_cash=20_000)
        purchase = village.pay(shift)
        project(db, village.chain)
        assert (money.drawer(db, shift), money.suspense(db, ACCOUNT)) == (20_400, 400)
        village.load(purchase, 1)
        project(db, village.chain[-1:])
        assert money.suspense(db, ACCOUNT) == 0
        assert money.shift_book(db, shift, Book.WATER) == -345
        assert money.shift_book(db, shift, Book.TAX) == -55
        refund = village.refund(purchase)
        village.cancel(refund, purchase)
        village.pay_out(refund, purchase, 2)
        project(db, village.chain[-3:])
        assert money.drawer(db, shift) == 20_000
        assert money.shift_book(db, shift, Book.WATER) == 0
        assert (money.balance(db, ACCOUNT), money.arrears(db, ACCOUNT)) == (0, 0)


class TestShifts:
    def test_one_is_open_until_it_is_closed(self, db: Database, village: Village) -> None:
        shift = village.shift()
        project(db, village.chain)
        found = shifts.open_shift(db, 7, 11)
        assert found is not None
        assert (found.id, found.accounting_date, found.float_cash) == (shift, TODAY, 20_000)
        assert shifts.open_shift(db, 8, 11) is None
        assert shifts.open_shift(db, 7, 12) is None
        closed = village.close_shift(shift, report_number=1)
        project(db, village.chain[-1:])
        assert shifts.open_shift(db, 7, 11) is None
        after = shifts.shift(db, shift)
        assert after is not None
        assert (after.closed_by, after.report_number) == (closed, 1)

    def test_its_totals_count_what_is_proved(self, db: Database, village: Village) -> None:
        shift = village.shift()
        village.append(paper.CopyPrinted(document="K07", copy_number=1))
        village.append(paper.CopyPrinted(document="K07", copy_number=1), operator=12)
        village.append(operators.SignInRefused(operator=11, reason="wrong_pin"))
        first = village.pay(shift)
        village.load(first, 5)
        village.reissued(village.reissue(first, b"card-002", fee=300), 6)
        village.pay(shift, number=2, allocation=first)
        scrapped = village.pay(shift, number=3, allocation=first)
        village.append(exceptions.PlanScrapped(plan=scrapped, account=ACCOUNT))
        village.decide(
            village.pay(shift, number=4, allocation=first),
            exceptions.Decision.NOT_WRITTEN,
            shift=shift,
            to_cash=400,
            receipt=7,
        )
        village.close_shift(shift, report_number=1)
        village.append(paper.CopyPrinted(document="K07", copy_number=2))
        project(db, village.chain)
        totals = shifts.shift_totals(db, shift)
        assert (totals.sales, totals.sales_total) == (2, 700)
        assert (totals.refunds, totals.refunds_total) == (1, 400)
        assert (totals.reversals, totals.reversals_total) == (0, 0)
        assert (totals.first_receipt, totals.last_receipt) == (5, 7)
        assert (totals.in_doubt, totals.copies, totals.refused_sign_ins) == (2, 1, 1)
        assert shifts.grand_total(db, 7) == 700
        assert shifts.grand_total(db, 8) == 0

    def test_after_a_restore_receipts_are_told_by_epoch(
        self, db: Database, village: Village
    ) -> None:
        shift = village.shift()
        first = village.pay(shift)
        village.load(first, 90)
        village.load(village.pay(shift, number=2, allocation=first, epoch=2), 1)
        project(db, village.chain)
        totals = shifts.shift_totals(db, shift)
        assert (totals.sales, totals.first_receipt, totals.last_receipt) == (2, 90, 1)

    def test_report_numbers_run_by_node_and_epoch(self, db: Database, village: Village) -> None:
        assert shifts.next_report_number(db, 7, 1) == 1
        village.close_shift(village.shift(), report_number=1)
        village.close_shift(village.shift(), report_number=2)
        project(db, village.chain)
        assert shifts.next_report_number(db, 7, 1) == 3
        assert shifts.next_report_number(db, 7, 2) == 1
        assert shifts.next_report_number(db, 8, 1) == 1

    def test_x_reports_have_numbers_of_their_own(self, db: Database, village: Village) -> None:
        shift = village.shift()
        village.x_report(shift, report_number=1)
        village.x_report(village.shift(), report_number=2)
        project(db, village.chain)
        assert shifts.next_x_report_number(db, 7, 1) == 3
        assert shifts.next_x_report_number(db, 7, 2) == 1
        assert shifts.next_report_number(db, 7, 1) == 1
        assert shifts.shift_totals(db, shift).x_reports == 1

    def test_an_unknown_one_adds_up_to_nothing(self, db: Database) -> None:
        totals = shifts.shift_totals(db, EventId(7, 1, 1))
        assert (totals.sales, totals.first_receipt, totals.copies) == (0, None, 0)


class TestRequests:
    def test_a_repeated_id_finds_the_first_event_of_its_node(
        self, db: Database, village: Village
    ) -> None:
        shift = village.shift()
        purchase = village.pay(shift, request="till-1")
        village.append(operators.OperatorSignedIn(operator=11), request="till-1")
        village.append(operators.OperatorSignedIn(operator=11), node=8, request="till-2")
        project(db, village.chain)
        found = requests.by_request(db, 7, "till-1")
        assert found == requests.Request(event=purchase, kind="purchase_paid")
        assert requests.by_request(db, 7, "till-2") is None


class TestJournal:
    def test_single_events_are_read_with_their_hash(self, db: Database, village: Village) -> None:
        shift = village.shift()
        entry = village.chain[0][1]
        execute(
            db,
            "INSERT INTO journal_event (node, epoch, seq, body, hash) VALUES (?, ?, ?, ?, ?)",
            (*shift, encode_entry(entry), bytes(32)),
        )
        assert journal.entry(db, shift) == entry
        assert journal.hash_of(db, shift) == bytes(32)
        unknown = EventId(7, 1, 99)
        assert (journal.entry(db, unknown), journal.hash_of(db, unknown)) == (None, None)
