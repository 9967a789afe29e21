"""`tapcard training`: the training ledger as a whole. The counter on it: `tapcard counter`."""

from __future__ import annotations

import click

from app.commands.call import Call, with_call
from app.domain.text import _


@click.group()
def training() -> None:
    """The training ledger beside the real one."""


@training.command()
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@with_call
def reset(call: Call, *, yes: bool) -> None:
    """Wipes the training ledger.

    With its accounts, cards, meters and papers; the next training begins with the settings that
    the real ledger has then. The real ledger is not touched.
    """
    from app.training import training_settings, wipe_training

    settings = training_settings(call.settings)
    path = settings.ledger.path
    if not path.parent.exists():
        call.tell({"wiped": False}, [_("There is no training ledger.")])
        return
    if not yes:
        click.confirm(_("Wipe all of training at {path}?").format(path=path), abort=True)
    wipe_training(settings)
    call.tell({"wiped": True, "ledger": path}, [_("Training is wiped: {path}").format(path=path)])
