"""Card reading: who it is, what is on it, what its meter says. Spends no try, writes no card."""

from __future__ import annotations

from typing import TypeAlias

import msgspec
from peewee import Database

from app.domain.account_states import AccountStanding
from app.domain.arrears import PlanStanding
from app.domain.blacklist import BlacklistEntry
from app.domain.cards import CardContents, ReadBack
from app.domain.comparison import Standing
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import compensation, money, payments
from app.operations.card_ahead import arrival
from app.operations.card_look import CardLook, MeterPart, see_card
from app.operations.card_readings import note_readings
from app.operations.errors import FunctionCardHere
from app.operations.function_look import FunctionLook, see_function_card
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.read_function_card import ReadFunctionCardResult, function_card_result


class ReadCardArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing to say: the card lies in the reader."""


class MeterRead(msgspec.Struct, frozen=True, kw_only=True):
    """What the card says for one meter, and how that stands to the ledger."""

    standing: Standing
    contents: CardContents
    read_back: ReadBack
    unloaded: bool
    owed: int
    """Credit that the utility still owes for this meter, as far as this kiosk knows."""


class ReadCardResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card in full."""

    serial: bytes
    profile: str
    meters: tuple[MeterRead, ...]
    """At least one, by place."""
    held: str | None
    open_plans: tuple[EventId, ...]
    account_standing: AccountStanding = AccountStanding()
    """What the card's account is, as far as this ledger knows."""
    listed: tuple[BlacklistEntry, ...] = ()
    """Entries of the blacklist in force: of the account, of the card, of its meters."""
    arrears: Money = 0
    """What it owes, as far as this ledger knows."""
    plan: PlanStanding | None = None
    """How it keeps the plan by which it pays them; None: there is none, or nothing is left."""
    balance: Money = 0


AnyLook: TypeAlias = CardLook | FunctionLook


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReadCardArguments) -> AnyLook:
    """Reads a customer's card and compares it, or says what a function card is."""
    with kiosk.cards.session() as session:
        try:
            return see_card(kiosk, session)
        except FunctionCardHere:
            function = see_function_card(kiosk, session, session.image())
            if function is None:
                raise
            return function


def customer_card(kiosk: Kiosk, caller: Caller) -> CardLook:
    """The look at a customer's card. Raises FunctionCardHere, and what looking raises."""
    look = READ_CARD.look(kiosk, caller, ReadCardArguments())
    if isinstance(look, FunctionLook):
        raise look.refusal()
    return look


def quote_for(look: AnyLook, arguments: ReadCardArguments) -> AnyLook:
    """Reading has no consequence for the customer."""
    return look


def carry_out(
    kiosk: Kiosk, caller: Caller, quote: AnyLook
) -> ReadCardResult | ReadFunctionCardResult:
    """What was read; what its meters told is kept."""
    if isinstance(quote, FunctionLook):
        return function_card_result(kiosk, quote)
    note_readings(kiosk, caller, quote)
    return card_result(kiosk, quote)


def card_result(kiosk: Kiosk, quote: CardLook) -> ReadCardResult:
    """A customer's card in full."""
    with kiosk.ledger.read() as reader:
        db, account = reader.db, quote.account
        owed = [_owed(db, account, part) for part in quote.parts]
        arrears, balance = money.arrears(db, account), money.balance(db, account)
        plan = payments.plan_kept(db, account, local_date(kiosk)) if arrears else None
    return ReadCardResult(
        serial=quote.reading.serial,
        profile=quote.reading.profile,
        meters=tuple(
            MeterRead(
                standing=part.standing,
                contents=part.reading.contents,
                read_back=part.reading.read_back,
                unloaded=part.reading.unloaded,
                owed=credit,
            )
            for part, credit in zip(quote.parts, owed, strict=True)
        ),
        held=quote.held,
        open_plans=tuple(row.id for row in quote.open_plans),
        account_standing=quote.account_standing,
        listed=quote.listed,
        arrears=arrears,
        plan=plan,
        balance=balance,
    )


def _owed(db: Database, account: str, part: MeterPart) -> int:
    """Without what the card proves to have arrived after all."""
    if part.allocation is None:
        return 0
    return max(0, compensation.owed(db, account, part.allocation) - arrival(db, part))


READ_CARD = Operation(
    name="read-card",
    summary=_("Show a card: whose it is, what is on it, what its meter wrote."),
    permission=Permission.READ_CARD,
    arguments=ReadCardArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
