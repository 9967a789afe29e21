"""`tapcard office run`: head office's screens, on this terminal."""

from __future__ import annotations

import sys

import click

from app.commands.office_call import OfficeCall, with_office_call
from app.domain.text import _


@click.command()
@click.option("--theme", default="auto", show_default=True, help=_("Theme of the screens."))
@with_office_call
def run(call: OfficeCall, *, theme: str) -> None:
    """Opens head office's screens on this terminal, while `serve` runs.

    As many as there are people, as the same user.
    """
    if not sys.stdin.isatty():
        raise click.UsageError(_("The screens need a terminal."))
    from app.clock import SystemClock, SystemRandomness
    from app.counter import log_to_file, look_beside
    from app.office.office_kiosk import office_kiosk
    from app.screens.office_app import run as run_screens
    from app.screens.office_desk import OfficeDesk

    settings = call.settings
    with office_kiosk(settings, SystemClock(), SystemRandomness()) as office:
        log_to_file(settings.folder)
        code = run_screens(OfficeDesk.of(office), look_beside(settings.file, theme))
    sys.exit(code)
