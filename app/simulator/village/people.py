"""People of the Kenyan coast, made from lists: names are plausible and nobody's in particular."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

import msgspec

_WOMEN = (
    "Amina",
    "Fatuma",
    "Mwanaisha",
    "Zainab",
    "Halima",
    "Rehema",
    "Saumu",
    "Kadzo",
    "Dama",
    "Mbeyu",
    "Riziki",
    "Sidi",
    "Kache",
    "Neema",
    "Furaha",
    "Khadija",
    "Mariam",
    "Asha",
    "Tatu",
    "Nuru",
    "Luvuno",
    "Jumwa",
    "Mwanamisi",
    "Zuhura",
)
_MEN = (
    "Salim",
    "Juma",
    "Omar",
    "Hamisi",
    "Karisa",
    "Katana",
    "Kazungu",
    "Charo",
    "Safari",
    "Baraka",
    "Chengo",
    "Kahindi",
    "Ngala",
    "Mwinyi",
    "Bakari",
    "Rashid",
    "Said",
    "Athman",
    "Kombo",
    "Ali",
    "Fondo",
    "Thoya",
    "Yeri",
    "Shehe",
)
_PHONE = "0700 000 {:03d}"
"""No subscriber has such a number."""


class Person(msgspec.Struct, frozen=True):
    """Somebody who has an account."""

    name: str
    phone: str


def people(chance: random.Random) -> Iterator[Person]:
    """People, each name once, in an order of chance; over a thousand."""
    names = [f"{given} {family}" for given, family in product(_WOMEN + _MEN, _MEN)]
    names = [name for name in names if len(set(name.split())) > 1]
    chance.shuffle(names)
    for number, name in enumerate(names, start=1):
        yield Person(name, _PHONE.format(number) if number < 1000 else "")
