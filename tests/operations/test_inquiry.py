"""What was sold, told and done is found again: by whatever is known of it, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.amounts import BadAmount
from app.domain.cards import MeterStatus
from app.operations.errors import BadArgument, NotAllowed, UnknownRecord
from app.operations.event_record import LinkKind
from app.operations.meter_health import Complaint
from app.operations.purchases import SaleState
from app.simulator.reader import ApduPhase
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, CASHIER, REGION, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write

TODAY = "2026-11-23"
OTHER = "000000054321"


class Street:
    """Two customers of one counter; the first has bought three times and was in her meter."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.amina = Customer(counter)
        self.juma = Customer(counter, OTHER)
        self.amina.allocate()
        self.amina.visit()
        self.amina.do("read-card")
        self.amina.buy("3")
        self.amina.visit()
        self.serial = self.amina.do("read-card").serial.hex()
        self.amina.buy("1")
        self.juma.allocate()
        counter.do("suspend-account", account=self.juma.account, reason="moved away")

    def ask(self, operation: str, by: int = SUPERVISOR, **which: Any) -> Any:
        return self.counter.do(operation, by=by, **which)

    def numbers(self, **which: Any) -> list[tuple[str, int]]:
        """Purchases that a filter finds: account and number, newest first."""
        return [(row.account, row.number) for row in self.ask("purchases", **which).purchases]

    def done(self, by: int = SUPERVISOR, **which: Any) -> list[str]:
        """What was done, oldest first."""
        found = self.ask("operations", by=by, rows="100", **which).operations
        assert [row.at for row in found] == sorted((row.at for row in found), reverse=True)
        return [row.kind for row in reversed(found)]


@pytest.fixture
def street(make_counter: MakeCounter) -> Iterator[Street]:
    yield Street(make_counter())


def pages(street: Street, operation: str, rows: str, **which: Any) -> list[Any]:
    """All pages of an inquiry, put together."""
    found: list[Any] = []
    after: dict[str, Any] = {}
    while True:
        page = street.ask(operation, rows=rows, **which, **after)
        found += getattr(page, page.__struct_fields__[-2])
        assert len(getattr(page, page.__struct_fields__[-2])) <= int(rows)
        if page.next is None:
            return found
        after = {"after": page.next}


class TestPurchases:
    def test_are_found_by_whatever_is_known_of_them(self, street: Street) -> None:
        amina, juma = street.amina.account, street.juma.account
        hers = [(amina, 3), (amina, 2), (amina, 1)]
        card = street.serial
        assert street.numbers() == [(juma, 1), *hers]
        assert street.numbers(account=amina) == hers
        assert street.numbers(card=card) == hers
        assert street.numbers(meter="12345") == hers
        assert street.numbers(receipt="2") == [(amina, 2)]
        assert street.numbers(receipt="k07-01-000003") == [(amina, 3)]
        assert street.numbers(receipt="99") == []
        assert street.numbers(operator=str(CASHIER)) == [(juma, 1), *hers]
        assert street.numbers(operator=str(SUPERVISOR)) == []
        assert street.numbers(region=str(REGION)) == [(juma, 1), *hers]
        assert street.numbers(region="13") == []
        assert street.numbers(since=TODAY, until=TODAY) == [(juma, 1), *hers]
        assert street.numbers(until="2026-11-22") == []
        total = street.ask("purchases", receipt="2").purchases[0].total
        assert street.numbers(amount=f"{total // 100}.{total % 100:02d}") == [(amina, 2)]
        assert street.numbers(account=amina, card=card, meter=OTHER) == []
        assert street.numbers(account=juma, operator=str(CASHIER), since=TODAY) == [(juma, 1)]

    def test_come_page_by_page(self, street: Street) -> None:
        whole = street.ask("purchases", rows="100").purchases
        for rows in ("1", "2", "3"):
            assert tuple(pages(street, "purchases", rows)) == whole
        assert len(pages(street, "purchases", "2", meter="12345")) == 3

    def test_a_sale_in_between_moves_no_page(self, street: Street) -> None:
        first = street.ask("purchases", rows="2")
        street.amina.visit()
        street.amina.buy("1")
        second = street.ask("purchases", rows="2", after=first.next)
        assert [row.number for row in second.purchases] == [2, 1]

    def test_say_what_became_of_them(self, street: Street) -> None:
        amina = street.amina
        amina.do("refund", reason="moved")
        assert _states(street) == [SaleState.REFUND_WAITS, SaleState.LOADED, SaleState.LOADED]
        amina.visit()
        amina.do("pay-refund")
        assert _states(street)[0] is SaleState.REFUNDED
        street.counter.put(amina.card)
        with pulled_at_write(street.counter, 1, ApduPhase.BEFORE), pytest.raises(Exception):  # noqa: B017
            amina.buy("1")
        row = street.ask("purchases", account=amina.account).purchases[0]
        assert (row.state, row.paper) == (SaleState.IN_DOUBT, "K07-01-S0001")


