"""Credit without money is given on the screen by two people."""

from __future__ import annotations

from app.domain.approval import answer_to, new_key, read
from app.domain.metering import MeterAnswer
from app.screens.compensate import Compensate
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.second_person import SecondPerson
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands


async def filled(cashier: Hands, household: Household, volume: str) -> None:
    """Up to the review."""
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("8")
    await cashier.on(Compensate)
    await cashier.put(household.at_home())
    await cashier.sees("Volume m3")
    await cashier.sees("nothing recorded")
    await cashier.types(volume)
    await cashier.press("enter")
    await cashier.sees("2  Meter fault")
    await cashier.press("2", "enter")


async def signs(cashier: Hands, operator: int) -> None:
    await cashier.on(SecondPerson)
    for typed in (str(operator), PIN):
        await cashier.types(typed)
        await cashier.press("enter")


async def test_the_second_person_signs_for_what_is_then_written(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await filled(cashier, household, "900")
        await cashier.reads("is more than this card and meter take at once")
        await cashier.press("minus", "minus", "minus", "3", "enter", "enter")
        await cashier.sees("This takes two people. Press +, then the second one signs.")
        await cashier.press("plus")
        await cashier.sees("3.000 m3")
        await signs(cashier, SUPERVISOR)
        await cashier.sees("20 Juma")
        # Another look at the card needs another signature.
        await cashier.pull()
        await cashier.put(household.card)
        await cashier.until(lambda: cashier.screen.stage is Stage.FORM)
        await cashier.press("enter")
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await signs(cashier, SUPERVISOR)
        await cashier.sees("Nobody pays. Press + to write the card.")
        assert events(desk, "compensation_opened") == []
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.reads("On the card without money: 3.000 m3. Purchase 2")
        await cashier.pull()
        await cashier.on(Menu)
    before = household.meter.state.total_credited
    assert household.meter.take(household.card) is MeterAnswer.CREDIT
    assert household.meter.state.total_credited == before + 3_000
    prove(desk)


async def test_somebody_elsewhere_answers_a_challenge(desk: Counter, household: Household) -> None:
    key = new_key(b"a key of sixteen")
    desk.do(
        "set-approver",
        by=ADMINISTRATOR,
        second=SUPERVISOR,
        approver=str(SUPERVISOR),
        approval_key=key,
    )

    def digits(cashier: Hands) -> str:
        """The challenge as the screen shows it."""
        (line,) = [line for line in cashier.text().splitlines() if "Challenge  " in line]
        return line.replace("Challenge", "").replace(" ", "")

    async with hands(desk) as cashier:
        await filled(cashier, household, "3")
        await cashier.press("enter", "plus")
        await cashier.on(SecondPerson)
        await cashier.press("asterisk")
        await cashier.sees("Type the operator number of who is elsewhere")
        await cashier.types(str(CASHIER))
        await cashier.press("enter")
        await cashier.reads("The second person has to be another one.")
        await cashier.press("minus", "minus")
        await cashier.types(str(SUPERVISOR))
        await cashier.press("enter")
        await cashier.sees("Read this out")
        challenge = digits(cashier)
        assert read(challenge).figure == 3_000
        await cashier.types("1234")
        await cashier.press("enter")
        await cashier.sees("The answer has eight digits.")
        await cashier.types("12345678")
        await cashier.press("enter")
        await cashier.reads("These are not the eight digits of this challenge.")
        # Back to somebody who is here, and away again: another challenge.
        await cashier.press("asterisk", "asterisk", "enter")
        await cashier.sees("Read this out")
        assert digits(cashier) != challenge
        await cashier.types(answer_to(digits(cashier), key))
        await cashier.press("enter")
        await cashier.sees("20 Juma, from elsewhere")
        assert events(desk, "compensation_opened") == []
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.pull()
        await cashier.on(Menu)
    assert len(events(desk, "compensation_loaded")) == 1
    prove(desk)
