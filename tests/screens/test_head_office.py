"""Head office's screens over its real socket: what each shows, does, and lets several people do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from app.domain.money_limits import MoneyLimit
from app.ledger.events.corrections import MoneyLimitSet
from app.ledger.queries import allowances, settings
from app.ledger.queries.deeds import DeedFilter, deeds
from app.ledger.queries.locked_months import last_locked
from app.office.admin_socket import OfficeClosed, OfficeRefused, ask_office
from app.office.administration import AskAdmit, AskExceptions, AskRevoke
from app.office.desk_asks import AskDeed, AskSignIn, Session
from app.office.kept_exceptions import all_kept
from app.office.office_kiosk import office_kiosk
from app.office.what_waits import Exceptions
from app.operations.errors import OperationRefused
from app.operations.lock_month import LOCK_MONTH, LockMonthArguments
from app.operations.operation import Caller
from app.operations.receive_meters import RECEIVE_METERS, ReceiveMetersArguments
from app.operations.set_fee import SET_FEE, SetFeeArguments
from app.operations.sign_in import sign_in
from app.operations.take_back_meters import TAKE_BACK_METERS, TakeBackMetersArguments
from app.screens.account import AccountPage
from app.screens.fees import Fees
from app.screens.fleet_kiosk import FleetKiosk
from app.screens.invite_operator import InviteOperator
from app.screens.lock import Lock
from app.screens.office_menu import OfficeMenu
from app.screens.operators import Operators
from app.screens.rule_kiosk import RuleKiosk
from app.screens.set_fee import SetFee
from app.screens.set_operator import SetOperator
from app.screens.waiting import Waiting
from tests.counter import ADMINISTRATOR, NOON, PIN, SeededRandomness, SetClock
from tests.office.town import until
from tests.protocol.conftest import fresh_street as fresh_street
from tests.protocol.conftest import make_street as make_street
from tests.screens.head_office import (
    AUDITOR,
    DAY,
    HARBOUR,
    MARKET,
    SCHOOL,
    SECOND,
    Clerk,
    Served,
    clerk,
    copied,
    settings_at,
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Served]:
    """One that is served, with five kiosks."""
    with copied(tmp_path) as served:
        yield served


async def to_fees(one: Clerk) -> None:
    await one.press("7", "4", "1")
    await one.on(Fees)


async def to_fee(one: Clerk, amount: str) -> None:
    """The review of another amount of the second fee."""
    await one.press("2")
    await one.on(SetFee)
    await one.press("enter", *["minus"] * 6)
    await one.types(amount)
    await one.press(*["enter"] * 4)
    await one.sees("Press + to change it.")


async def second_signs(one: Clerk) -> None:
    await one.press("plus")
    await one.sees("A second person signs")
    await one.signs(SECOND)
    await one.until(lambda: "This takes two people" not in one.text())
    await one.press("plus")


async def test_what_is_wrong_stands_first_and_is_found_by_kind_name_and_number(
    office: Served,
) -> None:
    async with clerk(office) as one:
        await one.sign_in()
        await one.sees("5 kiosks | 1 silent | 2 short of limit | 1 with a wrong clock")
        await one.press("1")
        await one.sees("All kiosks: 5   what is wrong first")
        names = ("Harbour", "Station", "School road", "Kati market", "Mill")
        places = [one.text().index(name) for name in names]
        assert places == sorted(places)
        await one.press("plus")
        await one.sees("by number")
        assert one.text().index("Kati market") < one.text().index("Harbour")
        await one.press("asterisk")
        await one.sees("Silent for two days or more: 1")
        await one.press("asterisk", "asterisk")
        await one.sees("The clock is wrong: 1")
        assert "-3 h" in one.text()
        await one.press("escape", "1", "enter", *"market", "enter")
        await one.sees("All kiosks: 1")
        await one.press("enter", *["backspace"] * 6, *"k08", "enter")
        await one.sees("Harbour")
        await one.press("1")
        await one.on(FleetKiosk)
        await one.sees("Silent for two days or more")


async def test_a_large_limit_takes_two_and_barring_a_kiosk_that_then_offers_no_more_takes_one(
    office: Served,
) -> None:
    most = MoneyLimitSet(limit=MoneyLimit.ALLOWANCE, old=None, new=100_000)
    office.ledger.commit(lambda tx: tx.append(most, operator=ADMINISTRATOR))
    async with clerk(office) as one:
        await one.sign_in()
        await one.press("1", "1")
        await one.on(FleetKiosk)
        await one.sees("Grant a vending limit")
        await one.press("1", *"5000", "enter", *"200", "enter")
        await one.types("2026-12-31")
        await one.press("enter")
        await one.sees("Press + to grant it.")
        await one.press("plus")
        await one.sees("This takes two people.")
        await second_signs(one)
        await one.sees("It is granted.")
        with office.ledger.read() as reader:
            (grant,) = allowances.granted(reader.db, HARBOUR, 2)
        assert (grant.money, grant.count, grant.until) == (500_000, 200, date(2026, 12, 31))
        await one.press("enter")
        await one.on(FleetKiosk)
        await one.press("3")
        await one.sees("Press + to bar it for good.")
        await one.press("plus")
        await one.sees("It is barred.")
        await one.press("enter")
        await one.on(FleetKiosk)
        await one.until(lambda: "Bar it" not in one.text())
    kiosk = office.store.kiosk(HARBOUR)
    assert kiosk is not None
    assert kiosk.revoked
    with office.ledger.read() as reader:
        done = deeds(reader.db, DeedFilter(operator=ADMINISTRATOR), 50)
    signed = {one.kind: one.second for one in done}
    assert (signed["allowance_granted"], signed["kiosk_revoked"]) == (SECOND, None)


async def test_a_rule_grants_by_itself_and_who_works_at_a_kiosk_is_invited_there(
    office: Served,
) -> None:
    async with clerk(office) as one:
        await one.sign_in()
        await one.press("7", "5", "1")
        await one.on(Operators)
        await one.press("asterisk")
        await one.on(SetOperator)
        await one.press(*"33", "enter", *"Neema", "enter", "1", "enter", "3", *["enter"] * 3)
        await one.sees("Press + to record the operator.")
        await one.press("plus")
        await one.sees("THE OPERATOR IS RECORDED")
        await one.press("enter")
        while not isinstance(one.screen, OfficeMenu):
            await one.press("escape")
        await one.press("1", "1", "6")
        await one.on(RuleKiosk)
        await one.sees("by hand")
        await one.press(*"500", "enter", *"50", "enter", *"14", "enter", "enter", "enter")
        await one.sees("Press + to set it.")
        await one.press("plus")
        await one.sees("It is set.")
        await one.press("enter")
        await one.on(FleetKiosk)
        await one.sees("Limits by rule")
        with office.ledger.read() as reader:
            (grant,) = allowances.granted(reader.db, HARBOUR, 2)
        assert (grant.money, grant.count) == (50_000, 50)
        await one.press("7", "1")
        await one.on(InviteOperator)
        await one.press(*"77", "enter")
        await one.sees("Head office has no operator of this number.")
        await one.press("backspace", "backspace", *"33", "enter")
        await one.sees("33 Neema")
        await one.sees("Press + to get a code.")
        await one.press("plus")
        await one.sees("Tell it to nobody else.")


async def test_people_decide_what_waits_and_what_does_not_fit_of_a_kiosk(office: Served) -> None:
    async with clerk(office) as one:
        await one.sign_in()
        await one.press("2")
        await one.sees("All: 5")
        await one.press("2")
        await one.sees("an ended life")
        await second_signs(one)
        await one.sees("It is taken in.")
        await one.press("enter")
        await one.on(Waiting)
        await one.sees("All: 4")
        await one.press("2")
        await one.sees("two copies")
        await second_signs(one)
        await one.reads("It does not go on from what is here, and stays aside.")
        await one.press("escape")
        await one.on(Waiting)
        await one.press("1")
        await one.sees("Press + to let it go on.")
        await one.press("plus")
        await one.sees("It goes on.")
        await one.press("enter")
        await one.until(lambda: "asks to go on" not in one.text())
        await one.press("escape", "1", "1")
        await one.on(FleetKiosk)
        await one.sees("What does not fit there")
        await one.press("5")
        await one.sees("Everything fits.")
        await one.press("escape", "escape", "escape", "3")
        await one.sees("All: 1")
        await one.press("asterisk", "asterisk")
        await one.sees("Everything fits.")
        await one.press("asterisk")
        await one.sees("sold after its end")
        await one.press("1", *"asked", "enter")
        await one.sees("Press + to settle it.")
        await one.press("plus")
        await one.sees("It is settled.")
        await one.press("enter")
        await one.sees("Everything fits.")
    kiosk = office.store.kiosk(SCHOOL)
    assert kiosk is not None
    assert kiosk.in_force.epoch == 2
    assert [held.node for held in office.store.held()] == [SCHOOL]
    with office.store.read_tables() as tables:
        (found,) = all_kept(tables)
    assert found.settled is not None
    assert (found.settled.operator, found.settled.reason) == (ADMINISTRATOR, "asked")


async def test_of_two_people_who_change_the_same_the_second_is_told_and_both_see_what_counts(
    office: Served,
) -> None:
    async with clerk(office) as one, clerk(office) as other:
        for each in (one, other):
            await each.sign_in()
            await to_fees(each)
        await to_fee(one, "250")
        await to_fee(other, "300")
        await one.press("plus")
        await one.sees("DONE")
        await one.press("enter")
        await one.sees("KES 250.00")
        await other.press("plus")
        await other.reads("This setting was changed meanwhile.")
        await other.press("escape", "escape")
        while not isinstance(other.screen, Fees):
            await other.press("escape")
        await other.sees("KES 250.00")


async def test_all_counters_customers_are_found_and_nothing_is_offered_that_takes_a_counter(
    office: Served,
) -> None:
    async with clerk(office) as one:
        await one.signs(AUDITOR)
        await one.sees("Find account")
        await one.press("5")
        await one.types("amina")
        await one.press("enter")
        await one.sees("Amina Salim")
        await one.press("1")
        await one.on(AccountPage)
        await one.sees("Amina Salim")
        await one.sees("999.96")
        assert one.screen.ways() == {}
        await one.press("escape", "escape", "escape", "6", "2", *["enter"] * 6)
        await one.sees("Purchase paid")
        while not isinstance(one.screen, OfficeMenu):
            await one.press("escape")
        await one.press("escape", "escape")
        await one.sees("Operator number")
        assert one.app.desk.operator is None


async def test_who_was_forgotten_types_the_pin_again_and_goes_on(office: Served) -> None:
    async with clerk(office) as one:
        await one.sign_in()
        await to_fees(one)
        await to_fee(one, "250")
        office.restart()
        await one.press("plus")
        await one.reads("Head office does not know any more who you are.")
        await one.press("f12")
        await one.on(Lock)
        await one.types(PIN)
        await one.press("enter")
        await one.on(SetFee)
        await one.press("escape")
        await one.press(*["enter"] * 6)
        await one.sees("Press + to change it.")
        await one.press("plus")
        await one.sees("DONE")
    with office.ledger.read() as reader:
        fee = settings.fee_in_force(reader.db, "opening", date(2026, 11, 24))
    assert fee is not None


def test_what_counters_used_and_what_a_person_may_not_is_refused_by_serve(office: Served) -> None:
    with office_kiosk(office.settings, SetClock(NOON + DAY), SeededRandomness(9)) as place:
        fee = SetFeeArguments(code="card", name="Card", amount="1")
        caller = Caller(operator=AUDITOR)
        with pytest.raises(OperationRefused, match="who you are"):
            SET_FEE.run(place.kiosk, caller, fee)
        sign_in(place.kiosk, ADMINISTRATOR, PIN)
        by, first, last = Caller(operator=ADMINISTRATOR), "000000012340", "000000012349"
        came = ReceiveMetersArguments(first=first, last=last, model="DN15")
        RECEIVE_METERS.run(place.kiosk, by, came)
        back = TakeBackMetersArguments(first=first, last=last, reason="wrong")
        with pytest.raises(OperationRefused, match="allocated"):  # at the market, long ago
            TAKE_BACK_METERS.look_unsigned(place.kiosk, by, back)
        sign_in(place.kiosk, AUDITOR, PIN)
        with pytest.raises(OperationRefused, match="may not do this"):
            SET_FEE.run(place.kiosk, caller, fee)
        with pytest.raises(OperationRefused, match="wrong"):
            sign_in(place.kiosk, ADMINISTRATOR, "000000")


def test_a_month_is_locked_for_all_once_no_counter_in_service_has_anything_of_it_open(
    office: Served,
) -> None:
    """Two weeks later: the market's shift is still open, until the market is barred."""
    clock = office.office.clock
    assert isinstance(clock, SetClock)
    clock.now += 13 * DAY
    wanted = LockMonthArguments(month="2026-11")
    by = Caller(operator=ADMINISTRATOR, second=SECOND)
    with office_kiosk(office.settings, clock, SeededRandomness(9)) as place:
        sign_in(place.kiosk, ADMINISTRATOR, PIN)
        with pytest.raises(OperationRefused, match="K07") as refused:
            LOCK_MONTH.look_unsigned(place.kiosk, by, wanted)
        assert refused.value.code == "month_still_open"
        place.performer.do(Caller(operator=ADMINISTRATOR), AskRevoke(node=MARKET), type(None))

        def locked() -> bool:
            with suppress(OperationRefused):
                look = LOCK_MONTH.look_unsigned(place.kiosk, by, wanted)
                sign_in(place.kiosk, SECOND, PIN)
                LOCK_MONTH.perform(place.kiosk, by, LOCK_MONTH.quote(look, wanted))
                return True
            return False

        until(locked)
        with place.kiosk.ledger.read() as reader:
            assert last_locked(reader.db, place.kiosk.ledger.node) == date(2026, 11, 1)


