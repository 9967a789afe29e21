"""Meters of the layout ``at88-water4`` at function cards: a query card takes one report for each
place; on the others there is nothing to write.

The report is that of customers' cards (:mod:`app.cards.profiles.at88_water4_report`).
"""

from __future__ import annotations

from app.cards.chips.at88sc102 import ZONE_2
from app.cards.profiles.at88_water4_report import packed_report, report_at
from app.domain.cards import ReadBack
from app.domain.function_cards import MeterDump
from app.domain.plans import CardImage, Step, StepKind
from app.simulator.function_moves import Answering, WriteDump


class At88Water4Functions:
    """See :class:`~app.simulator.meters.function_layout.FunctionLayout`."""

    def answer(self, image: CardImage, device: str, move: Answering) -> tuple[Step, ...]:  # noqa: ARG002  a report has no room for it
        """Its report, unless bits of another stand in its way."""
        if not isinstance(move, WriteDump):
            return ()
        at, report = report_at(move.dump.place), packed_report(_told(move.dump))
        standing = image.areas[ZONE_2][at:]
        if any(new & ~old for new, old in zip(report, standing, strict=False)):
            return ()
        return (Step(StepKind.WRITE, ZONE_2, at, report),)


def _told(dump: MeterDump) -> ReadBack:
    return ReadBack(
        number=dump.number,
        remaining=dump.remaining,
        status=dump.status,
        written_on=dump.written_on,
        totals=False,
    )