def _states(street: Street) -> list[SaleState]:
    return [row.state for row in street.ask("purchases", account=street.amina.account).purchases]


class TestReadings:
    def test_are_found_by_account_meter_card_and_day(self, street: Street) -> None:
        amina = street.amina
        card = street.serial
        found = street.ask("readings").readings
        assert [row.reading.read_back.number for row in found] == [2, 1]
        ways: list[dict[str, Any]] = [
            {"account": amina.account},
            {"meter": "12345"},
            {"card": card},
        ]
        for which in ways:
            assert street.ask("readings", by=CASHIER, since=TODAY, **which).readings == found
        assert street.ask("readings", account=street.juma.account).readings == ()
        assert street.ask("readings", until="2026-11-22").readings == ()
        assert tuple(pages(street, "readings", "1")) == found


class TestOperations:
    def test_everything_done_to_an_account_card_or_meter(self, street: Street) -> None:
        amina, juma = street.amina, street.juma
        sold = ["purchase_paid", "purchase_loaded"]
        told = ["card_read"]
        assert street.done(by=CASHIER, account=juma.account) == [
            "account_opened",
            *sold,
            "account_suspended",
        ]
        hers = [*sold, *told, *sold, *told, *sold]
        assert street.done(by=CASHIER, card=street.serial) == hers
        assert street.done(by=CASHIER, meter="12345") == hers
        assert street.done(account=amina.account) == ["account_opened", *hers]

    def test_by_an_operator_or_on_a_day_for_those_who_oversee(self, street: Street) -> None:
        overseen: list[dict[str, Any]] = [{}, {"since": TODAY}, {"operator": str(CASHIER)}]
        for which in overseen:
            with pytest.raises(NotAllowed):
                street.ask("operations", by=CASHIER, **which)
        with pytest.raises(NotAllowed):
            street.ask("operations", by=ADMINISTRATOR)
        his = street.done(operator=str(CASHIER), since=TODAY, until=TODAY)
        assert his.count("purchase_paid") == 4
        assert "tariff_revision_set" not in his
        assert "tariff_revision_set" in street.done(since=TODAY)
        assert street.done(until="2026-11-22") == []
        both = street.done(account=street.juma.account, operator=str(CASHIER))
        assert both == street.done(account=street.juma.account)
        assert street.done(account=street.juma.account, operator=str(SUPERVISOR)) == []

    def test_the_second_person_is_found_too_with_the_reason(self, street: Street) -> None:
        street.amina.visit()
        street.counter.put(street.amina.card)
        street.counter.do("compensate", second=SUPERVISOR, reason="burst pipe", volume="1")
        kinds = ["compensation_opened", "compensation_loaded"]
        assert street.done(operator=str(SUPERVISOR)) == ["operator_set", *kinds]
        row = street.ask("operations", operator=str(SUPERVISOR)).operations[1]
        assert (row.operator, row.second, row.reason) == (CASHIER, SUPERVISOR, "burst pipe")

    def test_come_page_by_page(self, street: Street) -> None:
        ways: list[dict[str, Any]] = [{}, {"meter": "12345"}, {"account": street.amina.account}]
        for which in ways:
            whole = street.ask("operations", rows="100", **which).operations
            assert tuple(pages(street, "operations", "2", **which)) == whole


