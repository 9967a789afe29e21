"""`tapcard backup`: a verified copy of the ledger on a second path."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.call import Call, with_call
from app.domain.text import _
from app.ledger import backup as copies


@click.command()
@click.argument("target", type=click.Path(path_type=Path), required=False)
@with_call
def backup(call: Call, target: Path | None) -> None:
    """Makes a verified copy of the ledger.

    To the backup path, or to TARGET; the copy is read back.
    """
    where = target or call.settings.backup.path
    if where is None:
        raise click.UsageError(_("No backup path is set: name one."))
    with call.ledger() as ledger:
        report = copies.backup(ledger, where)
    sentence = _("{events} events are copied to {path}, read back and verified.")
    call.tell(
        {"copy": report.copy, "events": report.events, "head": report.head},
        [sentence.format(events=report.events, path=report.copy)],
    )
