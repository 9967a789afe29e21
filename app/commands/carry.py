"""`tapcard carry`: a stick between this counter and head office."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.speaking import say
from app.commands.sync import AgentCall, with_agent_call
from app.domain.text import _


@click.command()
@click.argument("stick", type=click.Path(path_type=Path))
@with_agent_call
def carry(call: AgentCall, stick: Path) -> None:
    """Exchanges files with head office by a stick.

    Takes from STICK what head office gave, and puts on it what head office lacks. It may be done
    again at any time.
    """
    from app.sync.agent_loop import counter_of
    from app.sync.carrying import carry as carry_files
    from app.sync.folder import SyncFolder

    settings = call.settings()
    folder = SyncFolder(settings.folder)

    def progress(done: int, total: int) -> None:
        if not call.as_json and (done % _SHOWN == 0 or done == total):
            say(_("{done} of {total} files").format(done=done, total=total))

    report = carry_files(folder, counter_of(folder, settings.key), stick, progress)
    lines = [
        _("{taken} files from head office wait for the counter.").format(taken=report.taken),
        _("{given} bundles were put on the stick, which holds {all} now.").format(
            given=report.given, all=report.on_stick
        ),
    ]
    if report.broken:
        names = ", ".join(report.broken)
        lines.append(
            _("Not whole or not for this counter, left there: {names}").format(names=names)
        )
    call.tell(report._asdict(), lines)


_SHOWN = 10
"""Every so many files the progress is told."""
