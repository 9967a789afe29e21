"""Card reading: who it is, what is on it, what its meter says. Spends no try, writes nothing."""

from __future__ import annotations

import msgspec

from app.domain.cards import CardContents, ReadBack
from app.domain.comparison import Standing
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.card_look import CardLook, see_card
from app.operations.operation import Caller, Operation


class ReadCardArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing to say: the card lies in the reader."""


class ReadCardResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card in full."""

    serial: bytes
    profile: str
    standing: Standing
    contents: CardContents
    read_back: ReadBack
    unloaded: bool
    held: str | None
    open_plans: tuple[EventId, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReadCardArguments) -> CardLook:
    """Reads and compares."""
    with kiosk.cards.session() as session:
        return see_card(kiosk, session)


def quote_for(look: CardLook, arguments: ReadCardArguments) -> CardLook:
    """Reading has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: CardLook) -> ReadCardResult:
    """What was read."""
    reading = quote.reading
    return ReadCardResult(
        serial=reading.serial,
        profile=reading.profile,
        standing=quote.standing,
        contents=reading.contents,
        read_back=reading.read_back,
        unloaded=reading.unloaded,
        held=quote.held,
        open_plans=tuple(row.id for row in quote.open_plans),
    )


READ_CARD = Operation(
    name="read-card",
    summary=_("Show a card: whose it is, what is on it, what its meter wrote."),
    permission=Permission.READ_CARD,
    arguments=ReadCardArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
