"""`tapcard doctor`: what works at this kiosk and what does not."""

from __future__ import annotations

import sys

import click

from app.commands.call import Call, with_call, with_training
from app.commands.outcome import EXIT_SAFE
from app.doctor import Health, examine
from app.domain.text import _


@click.command()
@with_call
@with_training
def doctor(call: Call) -> None:
    """Says what works here and what does not.

    Ledger, backup, reader, printer, keys, clock, room.
    """
    marks = {Health.GOOD: _("ok"), Health.NOTE: _("note"), Health.BAD: _("BAD")}
    width = max(map(len, marks.values()))
    checks = examine(call.settings)
    call.tell(
        {"checks": checks},
        [f"{marks[one.health]:{width}}  {one.name}: {one.state}" for one in checks],
    )
    if any(one.health is Health.BAD for one in checks):
        sys.exit(EXIT_SAFE)