def test_without_serve_there_is_nothing_to_open(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    with (
        pytest.raises(OfficeClosed) as refused,
        office_kiosk(settings, SetClock(), SeededRandomness(9)),
    ):
        pass
    assert "`tapcard office serve`" in refused.value.remedy


def test_a_signature_counts_once_and_somebody_who_renews_a_pin_does_nothing_else(
    office: Served,
) -> None:
    socket = office.settings.socket

    def token(operator: int, *, renewing: bool = False) -> str:
        ask = AskSignIn(operator=operator, pin=PIN, renewing=renewing)
        return ask_office(socket, ask, Session).token

    asha, juma = token(ADMINISTRATOR), token(SECOND)
    bar = AskDeed(token=asha, second=juma, deed=AskRevoke(node=HARBOUR))
    ask_office(socket, bar, type(None))
    with pytest.raises(OfficeRefused, match="who you are"):
        ask_office(socket, bar, type(None))
    with pytest.raises(OfficeRefused, match="second person"):
        ask_office(socket, AskDeed(token=asha, deed=AskAdmit(digest="")), str)
    only = AskDeed(token=token(ADMINISTRATOR, renewing=True), deed=AskExceptions())
    with pytest.raises(OfficeRefused, match="who you are"):
        ask_office(socket, only, Exceptions)
