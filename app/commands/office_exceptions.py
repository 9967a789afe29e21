"""`tapcard office`: what waits for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.commands.office_call import OfficeCall, with_office_call
from app.domain.identity import kiosk_name
from app.domain.text import _

if TYPE_CHECKING:
    from app.office.administration import Exceptions


@click.command()
@with_office_call
def exceptions(call: OfficeCall) -> None:
    """Shows what waits for a person."""
    from app.office.administration import AskExceptions, Exceptions

    found: Exceptions = call.ask(AskExceptions(), Exceptions)
    call.tell(found, _exceptions(found) or [_("Nothing waits.")])


COMMANDS = (exceptions,)


def _exceptions(found: Exceptions) -> list[str]:
    return [
        *(
            _("{kiosk} asks for epoch {epoch}, key {key}: {reason}").format(
                kiosk=kiosk_name(one.node),
                epoch=one.epoch,
                key=one.public_key.hex()[:16],
                reason=one.reason,
            )
            for one in found.epochs
        ),
        *(
            _("{kiosk}: events {first} to {last} of epoch {epoch} held, {why}: {digest}").format(
                kiosk=kiosk_name(one.node),
                first=one.first,
                last=one.last,
                epoch=one.epoch,
                why=one.reason,
                digest=one.digest.hex()[:16],
            )
            for one in found.held
        ),
        *(
            _("{kiosk}: refused {times} times, {code}: {detail}").format(
                kiosk=kiosk_name(one.node), times=one.times, code=one.code, detail=one.detail
            )
            for one in found.refusals
        ),
    ]
