"""How history ends: with everything on the counter that makes a demo interesting."""

from __future__ import annotations

from contextlib import suppress

from app.operations.errors import PlanInterrupted
from app.simulator.belongings import CardMake, VillageCard
from app.simulator.village.all_in_one import move_in
from app.simulator.village.desk import Desk
from app.simulator.village.errands import Resident, replace_card
from app.simulator.village.households import TariffClass

_BLANKS = 10
_AMOUNT = "200"


def leave_open(desk: Desk, cashier: int, at_home: list[Resident]) -> None:
    """One card with a load that no meter has taken, one in doubt, one superseded, and odd ones.

    ``at_home``: everybody who is free for it, in the order of the plan; three households are
    needed. Raises LookupError with fewer.
    """
    free = [one for one in at_home if _free(one)]
    if len(free) < 3:
        raise LookupError("the village is too small")
    _unloaded(desk, cashier, free[0])
    _in_doubt(desk, cashier, free[1])
    _superseded(desk, cashier, free[2])
    for number in range(1, _BLANKS + 1):
        _lay_down(desk, f"blank-{number:02d}", CardMake.MEMORY)
    _lay_down(desk, "bank-card", CardMake.FOREIGN)
    _lay_down(desk, "mute-card", CardMake.MUTE)
    houses = desk.belongings.meters.values()
    move_in(desk, cashier, max(house.meter.memory.today for house in houses))


def _free(resident: Resident) -> bool:
    domestic = resident.household.tariff_class is TariffClass.DOMESTIC
    return resident.joined and domestic and not resident.refund_due


def _unloaded(desk: Desk, cashier: int, resident: Resident) -> None:
    """Bought, and went to the market instead of home."""
    desk.put(resident.its_card())
    desk.do("prepay", cashier, amount=_AMOUNT)


def _in_doubt(desk: Desk, cashier: int, resident: Resident) -> None:
    """Paid, and pulled the card too early."""
    desk.put(resident.its_card())
    desk.pull.arm()
    with suppress(PlanInterrupted):
        desk.do("prepay", cashier, amount=_AMOUNT)
        raise LookupError("the write was not torn")


def _superseded(desk: Desk, cashier: int, resident: Resident) -> None:
    """Lost the card, got a new one, used it, and then found the old one."""
    replace_card(desk, cashier, resident, "lost")
    resident.take_home()


def _lay_down(desk: Desk, name: str, make: CardMake) -> None:
    desk.belongings.cards[name] = VillageCard.new(name, make)
