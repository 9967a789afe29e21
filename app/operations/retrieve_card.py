"""Card retrieve: a card that was handed in becomes a blank again, for anybody.

Refused while a valid load that no meter has taken stands on it: it would go with the card. A
superseded card is always taken; a load on it that a kiosk wrote which did not know of the newer
card is owed to the customer from then on (design.md section 4). A function card is taken once it
was read back as returned.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.cards.errors import CardDamaged
from app.cards.profiles.contract import Declaration, Profile
from app.domain.account_states import AccountAct
from app.domain.comparison import SELLABLE, Standing
from app.domain.function_cards import FunctionKind, MeterDump
from app.domain.identity import NO_MARK, EventId
from app.domain.permissions import Permission
from app.domain.plans import CardImage, Plan
from app.domain.text import _
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.retrieval import LoadOnOldCard, RetrieveOpened
from app.ledger.queries import cards, compensation, journal, sales
from app.ledger.queries.cards import Card
from app.operations.authority import require_right
from app.operations.card_ahead import note_ahead
from app.operations.card_look import CardLook, MeterPart, is_replaced, judge_card
from app.operations.card_plan import closed_plan_row, write_and_close
from app.operations.card_standing import explain, hold_if_unexplained, refuse_blocked
from app.operations.errors import CardStandsInTheWay, StaleQuote, UnknownRecord, WrongCard
from app.operations.function_look import FunctionLook, refuse_unfinished, see_function_card
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.pricing import require_home
from app.operations.retrieve_plan import PlannedRetrieval, close_retrieval, commit_retrieval


class RetrieveArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card lies in the reader."""

    account: str = ""
    """Whose card it must be; empty for a function card."""


class RetrieveLook(msgspec.Struct, frozen=True, kw_only=True):
    """A card that may be made blank."""

    image: CardImage
    profile: str
    serial: bytes
    account: str
    """Empty for a function card."""
    function: FunctionLook | None = None
    card: CardLook | None = None
    """What a customer's card says; None where its contents are damaged."""
    superseded: bool = False
    owed: tuple[LoadOnOldCard, ...] = ()


class RetrieveResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card is blank."""

    plan: EventId
    account: str
    serial: bytes
    function_card: EventId | None
    superseded: bool
    owed: tuple[LoadOnOldCard, ...]
    """Loads that went with it and are owed to the customer now."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: RetrieveArguments) -> RetrieveLook:
    """Reads the card; refuses one whose load would be lost, and one of unknown standing."""
    with kiosk.cards.session() as session:
        if session.blank():
            raise WrongCard(
                _("This card is blank already."), _("Nothing was done. It can be issued as it is.")
            )
        refuse_unfinished(kiosk, session)
        _require_retrievable(session.profile.declares)
        image, profile = session.image(), session.profile.name
        function = see_function_card(kiosk, session, image)
        card = None if function is not None else _customers_card(kiosk, session, image)
        serial = session.serial()
    if function is not None:
        return _function_card(kiosk, caller, function, profile)
    require_right(kiosk, caller, Permission.REISSUE, RETRIEVE_CARD.name)
    if card is None:
        return _damaged_card(kiosk, image, profile, serial or b"")
    return _of_customer(kiosk, caller, card, profile)


def _require_retrievable(declares: Declaration) -> None:
    if not declares.retrievable:
        raise WrongCard(
            _("Cards of this kind cannot be made blank again: their maker does not provide it."),
            _("Nothing was done. Take the card in and mark it void."),
        )


def _customers_card(kiosk: Kiosk, session: CardSession, image: CardImage) -> CardLook | None:
    """The card against the ledger; None where nothing on it can be read but whose it is."""
    profile: Profile = session.profile
    try:
        readings = session.readings()
    except CardDamaged:
        return None
    return judge_card(kiosk, profile, image, readings)


def _function_card(kiosk: Kiosk, caller: Caller, look: FunctionLook, profile: str) -> RetrieveLook:
    require_right(kiosk, caller, Permission.FUNCTION_CARDS, RETRIEVE_CARD.name)
    if look.card is None or look.card.returned is None:
        raise WrongCard(
            _("This function card is not recorded as returned."),
            _("Nothing was done. Read it back first and say that it was returned."),
        )
    return RetrieveLook(
        image=look.image,
        profile=profile,
        serial=look.reading.serial,
        account="",
        function=look,
    )


def _damaged_card(kiosk: Kiosk, image: CardImage, profile: str, serial: bytes) -> RetrieveLook:
    """One that another card has replaced is taken, whatever its state; else its load may count."""
    with kiosk.ledger.read() as reader:
        record = cards.card(reader.db, serial)
    if record is None or not record.superseded or record.account is None:
        raise CardDamaged(
            _("The data on this card are damaged."),
            _("Nothing was done. Reissue the card first; then this one can be taken back."),
        )
    return RetrieveLook(
        image=image, profile=profile, serial=serial, account=record.account, superseded=True
    )


def _of_customer(kiosk: Kiosk, caller: Caller, card: CardLook, profile: str) -> RetrieveLook:
    refuse_blocked(card, AccountAct.RETRIEVE)
    require_home(kiosk, card.declares, (part.allocation for part in card.parts))
    superseded = card.standing is Standing.SUPERSEDED
    if not superseded:
        hold_if_unexplained(kiosk, caller, card)
        for part in card.parts:
            if part.standing not in SELLABLE:
                raise explain(part)
    with kiosk.ledger.read() as reader:
        if not superseded:
            _refuse_while_refund_waits(reader.db, card.account)
        return RetrieveLook(
            image=card.image,
            profile=profile,
            serial=card.reading.serial,
            account=card.account,
            card=card,
            superseded=superseded,
            owed=_owed(reader.db, card) if superseded else (),
        )


