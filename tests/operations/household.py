"""A household with a water, an electricity and a gas meter on one card."""

from __future__ import annotations

from typing import Any

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.domain.cards import UtilityKind
from app.simulator.meter import Answer
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter

WATER, POWER, GAS = "20260001", "20260002", "20260003"
MODELS = {WATER: "DN15", POWER: "E1", GAS: "G1"}
KINDS = {WATER: "water", POWER: "electricity", GAS: "gas"}
CLASSES = {WATER: 1, POWER: 2, GAS: 3}
PRICES = {WATER: "10.00", POWER: "20.00", GAS: "30.00"}
PROFILE = TapcardSle4428.name


def enter_models(counter: Counter) -> None:
    """A model and a tariff class for each kind: 10, 20 and 30 a unit and nothing else."""
    for meter, model in MODELS.items():
        counter.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model=model,
            kind=KINDS[meter],
            profile=PROFILE,
        )
        text = "\n".join(
            [
                f'tariff_class = {CLASSES[meter]}\nname = "{KINDS[meter]}"\ntaxes = []',
                f'tiers = [{{ price = "{PRICES[meter]}" }}]\ntiers_tax = ""',
            ]
        )
        counter.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)


class Household:
    """One account, one card, up to three meters."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        enter_models(counter)
        self.account = counter.account()
        self.card = counter.new_card()
        self.meters = {
            number: counter.meter(number, kind=UtilityKind(KINDS[number])) for number in MODELS
        }

    def do(self, operation: str, **arguments: Any) -> Any:
        """An operation with the household's card in the reader."""
        self.counter.put(self.card)
        return self.counter.do(operation, **arguments)

    def allocate(self, meter: str, **wanted: Any) -> Any:
        """A meter, and two units on it unless said otherwise."""
        return self.do(
            "allocate-meter",
            account=self.account,
            meter=meter,
            model=MODELS[meter],
            tariff_class=str(CLASSES[meter]),
            **(wanted or {"volume": "2"}),
        )

    def visit(self, *meters: str) -> list[Answer | None]:
        """The card goes to these meters, or to all."""
        return [self.meters[meter].take(self.card) for meter in meters or MODELS]

    def parts(self) -> dict[str, Any]:
        """What the card says, by meter."""
        return {part.contents.meter: part for part in self.do("read-card").meters}
