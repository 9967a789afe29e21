"""Reading a function card back: what meters wrote on it goes into the records, once."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import ChargingType, UtilityKind
from app.domain.function_cards import FunctionContents, MeterDump
from app.domain.identity import NO_MARK, EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.function_cards import FunctionCardRead, FunctionCardReturned
from app.ledger.queries import accounts, function_cards, settings
from app.operations.errors import UnknownRecord, WrongCard
from app.operations.function_look import (
    FunctionLook,
    refuse_unfinished,
    see_function_card,
)
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation


class ReadFunctionCardArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card lies in the reader."""

    returned: bool = False
    """Whether the holder hands it in."""


class ReadFunctionCardQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The card as read, and whether it stays here."""

    look: FunctionLook
    returned: bool


class DumpSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What a meter wrote, and how its credit counts."""

    dump: MeterDump
    charging: ChargingType
    kind: UtilityKind
    new: bool
    """Whether this reading brought it into the records."""


class ReadFunctionCardResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card in full, and what of it was new."""

    card: EventId | None
    """Its number in the register; None where it carries none and is not known here."""
    serial: bytes
    profile: str
    contents: FunctionContents
    maker: str
    holder: str
    due_back: date | None
    uses_left: int
    dumps: tuple[DumpSeen, ...]
    returned: date | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReadFunctionCardArguments) -> FunctionLook:
    """Sees the card. Raises WrongCard, CardForeign, PlanStillOpen."""
    with kiosk.cards.session() as session:
        image = session.image()
        refuse_unfinished(kiosk, session)
        look = None if session.blank() else see_function_card(kiosk, session, image)
    if look is None:
        raise WrongCard(
            _("This is no function card."),
            _("Nothing was recorded. Put a function card in; read-card reads all others."),
        )
    return look


def quote_for(look: FunctionLook, arguments: ReadFunctionCardArguments) -> ReadFunctionCardQuote:
    """What will be recorded follows from the card; only whether it stays here is chosen."""
    return ReadFunctionCardQuote(look=look, returned=arguments.returned)


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReadFunctionCardQuote) -> ReadFunctionCardResult:
    """Records what no earlier reading did, and that the card came back."""
    look, today = quote.look, local_date(kiosk)
    card = card_number(look)

    def work(tx: Transaction) -> tuple[MeterDump, ...]:
        if card is None:
            if quote.returned:
                raise _not_registered()
            return ()
        known = function_cards.recorded_dumps(tx.db, card)
        new = tuple(dump for dump in look.reading.dumps if dump not in known)
        uses_left = look.reading.uses_left
        if new or _uses_known(tx.db, card) != uses_left:
            event = FunctionCardRead(
                card=card,
                serial=look.reading.serial,
                uses_left=uses_left,
                dumps=new,
                date=today,
            )
            tx.append(event, operator=caller.operator)
        if quote.returned and not _is_back(tx.db, card):
            tx.append(FunctionCardReturned(card=card, date=today), operator=caller.operator)
        return new

    return function_card_result(kiosk, look, kiosk.ledger.commit(work))


def card_number(look: FunctionLook) -> EventId | None:
    """The card's number in the register: its mark, or what the register has for its serial."""
    mark = look.reading.contents.mark
    if mark != NO_MARK:
        return mark
    return None if look.card is None else look.card.id


def _uses_known(db: Database, card: EventId) -> int | None:
    """As last read back; a card that was never used has all that it was made with."""
    found = function_cards.function_card(db, card)
    if found is None:
        return None
    return found.contents.uses if found.uses_left is None else found.uses_left


def _is_back(db: Database, card: EventId) -> bool:
    found = function_cards.function_card(db, card)
    return found is not None and found.returned is not None


def _not_registered() -> UnknownRecord:
    return UnknownRecord(
        _("This card stands in no register here."),
        _("Nothing was recorded. Bring it to the kiosk that made it."),
    )


def function_card_result(
    kiosk: Kiosk, look: FunctionLook, new: tuple[MeterDump, ...] = ()
) -> ReadFunctionCardResult:
    """The card in full; ``new``: dumps that this reading brought into the records."""
    reading, card = look.reading, card_number(look)
    with kiosk.ledger.read() as reader:
        line = look.card if card is None else function_cards.function_card(reader.db, card)
        dumps = tuple(
            _seen(reader.db, dump, reading.contents, new=dump in new) for dump in reading.dumps
        )
    return ReadFunctionCardResult(
        card=card,
        serial=reading.serial,
        profile=reading.profile,
        contents=reading.contents,
        maker=look.maker,
        holder="" if line is None else line.holder,
        due_back=None if line is None else line.due_back,
        uses_left=reading.uses_left,
        dumps=dumps,
        returned=None if line is None else line.returned,
    )


def _seen(db: Database, dump: MeterDump, contents: FunctionContents, *, new: bool) -> DumpSeen:
    """A meter says how it counts, or its model does where it is allocated; else the card does."""
    allocation = accounts.allocation_of_meter(db, dump.meter) if dump.meter else None
    model = None if allocation is None else settings.meter_model(db, allocation.model)
    return DumpSeen(
        dump=dump,
        charging=dump.charging or (contents.charging if model is None else model.charging),
        kind=contents.kind if model is None else model.kind,
        new=new,
    )


READ_FUNCTION_CARD = Operation(
    name="read-function-card",
    summary=_("Read a function card back: record what meters wrote on it, and its return."),
    permission=Permission.FUNCTION_CARDS,
    arguments=ReadFunctionCardArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