def _refuse_while_refund_waits(db: Database, account: str) -> None:
    """The card may be what the meter proves the refund on."""
    if sales.open_refunds(db, account):
        raise CardStandsInTheWay(
            _("Money of a refund waits for this account, and the card proves it."),
            _("Nothing was done. Pay the refund out first (pay-refund)."),
            standing="refund_waits",
        )


def _owed(db: Database, card: CardLook) -> tuple[LoadOnOldCard, ...]:
    """Loads that a kiosk wrote which did not know of the newer card; each is booked once."""
    record = cards.card(db, card.reading.serial)
    found = []
    for part in card.parts:
        contents = part.reading.contents
        if part.allocation is None or contents.mark == NO_MARK or not part.reading.unloaded:
            continue
        since = _reissued_at(db, part.allocation, record)
        noted = compensation.owed_for(db, part.allocation, contents.mark)
        if contents.sequence >= since and not noted:
            found.append(_load_on(part, part.allocation))
    return tuple(found)


def _reissued_at(db: Database, allocation: EventId, record: Card | None) -> int:
    """Write sequence of the card that replaced this one, where that is known."""
    by = None if record is None else record.superseded_by
    written = [one.sequence for one in cards.writes(db, allocation) if one.serial == by]
    return min(written, default=0)


def _load_on(part: MeterPart, allocation: EventId) -> LoadOnOldCard:
    contents = part.reading.contents
    return LoadOnOldCard(
        allocation=allocation,
        purchase=contents.mark,
        meter=contents.meter,
        kind=contents.kind,
        charging=contents.charging,
        quantity=contents.load,
    )


def quote_for(look: RetrieveLook, arguments: RetrieveArguments) -> RetrieveLook:
    """There is nothing to choose; but the card must be of the account that was named."""
    if arguments.account.strip() != look.account:
        if not look.account:
            raise WrongCard(
                _("This is a function card, of no account."),
                _("Nothing was done. Leave the account out, or put the right card in."),
            )
        raise WrongCard(
            _("This card belongs to account {account}.").format(account=look.account),
            _("Nothing was done. Name that account, or put the right card in."),
        )
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: RetrieveLook) -> RetrieveResult:
    """Records it, makes the card blank, proves it, prints the slip."""
    today = local_date(kiosk)

    def opening(tx: Transaction, plan: Plan) -> RetrieveOpened:
        _require_unchanged(tx.db, quote)
        function = quote.function
        return RetrieveOpened(
            plan=plan,
            account=quote.account,
            function_card=None if function is None or function.card is None else function.card.id,
            superseded=quote.superseded,
            owed=quote.owed,
            credit=() if function is None else _destroyed(function),
            date=today,
        )

    planned = PlannedRetrieval(
        before=quote.image, serial=quote.serial, account=quote.account or None
    )
    with kiosk.cards.session(quote.profile) as session:
        if quote.card is not None and not quote.superseded:
            note_ahead(kiosk, caller, session, quote.card, today)
        plan = commit_retrieval(kiosk, caller, session, planned, opening)
        write_and_close(kiosk, caller, session, plan, close_retrieval)
    return recall(kiosk, plan)


def _destroyed(function: FunctionLook) -> tuple[MeterDump, ...]:
    """Credit that stands on this transfer card alone: claimed by no meter, and not to be copied."""
    contents = function.reading.contents
    if contents.function is not FunctionKind.TRANSFER or function.declares.copyable:
        return ()
    return tuple(
        dump
        for dump in function.reading.dumps
        if dump.remaining > 0 and not dump.claimed_by and not dump.delivered_to
    )


def _require_unchanged(db: Database, quote: RetrieveLook) -> None:
    record = cards.card(db, quote.serial)
    superseded = (record is not None and record.superseded) or _meter_gone(db, quote.card)
    held = record is not None and record.held is not None
    owed = () if quote.card is None or not superseded else _owed(db, quote.card)
    if held or superseded is not quote.superseded or owed != quote.owed:
        raise StaleQuote(
            _("What is known of this card changed meanwhile."), _("Nothing was done. Start over.")
        )


def _meter_gone(db: Database, card: CardLook | None) -> bool:
    return card is not None and card.allocation is not None and is_replaced(db, card.allocation)


def recall(kiosk: Kiosk, plan: EventId) -> RetrieveResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    row = closed_plan_row(kiosk, plan)
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, plan)
    if entry is None or not isinstance(entry.event, RetrieveOpened):
        raise UnknownRecord(
            _("No card was taken back by operation {plan}.").format(plan=plan),
            _("Nothing was done. Give the number that stands on the slip."),
        )
    opened = entry.event
    return RetrieveResult(
        plan=row.id,
        account=row.account,
        serial=row.plan.serial,
        function_card=opened.function_card,
        superseded=opened.superseded,
        owed=opened.owed,
    )


RETRIEVE_CARD = Operation(
    name="retrieve-card",
    summary=_("Take a card back: it becomes a blank again, for anybody."),
    permission=Permission.RETRIEVE,
    arguments=RetrieveArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("retrieve_opened",),
)
