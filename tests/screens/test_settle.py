"""Settling on the screen: the card says what happened; two people where it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.metering import MeterAnswer
from app.operations.errors import PlanInterrupted
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.second_person import SecondPerson
from app.screens.settle import Settle
from app.screens.settling.listing import PAGE, Listed, page_of
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter, counter
from tests.operations.customer import pulled_at_write
from tests.operations.proofs import events, prove
from tests.protocol.conftest import MakeStreet
from tests.protocol.conftest import fresh_street as fresh_street
from tests.protocol.conftest import make_street as make_street
from tests.protocol.kiosks import sync
from tests.protocol.play import sale_torn
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands

Interrupt: TypeAlias = Callable[..., None]


def sale_pulled(one: Household, write: int, phase: ApduPhase) -> None:
    """KES 500 are paid and the card is pulled at its n-th write."""
    one.at_home()
    one.counter.put(one.card)
    with pulled_at_write(one.counter, write, phase), pytest.raises(PlanInterrupted):
        one.counter.do("prepay", amount="500")


@pytest.fixture
def safe(tmp_path: Path) -> Iterator[Household]:
    """A household whose card cannot be copied: what is off it may be paid at once."""
    with counter(tmp_path / "safe.db", profile=TapcardSle4442(copyable=False)) as desk:
        yield Household(desk)


@pytest.fixture
def scrapped(desk: Counter) -> tuple[str, VirtualSle4442]:
    """An account whose first card was pulled, and the blank with a torn secret that it became."""
    account = desk.account("Baraka Said")
    desk.new_card()
    with pulled_at_write(desk, 0, ApduPhase.BEFORE), pytest.raises(PlanInterrupted):
        desk.do("allocate-meter", account=account, meter="88", model="DN15", amount="1000")
    return account, VirtualSle4442(psc=b"\x01\x02\x03")


async def opened(cashier: Hands, operator: int = CASHIER) -> None:
    await cashier.types(str(operator))
    await cashier.press("enter")
    await cashier.types(PIN)
    await cashier.press("enter")
    await cashier.on(Menu)
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("3")
    await cashier.on(Settle)


async def signs(cashier: Hands, operator: int, last_three: str = "") -> None:
    """``last_three``: of the account, where something of it is undone."""
    await cashier.on(SecondPerson)
    if last_three:
        await cashier.types(last_three)
        await cashier.press("enter")
    await cashier.types(str(operator))
    await cashier.press("enter")
    await cashier.types(PIN)
    await cashier.press("enter")


@pytest.mark.parametrize(
    ("write", "phase", "says", "question"),
    [
        (0, ApduPhase.BEFORE, "nothing was written on it", "Press + to write the card."),
        (0, ApduPhase.AFTER, "the writing began and was cut off", "Press + to write the card."),
        (1, ApduPhase.AFTER, "everything was written on it", "Press + to close it."),
    ],
    ids=["nothing written", "begun", "happened"],
)
async def test_the_card_says_what_happened_and_nobody_pays_again(
    desk: Counter, household: Household, write: int, phase: ApduPhase, says: str, question: str
) -> None:
    sale_pulled(household, write, phase)
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.put(household.card)
        await cashier.sees("Amina Salim")
        await cashier.sees("KES 500.00 was paid")
        await cashier.sees(says)
        await cashier.sees("nobody pays again")
        await cashier.sees(question)
        assert events(desk, "purchase_loaded")[1:] == []
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("K07-01-000002")
        await cashier.pull()
        await cashier.on(Menu)
        await cashier.until(lambda: "not finished" not in cashier.text())
    assert household.meter.take(household.card) is MeterAnswer.CREDIT
    prove(desk)


async def test_what_is_unfinished_is_said_at_the_menu_and_listed(
    desk: Counter, household: Household
) -> None:
    sale_pulled(household, 0, ApduPhase.BEFORE)
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.sees("1 operation is not finished: 0, 3 settles it.")
        await cashier.press("0")
        await cashier.on(More)
        await cashier.press("3")
        await cashier.on(Settle)
        await cashier.sees("Not finished at this kiosk: 1")
        await cashier.sees(f"{household.account}  Purchase")
        await cashier.press("1")
        await cashier.sees("Put its card on the reader: the card decides.")
        await cashier.press("plus")
        assert cashier.screen.stage is Stage.REVIEW
        await cashier.put(household.card)
        await cashier.sees("Press + to write the card.")


async def test_a_card_with_nothing_open_says_so(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.sees("Nothing is unfinished at this kiosk.")
        await cashier.put(household.card)
        await cashier.sees("Nothing is open for this card.")


async def test_money_goes_back_when_two_people_sign(safe: Household) -> None:
    sale_pulled(safe, 0, ApduPhase.BEFORE)
    async with hands(safe.counter) as cashier:
        await opened(cashier)
        await cashier.put(safe.card)
        await cashier.sees("1  Money back instead")
        await cashier.press("1")
        await cashier.on(SecondPerson)
        await cashier.types("000")
        await cashier.press("enter")
        await cashier.sees("These are not the last three digits")
        await cashier.press(*["minus"] * 3)
        await signs(cashier, CASHIER, safe.account[-3:])
        await cashier.sees("Another person has to sign.")
        await signs(cashier, SUPERVISOR)
        await cashier.sees("Goes back")
        await cashier.sees("KES 500.00")
        assert events(safe.counter, "refund_opened") == []
        await cashier.press("plus")
        await cashier.sees("Pay out KES 500.00.")
    (paid,) = events(safe.counter, "refund_paid")
    assert paid.to_cash == 50_000
    prove(safe.counter)


async def test_leaving_the_second_signature_leaves_the_first_way_open(safe: Household) -> None:
    sale_pulled(safe, 0, ApduPhase.BEFORE)
    async with hands(safe.counter) as cashier:
        await opened(cashier)
        await cashier.put(safe.card)
        await cashier.sees("1  Money back instead")
        await cashier.press("1")
        await cashier.on(SecondPerson)
        await cashier.press("minus")
        await cashier.on(Settle)
        await cashier.press("1")
        await signs(cashier, SUPERVISOR, safe.account[-3:])
        await cashier.sees("Goes back")
        await cashier.press("escape")
        await cashier.sees("Press + to write the card.")
        await cashier.press("plus")
        await cashier.sees("The card now has everything.")
    assert events(safe.counter, "refund_opened") == []
    prove(safe.counter)


async def test_a_card_that_cannot_tell_is_held_and_two_people_decide(
    desk: Counter, household: Household
) -> None:
    older = household.card.clone()
    sale_pulled(household, 0, ApduPhase.BEFORE)
    desk.reader.remove()
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.put(older)
        await cashier.sees("it cannot tell: something else is on it")
        await cashier.sees("Press + to put it on hold")
        await cashier.press("plus")
        await cashier.sees("On hold: a supervisor signs in here")
        assert "Decide" not in cashier.text()
    desk.reader.remove()
    desk.do("open-shift", by=SUPERVISOR, float="0")
    async with hands(desk) as cashier:
        await opened(cashier, SUPERVISOR)
        await cashier.sees("Not finished at this kiosk: 1")
        await cashier.press("1")
        await cashier.sees("2  Decide: it did not happen, money back")
        await cashier.press("2")
        await signs(cashier, ADMINISTRATOR, household.account[-3:])
        await cashier.sees("Pay out in cash  KES 500.00")
        await cashier.press("plus")
        await cashier.sees("DONE")
        await cashier.sees("Pay out KES 500.00.")
        await cashier.press("enter")
        await cashier.on(Menu)
    (decided,) = events(desk, "plan_decided")
    assert (decided.to_cash, decided.decision) == (50_000, "not_written")
    prove(desk)


async def test_a_lost_card_is_reported_and_decided_and_the_customer_gets_a_new_one(
    desk: Counter, household: Household
) -> None:
    sale_pulled(household, 0, ApduPhase.AFTER)
    desk.reader.remove()
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.press("1")
        await cashier.reads("Lost: let a supervisor sign in.")
        assert "two people" not in cashier.text()
    desk.do("open-shift", by=SUPERVISOR, float="0")
    async with hands(desk) as cashier:
        await opened(cashier, SUPERVISOR)
        await cashier.press("1")
        await cashier.sees("1  Its card is lost (two people)")
        await cashier.press("1")
        await signs(cashier, ADMINISTRATOR)
        await cashier.sees("Then decide    it happened")
        await cashier.sees("Press + to record that its card is lost.")
        await cashier.press("plus")
        await cashier.sees("is recorded as lost")
        await cashier.press("enter")
        await cashier.on(Menu)
        await cashier.press("0")
        await cashier.on(More)
        await cashier.press("3")
        await cashier.on(Settle)
        await cashier.press("1")
        await cashier.sees("1  Decide: it happened")
        assert "did not happen" not in cashier.text()
        await cashier.press("1")
        await signs(cashier, ADMINISTRATOR)
        await cashier.sees("Pay out in cash  nothing")
        await cashier.press("plus")
        await cashier.sees("K07-01-000002")
    desk.new_card()
    again = desk.do("reissue-card", account=household.account, reason="lost", identity="known")
    assert again.restored > 0
    prove(desk)


async def test_a_held_card_that_fits_is_released_by_two_people(
    desk: Counter, household: Household
) -> None:
    older = household.card.clone()
    household.at_home()
    desk.put(household.card)
    desk.do("prepay", amount="500")
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.put(older)
        await cashier.sees("The card is held")
    desk.reader.remove()
    async with hands(desk) as cashier:
        await opened(cashier, SUPERVISOR)
        await cashier.put(household.card)
        await cashier.sees("1  Release the card")
        await cashier.press("1")
        await signs(cashier, ADMINISTRATOR)
        await cashier.sees("Press + to let this card buy again.")
        await cashier.press("plus")
        await cashier.sees("The card is no longer held.")
    assert len(events(desk, "card_released")) == 1


async def test_a_blank_card_asks_for_the_account_and_a_broken_one_is_replaced(
    desk: Counter, scrapped: tuple[str, VirtualSle4442]
) -> None:
    account, broken = scrapped
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.put(broken)
        await cashier.sees("Type the account number of its operation, then Enter.")
        await cashier.types("701000")
        await cashier.press("enter")
        await cashier.sees("No operation is open for this.")
        await cashier.press(*["backspace"] * 6)
        await cashier.types(account)
        await cashier.press("enter")
        await cashier.sees("Press + to write the card.")
        await cashier.press("plus")
        await cashier.reads("Throw this card away and put a new blank card here")
        await cashier.pull()
        await cashier.reads("Throw this card away and put a new blank card here")
        good = VirtualSle4442()
        await cashier.put(good)
        await cashier.sees("broke while it was written; throw it away")
        await cashier.press("plus")
        await cashier.sees("The new card has everything")
        await cashier.sees("K07-01-000001")
    prove(desk)


async def test_another_kiosks_operation_says_which_kiosk_closes_it(
    make_street: MakeStreet,
) -> None:
    street = make_street()
    street.settled_in()
    sale_torn(street, street.a)
    sync(street.a, street.b)
    async with hands(street.b) as cashier:
        await opened(cashier)
        await cashier.sees("Nothing is unfinished at this kiosk.")
        await cashier.put(street.card)
        await cashier.sees("Kiosk K07 closes it and prints the receipt.")
        await cashier.press("plus")
        await cashier.reads("The kiosk that began it will print the receipt.")
    street.a.put(street.card)
    assert street.a.do("settle").receipt is not None


def test_the_list_is_paged_and_every_line_has_its_digit() -> None:
    listed = [Listed(row=None, line=f"line {at}") for at in range(PAGE + 2)]  # type: ignore[arg-type]
    first = page_of(listed, 0)
    assert first[0] == f"Not finished at this kiosk: {PAGE + 2}"
    assert first[1:3] == ["1  line 0", "2  line 1"]
    assert first[-1] == "2 more: PgDn"
    assert page_of(listed, PAGE)[1:] == [f"1  line {PAGE}", f"2  line {PAGE + 1}"]
