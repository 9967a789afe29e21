"""Head office's screens: what is done about a kiosk seldom, and about an account of several."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledger.journal import scan
from app.ledger.queries import allowances
from app.screens.fleet_kiosk import FleetKiosk
from app.screens.office_exceptions import OfficeExceptions
from app.screens.office_menu import OfficeMenu
from app.screens.price_exception import PriceException
from app.screens.rule_kiosk import RuleKiosk
from tests.office.stories import arrive
from tests.office.town import until
from tests.operations.proofs import ledger_of
from tests.protocol.conftest import MakeStreet
from tests.protocol.conftest import fresh_street as fresh_street
from tests.protocol.conftest import make_street as make_street
from tests.screens.head_office import (
    AUDITOR,
    HARBOUR,
    SCHOOL,
    Served,
    clerk,
    copied,
    found,
    found_exceptions,
    settings_at,
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Served]:
    """One that is served, with five kiosks."""
    with copied(tmp_path) as served:
        yield served


@pytest.fixture
def new_office(tmp_path: Path) -> Iterator[Served]:
    """One that is served, without kiosks."""
    settings = settings_at(tmp_path / "new")
    settings.folder.mkdir()
    found(settings)
    served = Served(settings)
    yield served
    served.stop()


async def test_a_rule_for_all_kiosks_grants_where_none_of_their_own_is_set(office: Served) -> None:
    async with clerk(office) as one:
        await one.sign_in()
        await one.press("9")
        await one.on(RuleKiosk)
        await one.sees("all without a rule of their own")
        await one.press(*"500", "enter", *"50", "enter", *"14", "enter", "enter", "enter")
        await one.sees("Press + to set it.")
        await one.press("plus")
        await one.sees("It is set.")
        await one.press("enter")
        await one.on(OfficeMenu)
    with office.ledger.read() as reader:
        assert set(allowances.rules_set(reader.db)) == {None}
        (grant,) = allowances.granted(reader.db, HARBOUR, 2)
    assert (grant.money, grant.count) == (50_000, 50)


async def test_a_lost_machine_is_barred_and_another_gets_the_line_to_type(office: Served) -> None:
    lost = office.store.kiosk(SCHOOL)
    async with clerk(office) as one:
        await one.sign_in()
        await one.press("1", "3")
        await one.on(FleetKiosk)
        await one.sees("More: operators, identity")
        await one.press("7", "2")
        await one.sees("Press + to bar it and get a code.")
        await one.press("plus")
        await one.sees("At K09, where kiosk.toml says id = 9:")
        await one.sees("sudo tapcard sync enrol https://office.example:8443")
        await one.press("enter", "escape")
        await one.on(FleetKiosk)
    kiosk = office.store.kiosk(SCHOOL)
    assert kiosk is not None
    assert lost is not None
    assert kiosk.enrolment.transport_key != lost.enrolment.transport_key
    (invitation,) = office.store.invitations()
    assert invitation.node == SCHOOL


async def test_what_a_kiosk_had_set_before_it_joined_is_shown(office: Served) -> None:
    async with clerk(office) as one:
        await one.signs(AUDITOR)
        await one.press("1")
        await one.sees("All kiosks: 5")
        await one.press("4")
        await one.sees("K07 Kati market")
        await one.press("7", "3")
        await one.sees("K07 Kati market: 1")
        assert "Payment without a card     repair" in one.text()
        assert "its own" in one.text()
        await one.press("escape", "escape", "escape")
        await one.sees("All kiosks: 5")
        await one.press("3")
        await one.sees("K09 School road")
        await one.press("7", "3")
        await one.sees("It has nothing that is not set here.")


async def test_an_account_that_two_counters_sold_to_is_reckoned_anew(
    new_office: Served, make_street: MakeStreet
) -> None:
    street = make_street()
    street.settled_in()
    street.sell_twice()
    for kiosk in street.kiosks:
        with ledger_of(kiosk).read() as reader:
            told = [(id, entry) for batch in scan(reader.db) for id, entry, _body in batch]
        arrive(new_office.store, [event for event in told if event[0].node == kiosk.node])
    until(lambda: found_exceptions(new_office.store) == 2)
    async with clerk(new_office) as one:
        await one.sign_in()
        await one.press("3")
        await one.sees("price differs")
        (line,) = (line for line in one.text().splitlines() if "price differs" in line)
        await one.press(line.split()[0])
        await one.on(PriceException)
        await one.sees(street.account)
        await one.press("1")
        await one.sees("Press + to reckon it anew and book it.")
        await one.press("plus")
        await one.sees("It is booked.")
        await one.sees("Owes more")
        await one.press("enter")
        until(lambda: found_exceptions(new_office.store) == 1)
        await one.press("escape")
        await one.on(OfficeExceptions)
        await one.until(lambda: "price differs" not in one.text())
