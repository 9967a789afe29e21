"""`tapcard restore`: the ledger anew from a backup, in a new epoch."""

from __future__ import annotations

from pathlib import Path

import click

from app.assembly import unusable
from app.clock import SystemClock, SystemRandomness
from app.commands.call import Call, with_call
from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.ledger import restore as copies
from app.ledger.generations import directory_of, generations


@click.command()
@click.option("--reason", required=True, help=_("Why: stands in the journal."))
@click.option(
    "--accept-lost-names", is_flag=True, help=_("Go on although the personal keys are lost.")
)
@click.argument("source", type=click.Path(path_type=Path))
@with_call
def restore(call: Call, source: Path, *, reason: str, accept_lost_names: bool) -> None:
    """Makes the ledger from a backup.

    From the newest good copy below SOURCE, in a new epoch; nothing may be at its place.
    """
    path = call.settings.ledger.path
    copy = _directory(source, call.settings.kiosk.id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        restored = copies.restore(
            copy,
            path,
            clock=SystemClock(),
            random=SystemRandomness(),
            reason=reason,
            accept_lost_names=accept_lost_names,
        )
    except OSError as error:
        raise unusable(path, error) from error
    with restored as ledger:
        epoch = ledger.epoch
    call.tell(
        {"ledger": path, "epoch": epoch},
        [
            _("The ledger is restored to {path}, as epoch {epoch}.").format(path=path, epoch=epoch),
            _("What was sold since the copy was made is on the cards: read each one first."),
        ],
    )


def _directory(source: Path, node: Node) -> Path:
    """This kiosk's own directory where ``source`` has one. Raises NoGoodBackup."""
    own = directory_of(source, node)
    if generations(own):
        return own
    found = generations(source)
    if found and found[0].manifest.node != node:
        raise copies.NoGoodBackup(
            _("{source} holds the backup of {owner}; this is {kiosk}.").format(
                source=source, owner=kiosk_name(found[0].manifest.node), kiosk=kiosk_name(node)
            ),
            _("Nothing was changed. Name this kiosk's backup, or correct kiosk.id."),
        )
    return source
