"""What is unfinished at this kiosk, one line each: seen after a power cut, with no card there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import _
from app.ledger.queries import plans
from app.ledger.queries.plans import PlanRow
from app.operations.paper.in_doubt_slip import amount_of
from app.screens.settling.plan_facts import began, operation_name
from app.telling.words import Words

PAGE = 7
"""Lines that fit below the sentence; a digit chooses one."""


@dataclass(frozen=True)
class Listed:
    """An unfinished operation and its line."""

    row: PlanRow
    line: str


def unfinished(words: Words) -> list[Listed]:
    """All that this kiosk has to bring to an end, oldest first."""
    kiosk = words.kiosk
    with kiosk.ledger.read() as reader:
        return [
            Listed(
                row,
                f"{began(reader.db, row)}  {row.account:<10} {operation_name(row):<23}"
                f"{words.money(amount_of(reader.db, row)):>15}",
            )
            for row in plans.unfinished(reader.db, kiosk.ledger.node)
        ]


def page_of(listed: Sequence[Listed], first: int) -> list[str]:
    """The lines of a page, the digit that chooses each in front."""
    if not listed:
        return [_("Nothing is unfinished at this kiosk.")]
    shown = listed[first : first + PAGE]
    below = len(listed) - first - len(shown)
    return [
        _("Not finished at this kiosk: {count}").format(count=len(listed)),
        *(f"{digit}  {one.line}" for digit, one in enumerate(shown, start=1)),
        *([_("{count} more: PgDn").format(count=below)] if below else []),
    ]
