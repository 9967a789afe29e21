"""One family of the village with water, electricity and gas on one card, and a meter that broke."""

from __future__ import annotations

from datetime import date

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.domain.cards import MeterStatus, UtilityKind
from app.domain.metering import MeterState
from app.domain.quantity import Quantity
from app.simulator.belongings import CardMake, VillageCard
from app.simulator.function_memory import FunctionMemory
from app.simulator.village.desk import Desk
from app.simulator.village.utility import ADMINISTRATOR, UTILITY
from app.simulator.visits import MeterMemory

FAMILY = "Familia Omari"
CARD = "all-in-one"
SPARE = "new meter"
"""What stands on the box of a water meter that hangs nowhere yet."""

_REGION = 12
_WATER, _POWER, _GAS = "000020269001", "000020269002", "000020269003"
_DAILY: dict[str, Quantity] = {_WATER: 180, _POWER: 6_000, _GAS: 250}
_FIRST: dict[str, str] = {_WATER: "5", _POWER: "40", _GAS: "4"}
_KINDS = {
    _WATER: UtilityKind.WATER,
    _POWER: UtilityKind.ELECTRICITY,
    _GAS: UtilityKind.GAS,
}
_MODELS = {_WATER: "W-multi", _POWER: "E-multi", _GAS: "G-multi"}
_CLASSES = {_WATER: 1, _POWER: 5, _GAS: 6}
_BLANKS = 3
_SPARE_DEVICE = "920417"
"""What its maker engraved."""
_TARIFFS = (
    """
tariff_class = 5
name = "Electricity"
tiers = [{ upto = "50", price = "16.00" }, { price = "22.00" }]
""",
    """
tariff_class = 6
name = "Gas"
tiers = [{ price = "130.00" }]
""",
)
_COMMON = """
rounding = 100
tiers_tax = "VAT"
taxes = [{ code = "VAT", rate = "16", included = true }]
"""


def move_in(desk: Desk, cashier: int, day: date) -> None:
    """Its models and prices, account, card and meters; the load of each is in its meter.

    The water meter's valve is stuck; a new meter lies in its box. Blank cards of their kind lie
    beside it.
    """
    _enter_prices(desk, day)
    account = desk.do(
        "open-account",
        cashier,
        tariff_class="1",
        household_size="5",
        name=FAMILY,
        address="Plot 7, Mnarani",
        region=str(_REGION),
    ).account
    card = VillageCard.new(CARD, CardMake.LARGE)
    desk.belongings.cards[CARD] = card
    for meter, kind in _KINDS.items():
        _hang(desk, meter, kind, day, _DAILY[meter])
        desk.put(card)
        desk.do(
            "allocate-meter",
            cashier,
            account=account,
            meter=meter,
            model=_MODELS[meter],
            tariff_class=str(_CLASSES[meter]),
            volume=_FIRST[meter],
        )
    desk.reader.remove()
    if card.memory is not None:
        for meter in _KINDS:
            desk.belongings.meters[meter].meter.take(card.memory)
    desk.belongings.meters[_WATER].meter.raise_status(MeterStatus.VALVE_FAULT)
    _put_by_spare(desk, day)
    for number in range(1, _BLANKS + 1):
        name = f"blank-large-{number}"
        desk.belongings.cards[name] = VillageCard.new(name, CardMake.LARGE)


def _enter_prices(desk: Desk, day: date) -> None:
    for meter, kind in _KINDS.items():
        desk.do(
            "set-meter-model",
            ADMINISTRATOR.number,
            model=_MODELS[meter],
            kind=kind.value,
            profile=TapcardSle4428.name,
        )
    for text in _TARIFFS:
        whole = f"{text}valid_from = {day.isoformat()}\n{_COMMON}"
        desk.do("set-tariff", ADMINISTRATOR.number, tariff=whole)


def _hang(desk: Desk, meter: str, kind: UtilityKind, day: date, daily: Quantity) -> None:
    state = MeterState(meter=meter, kind=kind, utility=UTILITY, region=_REGION)
    desk.belongings.hang(MeterMemory(state=state, today=day), daily, make=CardMake.LARGE)


def _put_by_spare(desk: Desk, day: date) -> None:
    """It is set up for this utility; its number comes with what it will take over."""
    state = MeterState(meter="", kind=UtilityKind.WATER, utility=UTILITY, region=_REGION)
    memory = MeterMemory(state=state, today=day, functions=FunctionMemory(device=_SPARE_DEVICE))
    desk.belongings.hang(memory, _DAILY[_WATER], make=CardMake.LARGE, name=SPARE)
