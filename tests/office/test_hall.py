"""Counters in one hall: what one does, the others see after one round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.identity import EventId
from app.ledger import exchange, personal
from app.ledger.database import connection_of
from app.ledger.queries import settings
from app.ledger.queries.old_tariffs import sold_at_old_tariff
from app.office.inviting import NoSuchOperator, invite_operator
from app.office.store.opening import open_store
from app.operations.errors import BadArgument, PinExpired, SignInFailed, UnknownRecord
from app.operations.operation import Caller
from app.operations.sign_in import sign_in
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, TARIFF
from tests.office.hall import Desk, Hall


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made")


@pytest.fixture
def hall(tmp_path: Path, made_once: Path) -> Iterator[Hall]:
    """A head office with two counters."""
    store = open_store(str(tmp_path / "office"))
    made = Hall(store, tmp_path, made_once)
    made.join(7)
    made.join(8)
    made.round()
    yield made
    for desk in made.desks:
        desk.counter.close()
    store.close()


@pytest.fixture
def here(hall: Hall) -> Desk:
    return hall.desks[0]


@pytest.fixture
def there(hall: Hall) -> Desk:
    return hall.desks[1]


def names(desk: Desk, text: str) -> list[str]:
    """Accounts found by a name."""
    try:
        return [row.account for row in desk.counter.do("find-accounts", text=text).accounts]
    except UnknownRecord:
        return []


def end(desk: Desk, account: str) -> None:
    """The account ends where it is kept, and its papers come out."""
    desk.counter.do("void-account", account=account, reason="opened twice")
    for job in desk.ledger.print_jobs.pending():
        desk.ledger.print_jobs.done(job.id)


def erase(desk: Desk, account: str) -> None:
    desk.counter.do("erase-account", second=SUPERVISOR, account=account, reason="asked for it")


def key_at(desk: Desk, account: str) -> bytes | None:
    with desk.ledger.read() as reader:
        return personal.key_named(connection_of(reader.db), account)


class TestAfterOneRound:
    """What happened at one counter is there at the other."""

    def test_an_account_is_found_by_its_customers_name(
        self, hall: Hall, here: Desk, there: Desk
    ) -> None:
        account = here.counter.account("Neema Wanjiru")
        hall.round()
        assert names(there, "Wanjiru") == [account]

    def test_a_sale_goes_on_at_the_other_counter(self, hall: Hall, here: Desk, there: Desk) -> None:
        account = here.counter.account("Neema Wanjiru")
        card, meter = here.counter.new_card(), here.counter.meter()
        here.counter.do(
            "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
        )
        hall.round()
        meter.take(card)
        there.counter.put(card)
        there.counter.do("prepay", volume="3")
        hall.round()
        for desk in (here, there):
            found = desk.counter.do("purchases", account=account).purchases
            assert [one.purchase.node for one in found] == [8, 7]
            assert desk.faults() == []

    def test_the_blacklist_binds_at_the_other_counter(
        self, hall: Hall, here: Desk, there: Desk
    ) -> None:
        account = here.counter.account("Neema Wanjiru")
        here.counter.do(
            "blacklist", by=SUPERVISOR, what="account", number=account, reason="owes since May"
        )
        hall.round()
        entries = there.counter.do("blacklist-entries").entries
        assert [one.subject.number for one in entries] == [account]

    def test_everybody_is_clean_and_another_round_brings_nothing(
        self, hall: Hall, here: Desk
    ) -> None:
        here.counter.account("Neema Wanjiru")
        hall.round()
        hall.feed()
        assert [hall.down(desk) for desk in hall.desks] == [0, 0]
        assert [desk.faults() for desk in hall.desks] == [[], []]


class TestErasing:
    """A person who is erased at one counter is erased everywhere."""

    def test_at_every_node(self, hall: Hall, here: Desk, there: Desk) -> None:
        account = here.counter.account("Neema Wanjiru")
        hall.round()
        assert key_at(there, account) == hall.store.personal_keys([account])[account]
        end(here, account)
        erase(here, account)
        hall.round()
        for desk in hall.desks:
            assert key_at(desk, account) is None
            assert names(desk, "Wanjiru") == []
            assert desk.faults() == []
        assert hall.store.personal_keys([account]) == {}

    def test_at_one_that_joins_later(self, hall: Hall, here: Desk) -> None:
        account = here.counter.account("Neema Wanjiru")
        hall.round()
        end(here, account)
        erase(here, account)
        hall.round()
        late = hall.join(9)
        hall.round()
        assert names(late, "Wanjiru") == []
        assert key_at(late, account) is None
        assert late.faults() == []

    def test_before_its_key_came(self, hall: Hall, here: Desk) -> None:
        """A key that comes behind the erasing is not kept."""
        account = here.counter.account("Neema Wanjiru")
        key = key_at(here, account)
        assert key is not None
        end(here, account)
        erase(here, account)
        hall.round()
        hall.store.keep_keys({account: key})
        assert hall.store.personal_keys([account]) == {}

    def test_the_stores_file_has_the_key_no_more(self, hall: Hall, here: Desk) -> None:
        account = here.counter.account("Neema Wanjiru")
        hall.round()
        key = hall.store.personal_keys([account])[account]
        end(here, account)
        erase(here, account)
        hall.round()
        assert not [path for path in (hall.path / "office").iterdir() if key in path.read_bytes()]


class TestRegions:
    """What concerns one region is not given to another."""

    def test_another_region_is_given_no_accounts(self, hall: Hall, here: Desk) -> None:
        far = hall.join(9, region=13)
        account = here.counter.account("Neema Wanjiru")
        hall.round()
        assert names(far, "Wanjiru") == []
        assert set(far.scopes) <= {"everyone", "region:13", "kiosk:9"}
        assert key_at(far, account) is None


class TestOperators:
    """Set by head office; each chooses a PIN at the counter, with a code that counts once."""

    @pytest.fixture
    def code(self, hall: Hall, here: Desk) -> str:
        """Of operator 33, invited to the first counter."""
        office = hall.join(1, pin=False)
        office.counter.do(
            "set-operator", by=ADMINISTRATOR, operator="33", name="Zawadi", role="cashier", pin=PIN
        )
        code = invite_operator(
            office.ledger,
            hall.kiosk(here),
            33,
            office.counter.random,
            by=Caller(operator=ADMINISTRATOR),
        )
        hall.round()
        return code

    def test_the_code_lets_nobody_in_but_to_choose_a_pin(self, here: Desk, code: str) -> None:
        kiosk = here.counter.kiosk
        with pytest.raises(PinExpired):
            sign_in(kiosk, 33, code)
        sign_in(kiosk, 33, code, renewing=True)
        with pytest.raises(BadArgument):
            here.counter.do("change-pin", by=33, pin=code)
        here.counter.do("change-pin", by=33, pin="918273")
        assert sign_in(kiosk, 33, "918273").name == "Zawadi"
        with pytest.raises(SignInFailed):
            sign_in(kiosk, 33, code, renewing=True)

    @pytest.mark.usefixtures("code")
    def test_it_counts_once_however_often_it_comes(self, hall: Hall, here: Desk) -> None:
        here.counter.do("change-pin", by=33, pin="918273")
        here.ledger.commit(lambda tx: exchange.begin_anew(tx.db))
        hall.down(here)
        assert sign_in(here.counter.kiosk, 33, "918273").name == "Zawadi"

    def test_at_another_counter_it_is_nothing(self, there: Desk, code: str) -> None:
        assert "kiosk:8" not in there.scopes
        with pytest.raises(SignInFailed):
            sign_in(there.counter.kiosk, 33, code, renewing=True)

    @pytest.mark.usefixtures("code")
    def test_the_verifier_of_head_office_does_not_travel(self, here: Desk) -> None:
        with pytest.raises(SignInFailed):
            sign_in(here.counter.kiosk, 33, PIN)

    def test_nobody_unknown_is_invited(self, hall: Hall, here: Desk) -> None:
        office = hall.join(1, pin=False)
        with pytest.raises(NoSuchOperator):
            invite_operator(
                office.ledger,
                hall.kiosk(here),
                44,
                office.counter.random,
                by=Caller(operator=ADMINISTRATOR),
            )


class TestMasterData:
    """Head office's own ledger sets them for all counters."""

    def test_a_fee_is_the_same_at_every_counter(self, hall: Hall, here: Desk, there: Desk) -> None:
        office = hall.join(1, pin=False)
        office.counter.do("set-fee", by=ADMINISTRATOR, code="card", name="Card", amount="321")
        hall.round()
        for desk in (here, there):
            with desk.ledger.read() as reader:
                fee = settings.fee_in_force(reader.db, "card", date(2026, 11, 23))
            assert fee is not None
            assert fee.amount == 32_100
            assert desk.faults() == []


