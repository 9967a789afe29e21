"""`tapcard counter`: the counter's screens, on this terminal."""

from __future__ import annotations

import gc
import os
import sys

import click

from app.commands.asking import card_keys
from app.commands.call import Call, with_call
from app.console import journal
from app.domain.errors import TapcardError
from app.domain.text import _
from app.settings.languages import environment_for


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
    speaking = environment_for(settings.screen.language, os.environ)
    if speaking is not None:
        # Every text is translated as its module is loaded: the same command again, in its language.
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], speaking)  # noqa: S606
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
