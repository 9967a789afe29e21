"""Kinds of customers in the village: what they pay, need and buy."""

from __future__ import annotations

import enum

import msgspec

from app.domain.quantity import Quantity


class TariffClass(enum.IntEnum):
    """Numbers of the village's tariff classes."""

    DOMESTIC = 1
    INSTITUTION = 2
    WATER_POINT = 3
    BUSINESS = 4


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """One account as the plan has it, a house, a school or a water point."""

    name: str
    phone: str
    address: str
    region: int
    tariff_class: TariffClass
    size: int
    """Persons."""
    meter: str
    model: str
    daily: Quantity
    """Litres on an ordinary day."""
    joins: int
    """Day of the plan on which it gets its meter, the first is 0."""
    amounts: tuple[str, ...]
    """Purchases that it makes, in money."""
    volumes: tuple[str, ...]
    """Purchases that it makes, in cubic metres; empty where it always buys by amount."""
    reserve: int
    """It goes to the counter when the credit lasts for fewer days than this; 0: when it is dry."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What households of one tariff class have in common."""

    tariff_class: TariffClass
    sizes: tuple[int, ...]
    litres: tuple[int, int]
    """Least and most that one person uses on a day."""
    model: str
    amounts: tuple[str, ...]
    volumes: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Their names; none: they are called after a person."""


DOMESTIC = Kind(
    tariff_class=TariffClass.DOMESTIC,
    sizes=(1, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 9),
    litres=(25, 50),
    model="DN15",
    amounts=("100", "100", "150", "150", "200", "250", "300"),
    volumes=("1", "2", "3"),
)
INSTITUTION = Kind(
    tariff_class=TariffClass.INSTITUTION,
    sizes=(40, 60, 80, 120),
    litres=(6, 10),
    model="DN25",
    amounts=("1000", "2000", "2500"),
    volumes=("15", "20"),
    names=(
        "Bahari Primary School",
        "Mto Dispensary",
        "Nuru Madrasa",
        "Mkoroshoni Secondary School",
        "St. Clare Parish",
        "Chief's Office",
    ),
)
WATER_POINT = Kind(
    tariff_class=TariffClass.WATER_POINT,
    sizes=(60, 90, 120),
    litres=(14, 20),
    model="DN25",
    amounts=("500", "1000", "1000", "1500"),
    volumes=(),
    names=(
        "Water point Soko",
        "Water point Mnarani",
        "Water point Bofa",
        "Water point Kibaoni",
        "Water point Dabaso",
        "Water point Timboni",
    ),
)
BUSINESS = Kind(
    tariff_class=TariffClass.BUSINESS,
    sizes=(4, 6, 10, 15),
    litres=(40, 70),
    model="DN15",
    amounts=("500", "500", "1000", "1500"),
    volumes=("10",),
    names=(
        "Pwani Bakery",
        "Jahazi Garage",
        "Kisima Guest House",
        "Upepo Salon",
        "Samaki Cold Store",
        "Mwembe Tea Room",
        "Nazi Nursery",
    ),
)
OTHERS = (INSTITUTION, WATER_POINT, BUSINESS)
"""Kinds of which there are only as many as they have names."""
