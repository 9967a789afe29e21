"""First pages of account search, each kind, against the same statements bare.

On 10,000 accounts with 10 purchases each; BENCH_FULL=1: on a million. The rows that search never
reads, entries and read-backs, are left out at full size.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.operations.account_search import search_accounts
from tests.bench.line import Line, line
from tests.bench.looking import looked, looking_kiosk, page_lines, resident
from tests.bench.people import people
from tests.bench.population import Population, populated

_PAGE = 9
_SEARCHES = 60
_MEMORY_MB = 30.0


def measure(folder: Path) -> list[Line]:
    """Searches for people who are there, chosen by a seed."""
    full = os.environ.get("BENCH_FULL") == "1"
    left_out = frozenset({"posting", "read_back"}) if full else frozenset[str]()
    population = Population(accounts=1_000_000 if full else 10_000, without=left_out)
    return measured(populated(folder / "ledger.db", population), population)


def measured(path: Path, population: Population) -> list[Line]:
    """The same on a ledger that has been filled."""
    kiosk, ledger = looking_kiosk(path)
    chance = random.Random(7)
    chosen = set(chance.sample(range(population.accounts), _SEARCHES))
    everybody = people(population.accounts, population.seed)
    found = [(index, person) for index, person in enumerate(everybody) if index in chosen]
    lines: list[Line] = []
    before = 0.0
    try:
        for name, text_of in _kinds(population, chance).items():
            texts = [text_of(index, person) for index, person in found]
            pages = [looked(ledger, partial(search_accounts, kiosk, text, _PAGE)) for text in texts]
            lines += page_lines(f"search by {name}", pages)
            before = before or resident()
        grown = resident() - before
    finally:
        ledger.close()
    return [
        *lines,
        line(
            "memory that further searches took",
            grown,
            "MB",
            _MEMORY_MB,
            "whatever the size",
            met=grown <= _MEMORY_MB,
        ),
    ]


def _kinds(
    population: Population, chance: random.Random
) -> dict[str, Callable[[int, dict[str, str]], str]]:
    def last(person: dict[str, str]) -> str:
        return person["name"].split()[-1]

    def misspelled(person: dict[str, str]) -> str:
        word = last(person)
        at = chance.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return {
        "account number": lambda index, _person: population.account(index),
        "beginning of a number": lambda index, _person: population.account(index)[:5],
        "meter number": lambda index, _person: population.meter(index),
        "card serial": lambda index, _person: population.serial(index).hex(),
        "first name": lambda _index, person: person["name"].split()[0],
        "whole name": lambda _index, person: person["name"],
        "beginning of a name": lambda _index, person: last(person)[:4],
        "part of a name": lambda _index, person: last(person)[1:],
        "misspelled name": lambda _index, person: misspelled(person),
        "first name and misspelled name": lambda _index, person: (
            f"{person['name'].split()[0]} {misspelled(person)}"
        ),
        "telephone": lambda _index, person: person["phone"],
        "end of a telephone": lambda _index, person: person["phone"][-5:],
        "identity number": lambda _index, person: person["identity"],
        "address": lambda _index, person: person["address"],
        "name and estate": lambda _index, person: (
            f"{person['name'].split()[0]} {person['address'].split()[-1]}"
        ),
    }
