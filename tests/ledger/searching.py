"""Who is found by name, as a list of account numbers."""

from __future__ import annotations

from itertools import islice

from app.domain.searching import words_to_find
from app.ledger.ledger import Ledger
from app.ledger.queries.names import named


def found(ledger: Ledger, text: str, most: int = 100) -> list[str]:
    with ledger.read() as reader:
        return [one.account for one in islice(named(reader.db, words_to_find(text)), most)]