class TestAnEvent:
    def test_leads_to_every_record_that_it_touches(self, street: Street) -> None:
        amina = street.amina
        paid = street.ask("purchases", receipt="2").purchases[0].purchase
        record = street.ask("event", event=str(paid))
        links = {(link.kind, link.name) for link in record.links}
        assert {
            (LinkKind.ACCOUNT, amina.account),
            (LinkKind.CARD, street.serial),
            (LinkKind.METER, "000000012345"),
            (LinkKind.OPERATOR, str(CASHIER)),
            (LinkKind.PAPER, "K07-01-000002"),
        } <= links
        events = [link.what for link in record.links if link.kind is LinkKind.EVENT]
        assert events == ["purchase_paid", "shift_opened", "purchase_loaded"]
        assert sum(one.amount for one in record.entries) == 0
        assert [load.quantity for load in record.loads] == [3_000]

    def test_all_that_it_leads_to_is_there(self, street: Street) -> None:
        """From the newest event every event of the ledger that is linked can be reached."""
        seen: set[str] = set()
        waiting = [str(street.ask("operations", rows="1").operations[0].event)]
        while waiting:
            event = waiting.pop()
            if event not in seen:
                seen.add(event)
                record = street.ask("event", event=event)
                assert in_words(street.counter.kiosk, record)
                waiting += [one.name for one in record.links if one.kind is LinkKind.EVENT]
        assert seen

    @pytest.mark.parametrize(
        "number", ["", "K07-01-", "K07-01-9999999999", "\uff17", "\x1b[2J", "1"]
    )
    def test_with_a_wrong_number_is_refused(self, street: Street, number: str) -> None:
        with pytest.raises(BadArgument):
            street.ask("event", event=number)
        with pytest.raises(UnknownRecord):
            street.ask("event", event="K07-01-99999")


class TestMeterHealth:
    def test_shows_warnings_worst_first_then_what_is_silent(self, street: Street) -> None:
        amina, juma = street.amina, street.juma
        assert street.ask("meter-health").meters == ()
        street.counter.clock.now += 70 * 86_400_000
        silent = street.ask("meter-health").meters
        assert [(row.health.meter, row.warnings) for row in silent] == [
            (amina.meter.state.meter, (Complaint.SILENT,)),
            (OTHER, (Complaint.SILENT,)),
        ]
        assert [row.health.told for row in silent] == [True, False]
        juma.meter.raise_status(MeterStatus.BATTERY_LOW)
        juma.visit()
        juma.do("read-card")
        amina.meter.raise_status(MeterStatus.MAGNET | MeterStatus.BATTERY_LOW)
        amina.visit()
        amina.do("read-card")
        ill = street.ask("meter-health").meters
        assert [row.warnings for row in ill] == [
            (Complaint.MAGNET, Complaint.BATTERY_LOW),
            (Complaint.BATTERY_LOW,),
        ]
        assert pages(street, "meter-health", "1") == list(ill)
        assert len(street.ask("meter-health", warning="magnet").meters) == 1
        assert len(street.ask("meter-health", warning="battery_low").meters) == 2
        assert street.ask("meter-health", warning="silent").meters == ()
        for result in (ill, street.ask("meter-health")):
            assert result
        assert in_words(street.counter.kiosk, street.ask("meter-health"))


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        ("operation", "wrong"),
        [
            ("purchases", {"account": "\uff17\uff10\uff11"}),
            ("purchases", {"account": "1" * 13}),
            ("purchases", {"meter": "12-4"}),
            ("purchases", {"card": "xyz"}),
            ("purchases", {"card": "ab" * 17}),
            ("purchases", {"card": ""}),
            ("purchases", {"receipt": "K07"}),
            ("purchases", {"receipt": "\x1b[2J"}),
            ("purchases", {"since": "2026-11-24", "until": TODAY}),
            ("purchases", {"rows": "0"}),
            ("purchases", {"rows": "501"}),
            ("purchases", {"after": "x"}),
            ("purchases", {"after": "2026-11-23~1"}),
            ("purchases", {"after": "2026-11-23~-1~1"}),
            ("readings", {"after": "2026-13-23~1~1"}),
            ("readings", {"meter": "\u0664\u0662"}),
            ("operations", {"after": "1~99999999999999999999"}),
            ("operations", {"since": "0001-01-01"}),
            ("operations", {"until": "9999-12-31"}),
            ("meter-health", {"days": "0"}),
            ("meter-health", {"warning": "rust"}),
        ],
    )
    def test_a_wrong_value_is_said_back(
        self, counter: Counter, operation: str, wrong: dict[str, Any]
    ) -> None:
        with pytest.raises(BadArgument):
            counter.do(operation, by=SUPERVISOR, **wrong)

    def test_an_amount_that_is_none_is_refused(self, counter: Counter) -> None:
        with pytest.raises(BadAmount):
            counter.do("purchases", amount="a lot")

    def test_an_inquiry_needs_no_shift_and_leaves_no_event(self, street: Street) -> None:
        assert street.counter.ledger is not None
        before = street.counter.ledger.verify()
        for operation in ("purchases", "readings", "operations", "meter-health"):
            assert in_words(street.counter.kiosk, street.ask(operation))
        assert street.counter.ledger.verify() == before
