"""`tapcard demo`: the counter on a simulated village."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.call import Call, with_call
from app.commands.speaking import say
from app.domain.text import _

if TYPE_CHECKING:
    from app.demo import DemoOperator

_FOLDER = "tapcard-demo"
_LEDGER = "ledger.db"


@click.command()
@click.option("--seed", type=int, default=1, show_default=True, help=_("Which village."))
@click.option("--build", is_flag=True, help=_("Make the village, say who works there, leave."))
@with_call
def demo(call: Call, seed: int, *, build: bool) -> None:
    """Opens the counter on a simulated village.

    Cards, meters, reader and printer are simulated, and no key of value is used. The village is
    made at the first start, with months of sales behind it, and goes on where it was left. It
    lies in ~/.local/state/tapcard-demo unless --ledger says otherwise.
    """
    ledger = _ledger(call)
    if build:
        _tell(call, ledger, _build(ledger, seed))
        return
    if not sys.stdin.isatty():
        raise click.UsageError(_("The counter needs a terminal."))
    if not ledger.exists():
        say(_("Making the village: some months of sales."))
        _build(ledger, seed)
    sys.exit(_open_counter(ledger))


def _build(ledger: Path, seed: int) -> tuple[DemoOperator, ...]:
    """Makes the village; returns who can sign in."""
    from app.assembly import unusable
    from app.demo import build_demo

    try:
        return build_demo(ledger, seed)
    except OSError as error:
        raise unusable(ledger, error) from error


def _open_counter(ledger: Path) -> int:
    """Runs the screens on the village until they are left; returns their exit code."""
    from app.counter import desk_of, log_to_file, look_of, running
    from app.demo import assembled_demo, demo_operators
    from app.screens.app import run

    log_to_file(ledger.parent)
    with assembled_demo(ledger) as opened, running(opened.assembly):
        desk = desk_of(opened.assembly, opened.watcher)
        desk.tray = opened.tray
        look = look_of(opened.assembly.settings)
        return run(desk, replace(look, complaints=(*look.complaints, *_pins(demo_operators()))))


def _tell(call: Call, ledger: Path, operators: tuple[DemoOperator, ...]) -> None:
    call.tell(
        {"ledger": ledger, "operators": operators},
        [_("The village is at {path}").format(path=ledger), *_pins(operators)],
    )


def _pins(operators: Iterable[DemoOperator]) -> list[str]:
    """Who can sign in: nobody can guess it, and nothing depends on it."""
    return [
        _("Operator {operator} {name} ({role}): PIN {pin}").format(
            operator=one.operator, name=one.name, role=one.role, pin=one.pin
        )
        for one in operators
    ]


def _ledger(call: Call) -> Path:
    """Where the village lies: as typed, or in the user's state directory."""
    if call.typed_ledger is not None:
        return call.typed_ledger.absolute()
    state = Path(os.environ.get("XDG_STATE_HOME", ""))
    home = state if state.is_absolute() else Path.home() / ".local" / "state"
    return home / _FOLDER / _LEDGER
