"""`tapcard office audit`: the journals of all counters for an auditor, and head office's key."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from app.commands.audit import new_folder, told
from app.commands.office_call import OfficeCall, with_office_call
from app.domain.identity import kiosk_name
from app.domain.text import _

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def audit() -> None:
    """Gives the journals of all counters to an auditor."""


@audit.command()
@new_folder
@with_office_call
def export(call: OfficeCall, target: Path) -> None:
    """Writes journals, keys, tariffs and approvals to a folder, whether `serve` runs or not.

    Signed with head office's key; `tapcard verify FOLDER` checks it on any machine.
    """
    from app.ledger.checkpoint import Signer
    from app.office.audit_export import export_store
    from app.office.store.opening import open_store

    settings = call.settings
    signer = Signer.load(settings.ledger)
    with closing(open_store(settings.store)) as store:
        report = export_store(store, settings.node, signer, target.absolute())
    call.tell(*told(report))


@audit.command()
@with_office_call
def key(call: OfficeCall) -> None:
    """Shows the fingerprint of head office's key.

    The auditor takes it down here and types it into `tapcard verify FOLDER --fingerprint`.
    """
    from app.ledger.audit_export.manifest import fingerprint
    from app.ledger.checkpoint import Signer

    settings = call.settings
    found = fingerprint(Signer.load(settings.ledger).public_key)
    named = _("Head office {kiosk}: key {fingerprint}")
    call.tell(
        {"node": settings.node, "fingerprint": found},
        [named.format(kiosk=kiosk_name(settings.node), fingerprint=found)],
    )
