"""`tapcard counter`: the counter's screens, on this terminal."""

from __future__ import annotations

import gc
import sys

import click

from app.commands.asking import card_keys
from app.commands.call import Call, with_call
from app.console import journal
from app.domain.errors import TapcardError
from app.domain.text import _


@click.command()
@with_call
def counter(call: Call) -> None:
    """Opens the counter on this terminal.

    On a machine without a ledger it asks first for what a utility decides once.
    """
    if not sys.stdin.isatty():
        raise click.UsageError(_("The counter needs a terminal."))
    gc.disable()  # nothing that is loaded becomes garbage; the first screen turns it on again
    try:
        code = _opened(call)
    except TapcardError as error:
        journal.report(f"{error.message} {error.remedy}")  # a kiosk's screen is soon wiped
        raise
    sys.exit(code)


def _opened(call: Call) -> int:
    """Runs the counter until it ends; returns its exit code."""
    settings = call.settings
    keys = card_keys(settings)
    from app.assembly import assembled
    from app.counter import desk_of, log_to_file, look_of, running
    from app.screens.app import run

    log_to_file(settings.state.path)
    look = look_of(settings)
    if not settings.ledger.path.exists():
        from app.first_start import first_start

        if not first_start(settings, keys, look):
            return 0
    with assembled(settings, keys=keys) as assembly, running(assembly):
        return run(desk_of(assembly), look)
