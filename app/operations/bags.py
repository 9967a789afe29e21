"""Numbered bags: what is typed of one, and that no other has its number."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import Node
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.events.operators import Denomination
from app.ledger.queries import safe
from app.operations.cash_count import parse_count
from app.operations.errors import BadArgument
from app.operations.reasons import line_of_text

_LONGEST_NUMBER = 20
"""Characters of the number of a bag."""


def bag_number(text: str) -> str:
    """What is printed on a bag. Raises BadArgument."""
    return line_of_text(text, _("number of the bag"), _LONGEST_NUMBER)


def put_in(counted: str, currency_digits: int) -> tuple[tuple[Denomination, ...], Money]:
    """What is in a bag, and its sum. Raises BadArgument, BadAmount."""
    pieces = parse_count(counted, currency_digits)
    amount = sum(one.value * one.pieces for one in pieces)
    if not amount:
        raise BadArgument(
            _("There is nothing in the bag."), _("Nothing was recorded. Count what is in it.")
        )
    return pieces, amount


def require_free_number(db: Database, node: Node, number: str) -> None:
    """Raises BadArgument where a bag of the counter has this number."""
    if safe.number_used(db, node, number):
        raise BadArgument(
            _("There was a bag with the number {bag} before.").format(bag=number),
            _("Nothing was recorded. Type the number that is printed on this bag."),
        )
