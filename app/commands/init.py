"""`tapcard init`: makes a ledger, with the utility's decisions and its first operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.commands.asking import key_values, pin_of
from app.commands.call import Call, with_call
from app.commands.enrolled import enrolled_at, enrolment_of, with_decided
from app.commands.forms import described, explained
from app.commands.outcome import EXIT_USAGE, fail
from app.domain.text import _
from app.operations.arguments import typed_arguments
from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger
from app.operations.errors import BadArgument

if TYPE_CHECKING:
    from app.settings import Settings
    from app.sync.enrolling import Enrolled


@click.command()
@click.option("--list", "listing", is_flag=True, help=_("Name all keys."))
@click.argument("arguments", nargs=-1)
@with_call
def init(call: Call, arguments: tuple[str, ...], *, listing: bool) -> None:
    """Makes a ledger.

    key=value says what the utility decides once, and who its first operator is: an
    administrator, whose PIN is asked for, or taken from TAPCARD_PIN. Where head office made this
    machine a kiosk (`tapcard sync enrol`), what it decided is not asked.
    """
    if listing:
        call.tell(described(BeginLedgerArguments), explained(BeginLedgerArguments))
        return
    enrolled = enrolled_at(call.settings)
    pairs = key_values(arguments)
    try:
        if enrolled is not None:
            pairs = with_decided(pairs, enrolled)
        given = typed_arguments("init", BeginLedgerArguments, pairs)
    except BadArgument as error:
        fail(error, as_json=call.as_json, code=EXIT_USAGE)
    _make(call.settings, given, pin_of(given.operator), enrolled)
    path, kiosk = call.settings.ledger.path, call.settings.kiosk.id
    call.tell(
        {"ledger": path, "kiosk": kiosk},
        [_("The ledger of kiosk {kiosk} is made: {path}").format(kiosk=kiosk, path=path)],
    )


def _make(
    settings: Settings, given: BeginLedgerArguments, pin: str, enrolled: Enrolled | None
) -> None:
    from app.assembly import unusable
    from app.clock import SystemClock, SystemRandomness

    path = settings.ledger.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = begin_ledger(
            path,
            given,
            pin,
            node=settings.kiosk.id,
            clock=SystemClock(),
            random=SystemRandomness(),
            enrolment=None if enrolled is None else enrolment_of(enrolled),
        )
    except OSError as error:
        raise unusable(path, error) from error
    made.close()
    settings.state.enrolment.unlink(missing_ok=True)  # the key stands beside the ledger now
