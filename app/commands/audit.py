"""`tapcard audit`: what an auditor takes away, and the key by which it is believed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands.call import Call, with_call, with_training
from app.domain.identity import kiosk_name
from app.domain.text import _

if TYPE_CHECKING:
    from app.ledger.audit_export.writing import ExportReport

new_folder = click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help=_("Folder to make; nothing may be there yet."),
)
"""Where an export goes."""


def told(report: ExportReport) -> tuple[dict[str, Any], list[str]]:
    """What was written, as figures and as lines for people."""
    figures = {
        "folder": report.folder,
        "events": report.events,
        "size": report.size,
        "head": report.head,
        "fingerprint": report.fingerprint,
    }
    events = _("{events} events are written to {path}.")
    return figures, [
        events.format(events=report.events, path=report.folder),
        _("Head {hash}").format(hash=report.head),
        _("Key {fingerprint}").format(fingerprint=report.fingerprint),
    ]


@click.group()
def audit() -> None:
    """Gives the journal to an auditor."""


@audit.command()
@new_folder
@with_call
@with_training
def export(call: Call, target: Path) -> None:
    """Writes journal, keys, tariffs and approvals to a folder.

    Signed; `tapcard verify FOLDER` checks it on any machine. Customers' names stay sealed.
    """
    from app.ledger.audit_export.writing import export_audit
    from app.ledger.checkpoint import Signer

    with call.view(check=True) as ledger:
        signer = Signer.load(call.settings.ledger.path)
        report = export_audit(ledger, signer, target.absolute())
    call.tell(*told(report))


@audit.command()
@with_call
@with_training
def key(call: Call) -> None:
    """Shows the fingerprint of the ledger's key.

    The auditor takes it down here and types it into `tapcard verify FOLDER --fingerprint`.
    """
    from app.ledger.audit_export.manifest import fingerprint
    from app.ledger.checkpoint import Signer

    with call.view() as ledger:
        node, epoch = ledger.node, ledger.epoch
    found = fingerprint(Signer.load(call.settings.ledger.path).public_key)
    call.tell(
        {"node": node, "epoch": epoch, "fingerprint": found},
        [
            _("{kiosk}, epoch {epoch}: key {fingerprint}").format(
                kiosk=kiosk_name(node), epoch=epoch, fingerprint=found
            )
        ],
    )
