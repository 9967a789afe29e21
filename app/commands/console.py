"""`tapcard console`: the kiosk's terminal, as its unit and its maintainer need it."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.call import Call, with_call
from app.console import journal
from app.console.errors import ConsoleFault
from app.console.font import USUAL
from app.console.prepare import TERMINAL, give_back
from app.console.prepare import prepare as prepare_terminal
from app.domain.errors import TapcardError
from app.domain.text import _


@click.group()
def console() -> None:
    """Prepares, unlocks and checks a kiosk's console.

    kiosk.service calls prepare, and check after an error; unlock is for maintenance.
    """


@console.command()
@click.option("--font", default=USUAL, show_default=True, help=_("Console font: name or file."))
@click.option("--palette", type=click.Path(path_type=Path), help=_("Colours: a vtrgb file."))
@with_call
def prepare(call: Call, font: str, palette: Path | None) -> None:
    """Makes tty1 ready for the counter; as root.

    Number lock, font, colours, keymap, kernel messages; then locks the terminals.
    """
    _tell(call, _("tty1 is ready and locked."), prepare_terminal(TERMINAL, font, palette))


@console.command()
@with_call
def unlock(call: Call) -> None:
    """Lets keys change terminals again; as root.

    Until the counter starts the next time.
    """
    _tell(call, _("Terminals and keys are unlocked."), give_back(TERMINAL))


@console.command()
@with_call
def check(call: Call) -> None:
    """Says whether the counter could start.

    Looks at the settings, and at the ledger if there is one. A refusal goes to the journal, too:
    the screen that shows it is soon another.
    """
    try:
        settings = call.settings
        if settings.ledger.path.exists():
            call.ledger().close()
    except TapcardError as error:
        journal.report(f"{error.message} {error.remedy}")
        raise
    call.tell({"usable": True}, [_("Settings and ledger can be used.")])


def _tell(call: Call, done: str, failed: list[str]) -> None:
    """Says that all is done. Raises ConsoleFault, also into the journal, where something failed."""
    if failed:
        sentences = " ".join(failed)
        journal.report(sentences)
        raise ConsoleFault(sentences, _("The counter can be used; the rest is done."))
    call.tell({"done": True}, [done])
