"""What people of the village come to the counter for."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from app.domain.metering import MeterState
from app.simulator.belongings import VillageCard
from app.simulator.house_meter import HouseMeter
from app.simulator.meter import Answer
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.village.desk import Desk
from app.simulator.village.households import Household
from app.simulator.village.utility import UTILITY
from app.simulator.visits import MeterMemory

_FEES = 300
"""Shillings that a first purchase pays for the account and the card."""
_NOTES = (50, 100, 200, 500, 1000)


@dataclass
class Resident:
    """A household while history is made."""

    household: Household
    account: str = ""
    card: VillageCard | None = None
    house: HouseMeter | None = None
    refund_due: bool = False
    """Whether money waits until the meter has proved that a load was not used."""

    @property
    def joined(self) -> bool:
        """Whether it has a meter."""
        return self.house is not None

    def its_card(self) -> VillageCard:
        """The card; everybody who joined has one."""
        if self.card is None:
            raise LookupError(self.household.name)
        return self.card

    def take_home(self) -> Answer | None:
        """Puts the card into the meter."""
        chip = self.its_card().chip
        if self.house is None or not isinstance(chip, VirtualSle4442):
            raise LookupError(self.household.name)
        return self.house.meter.take(chip)


def join(desk: Desk, cashier: int, resident: Resident, chance: random.Random, day: date) -> None:
    """Opens the account, hangs the meter and makes the card with the first purchase."""
    home = resident.household
    opened = desk.do(
        "open-account",
        cashier,
        tariff_class=str(home.tariff_class.value),
        household_size=str(home.size),
        name=home.name,
        phone=home.phone,
        address=home.address,
        region=str(home.region),
    )
    resident.account = opened.account
    state = MeterState(meter=home.meter, utility=UTILITY, region=home.region)
    resident.house = desk.belongings.hang(MeterMemory(state=state, today=day), home.daily)
    resident.card = new_card(desk)
    amount = int(chance.choice(home.amounts)) + _FEES
    desk.do(
        "allocate-meter",
        cashier,
        account=resident.account,
        meter=home.meter,
        model=home.model,
        amount=str(amount),
        tendered=handed_over(amount, chance),
    )


def buy(desk: Desk, cashier: int, resident: Resident, chance: random.Random) -> None:
    """Buys by amount or by volume."""
    desk.put(resident.its_card())
    home = resident.household
    if home.volumes and chance.random() < 0.6:
        desk.do("prepay", cashier, volume=chance.choice(home.volumes))
        return
    amount = chance.choice(home.amounts)
    desk.do("prepay", cashier, amount=amount, tendered=handed_over(int(amount), chance))


def give_back(desk: Desk, cashier: int, resident: Resident) -> None:
    """Changes its mind at once: the load comes off the card, the money waits for proof."""
    desk.do("refund", cashier, reason="bought too much")
    resident.refund_due = True


def fetch_refund(desk: Desk, cashier: int, resident: Resident) -> None:
    """Brings the meter's proof and gets the money."""
    desk.put(resident.its_card())
    desk.do("pay-refund", cashier)
    resident.refund_due = False


def replace_card(desk: Desk, cashier: int, resident: Resident, reason: str) -> VillageCard:
    """Gets a new card; returns the old one, which no meter of this village takes any more."""
    old = resident.its_card()
    resident.card = new_card(desk)
    desk.do(
        "reissue-card",
        cashier,
        account=resident.account,
        reason=reason,
        identity="document",
        tendered="200",
    )
    return old


def new_card(desk: Desk) -> VillageCard:
    """A blank card from the drawer, on the reader."""
    card = VillageCard.new(f"card-{next(desk.card_numbers):03d}")
    desk.belongings.cards[card.name] = card
    desk.put(card)
    return card


def handed_over(amount: int, chance: random.Random) -> str:
    """Shillings as people hand them over: exactly, or in notes of one kind."""
    if chance.random() < 0.5:
        return str(amount)
    note = chance.choice(_NOTES)
    return str(-(-amount // note) * note)
