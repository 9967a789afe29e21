"""Names, telephones, documents and addresses that a seed makes up, in several scripts."""

from __future__ import annotations

import random
from collections.abc import Iterator

_FIRST = {
    "latin": (
        "Amina Baraka Neema Juma Wanjiku Otieno Achieng Mwangi Salim Fatuma Zawadi Njoroge Kamau "
        "Grace Joseph Maria Ibrahim Halima Rehema Daudi Esther Samuel Peninah Yusuf Charles Joyce "
        "Elizabeth Mohamed Hassan Khadija Patrick Mercy Dennis Agnes Peter Florence Simon Lucy"
    ),
    "arabic": "أمينة حسن فاطمة محمد خديجة يوسف إبراهيم سليم عائشة عمر",
    "ethiopic": "አሚና ሐሰን ሰላም ተስፋዬ አበበ ማርታ",
    "devanagari": "अमिना राम सीता मोहन लक्ष्मी गीता",
    "cyrillic": "Амина Иван Мария Сергей Ольга Николай",
    "han": "王小明 李丽 张伟 刘洋 陈静 杨光",
}
_SYLLABLES = [
    onset + vowel
    for onset in ("k", "m", "n", "t", "w", "s", "r", "ch", "ny", "mb")
    for vowel in "aeiou"
]
_STREETS = ("Plot", "House", "Block", "Room")
_ESTATES = ("Mtwapa", "Kijiji", "Bofa", "Mnarani", "Tezo", "Kibarani", "Takaungu", "Ganze")


def people(count: int, seed: int) -> Iterator[dict[str, str]]:
    """As many persons; the same ones for the same seed. Few names are common, most are rare."""
    chance = random.Random(seed)
    scripts = {script: names.split() for script, names in _FIRST.items()}
    latin, others = scripts["latin"], [scripts[key] for key in scripts if key != "latin"]
    for number in range(count):
        common = latin if chance.random() < 0.9 else chance.choice(others)
        first = common[int(len(common) * chance.random() ** 2)]
        last = "".join(chance.choice(_SYLLABLES) for _part in range(chance.randint(2, 4)))
        yield {
            "name": f"{first} {last.capitalize()}",
            "phone": f"07{chance.randrange(10**8):08d}",
            "identity": f"{chance.randrange(10**8):08d}",
            "address": f"{chance.choice(_STREETS)} {number % 997}, {chance.choice(_ESTATES)}",
        }
