"""`tapcard counter`: the counter's screens, on this terminal."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from app.commands.asking import card_keys
from app.commands.call import Call, with_call
from app.console import journal
from app.domain.errors import TapcardError
from app.domain.text import _
from app.settings.languages import environment_for

if TYPE_CHECKING:
    from app.cards.keys import KeySource
    from app.screens.counter_app import Look
    from app.settings import Settings


@click.command()
@click.option("--training", is_flag=True, help=_("Open the training counter beside the real one."))
@with_call
def counter(call: Call, *, training: bool) -> None:
    """Opens the counter on this terminal.

    On a machine without a ledger it asks first for what a utility decides once. With --training it
    is a counter to learn at, with a ledger, cards, meters and people of its own.
    """
    if not sys.stdin.isatty():
        raise click.UsageError(_("The counter needs a terminal."))
    gc.disable()  # nothing that is loaded becomes garbage; the first screen turns it on again
    try:
        code = _training(call) if training else _opened(call)
    except TapcardError as error:
        journal.report(f"{error.message} {error.remedy}")  # a kiosk's screen is soon wiped
        raise
    sys.exit(code)


def _opened(call: Call) -> int:
    """Runs the counter until it ends, with training between; returns its exit code."""
    settings = call.settings
    speaking = environment_for(settings.screen.language, os.environ)
    if speaking is not None:
        # Every text is translated as its module is loaded: the same command again, in its language.
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], speaking)  # noqa: S606
    keys = card_keys(settings)
    from app.counter import log_to_file, look_of
    from app.screens.app import EXIT_TRAINING

    log_to_file(settings.state.path)
    look = look_of(settings)
    if not settings.ledger.path.exists():
        from app.first_start import first_start

        if not first_start(settings, keys, look):
            return 0
    while True:
        code = _sold(settings, keys, look)
        if code != EXIT_TRAINING:
            return code
        from app.commands.training_process import train

        trained = train()
        if trained is None:
            return 0
        look = replace(look_of(settings), complaints=_ended(trained))


def _sold(settings: Settings, keys: KeySource, look: Look) -> int:
    """One counter over the ledger, which is free for others as soon as it is left."""
    from app.assembly import assembled
    from app.counter import desk_of, running
    from app.screens.app import run

    with assembled(settings, keys=keys) as assembly, running(assembly):
        desk = desk_of(assembly)
        desk.training_door = True
        return run(desk, look)


def _training(call: Call) -> int:
    """Runs the training counter until it is left; returns its exit code."""
    from app.counter import desk_of, log_to_file, running, training_look_of
    from app.screens.app import EXIT_TRAINING, run
    from app.training import assembled_training, make_training, training_settings

    look = training_look_of(call.settings)
    settings = training_settings(call.settings)
    if not settings.ledger.path.exists():
        with call.view() as real:
            make_training(settings, real)
    log_to_file(settings.state.path)
    with assembled_training(settings) as opened, running(opened.assembly):
        desk = desk_of(opened.assembly, opened.watcher)
        desk.tray, desk.training_door = opened.tray, True
        code = run(desk, replace(look, complaints=(*look.complaints, *_trainees())))
    return 0 if code == EXIT_TRAINING else code


def _trainees() -> list[str]:
    from app.operations.begin_training import TRAINEES

    return [
        _("Operator {operator} {name}: PIN {pin}").format(
            operator=one.operator, name=one.name, pin=one.pin
        )
        for one in TRAINEES
    ]


def _ended(code: int) -> tuple[str, ...]:
    """What the real counter says of a training that could not be, or that broke."""
    if code == 0:
        return ()
    sentence = _(
        "Training ended with an error ({code}); `tapcard counter --training` says which. Nothing "
        "real was touched."
    )
    return (sentence.format(code=code),)
