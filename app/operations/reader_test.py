"""A live test of the reader: what card lies there, and how it is spoken to. No secret is shown."""

from __future__ import annotations

import msgspec

from app.domain.cards import CardSeen
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.operation import Caller, Operation


class ReaderTestArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whatever lies on the reader."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReaderTestArguments) -> CardSeen:
    """Reads the card. Raises what reading a card raises: that is the test."""
    with kiosk.cards.session() as session:
        return session.seen()


def quote_for(look: CardSeen, arguments: ReaderTestArguments) -> CardSeen:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: CardSeen) -> CardSeen:
    """What was seen."""
    return quote


TEST_READER = Operation(
    name="test-reader",
    summary=_("Say what card lies on the reader, and how the reader speaks to it."),
    permission=Permission.SIGN_IN,
    arguments=ReaderTestArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