def prepay(desk: Desk, home: tuple[Any, Any]) -> EventId:
    card, meter = home
    meter.take(card)
    desk.counter.put(card)
    sold: EventId = desk.counter.do("prepay", volume="3").purchase
    return sold


class TestALateTariff:
    """One that reached a counter after it was due: its sale stands, and is told."""

    def test_is_reported_with_the_sale(self, hall: Hall, here: Desk, there: Desk) -> None:
        office = hall.join(1, pin=False)
        account = here.counter.account("Neema Wanjiru")
        home = here.counter.new_card(), here.counter.meter()
        here.counter.do(
            "allocate-meter",
            account=account,
            meter=home[1].state.meter,
            model="DN15",
            amount="1000",
        )
        hall.round()
        office.counter.do(
            "set-tariff",
            by=ADMINISTRATOR,
            second=SUPERVISOR,
            tariff=TARIFF.replace("2026-01-01", "2026-11-24").replace("45.00", "50.00"),
        )
        for desk in hall.desks:
            desk.counter.clock.now += 20 * 3_600_000
        late = prepay(here, home)
        hall.round()
        in_time = prepay(here, home)
        hall.round()
        for desk in (here, there):
            with desk.ledger.read() as reader:
                told = sold_at_old_tariff(reader.db, date(2026, 11, 1), date(2026, 11, 30))
            assert [(one.purchase, one.account, one.revision, one.due) for one in told] == [
                (late, account, 1, 2)
            ]
            assert {one.purchase for one in desk.counter.do("purchases").purchases} >= {
                late,
                in_time,
            }
