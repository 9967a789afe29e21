"""`tapcard counter`: the counter's screens, on this terminal."""

from __future__ import annotations

import sys

import click

from app.commands.asking import card_keys
from app.commands.call import Call, with_call
from app.domain.text import _


@click.command()
@with_call
def counter(call: Call) -> None:
    """Opens the counter on this terminal.

    On a machine without a ledger it asks first for what a utility decides once.
    """
    if not sys.stdin.isatty():
        raise click.UsageError(_("The counter needs a terminal."))
    settings = call.settings
    keys = card_keys(settings)
    from app.assembly import assembled
    from app.counter import desk_of, log_to_file, look_of, running
    from app.screens.app import run

    log_to_file(settings.state.path)
    look = look_of(settings)
    with assembled(settings, keys=keys) as assembly, running(assembly):
        code = run(desk_of(assembly), look)
    sys.exit(code)
