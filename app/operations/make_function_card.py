"""Making a card for meters: what it does, who takes it, why, and when it is due back."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import msgspec

from app.cards.errors import CardDamaged, CardForeign
from app.cards.profiles.contract import Declaration
from app.domain.approval import Signed
from app.domain.function_cards import FunctionContents, FunctionKind, needs_second
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.plans import CardImage, Plan
from app.domain.text import _
from app.kiosk import CardSession, Kiosk
from app.ledger.events.function_cards import FunctionCardOpened
from app.ledger.queries import function_cards, settings
from app.operations.authority import require_second
from app.operations.blank_card import require_kind, see_blank
from app.operations.card_plan import (
    closed_plan_row,
    refuse_open_plans,
    write_and_close,
)
from app.operations.close_function_card import close_function_card
from app.operations.errors import BadArgument, FunctionCardHere, FunctionNotOffered
from app.operations.function_contents import (
    FunctionDetails,
    FunctionFacts,
    function_contents,
    tariff_for,
)
from app.operations.function_look import (
    FunctionLook,
    refuse_unfinished,
    says_what_it_is,
    see_function_card,
)
from app.operations.function_plan import PlannedFunctionCard, commit_function_plan
from app.operations.function_words import (
    FUNCTION_NAMES,
    how_long,
    what_it_does,
    whom_it_works_on,
)
from app.operations.in_service import require_in_service
from app.operations.local_time import local_date, local_now
from app.operations.operation import Caller, Operation
from app.operations.pricing import model_named
from app.operations.reasons import line_of_text, reason_given

_LONGEST_TEXT = 60
"""Characters of a holder: a line of the register and of the slip."""
_LONGEST_LOAN = timedelta(days=366)


class MakeFunctionCardArguments(FunctionDetails, frozen=True, kw_only=True):
    """A blank card lies in the reader, or a function card of ours that came back."""

    holder: str
    reason: str
    due_back: date


class CardToMake(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader."""

    image: CardImage
    serial: bytes
    """The one it has or will get."""
    profile: str
    declares: Declaration
    blank: bool


class MakeFunctionCardLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, and what the ledger says to what was asked for."""

    card: CardToMake
    facts: FunctionFacts


class MakeFunctionCardQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will stand on the card and in the register."""

    card: CardToMake
    contents: FunctionContents
    holder: str
    reason: str
    due_back: date
    does: str
    """What it will do to a meter, in words."""
    works_on: str
    uses: str

    @property
    def needs_second(self) -> bool:
        """Whether two people make it."""
        return needs_second(self.contents)


class MakeFunctionCardResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card is made and stands in the register."""

    card: EventId
    """Its number in the register."""
    serial: bytes
    function: FunctionKind
    holder: str
    due_back: date


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: MakeFunctionCardArguments
) -> MakeFunctionCardLook:
    """Sees the card. Raises OutOfService, WrongCard, FunctionNotOffered, PlanStillOpen."""
    card = see_card_to_make(kiosk)
    _require_offered(card, arguments.function)
    with kiosk.ledger.read() as reader:
        require_in_service(kiosk, reader.db)
        refuse_open_plans(reader.db, serial=card.serial)
        model = None if arguments.model is None else model_named(reader.db, arguments.model)
        utility = settings.utility(reader.db)
        now = local_now(kiosk, utility.time_zone)
        facts = FunctionFacts(
            utility=utility,
            now=now,
            key_version=kiosk.keys.version,
            model=model,
            tariff=tariff_for(reader.db, arguments, now.date()),
        )
    if model is not None:
        require_kind(card.profile, model.profile)
    return MakeFunctionCardLook(card=card, facts=facts)


def see_card_to_make(kiosk: Kiosk) -> CardToMake:
    """The card in the reader: blank, or a function card that was handed in.

    Raises WrongCard, PlanStillOpen where an operation broke off on this card.
    """
    with kiosk.cards.session() as session:
        image = session.image()
        refuse_unfinished(kiosk, session)
        used = None if session.blank() else _used(kiosk, session, image)
        if used is None:
            blank = see_blank(kiosk, session)
            return CardToMake(
                image=blank.image,
                serial=blank.serial,
                profile=blank.profile,
                declares=blank.declares,
                blank=True,
            )
    if used.card is None or used.card.returned is None:
        raise FunctionCardHere(
            says_what_it_is(used),
            _("Nothing was written. Read it back as returned first, or take a blank card."),
        )
    return CardToMake(
        image=image,
        serial=used.reading.serial,
        profile=used.reading.profile,
        declares=used.declares,
        blank=False,
    )


def _used(kiosk: Kiosk, session: CardSession, image: CardImage) -> FunctionLook | None:
    """A function card of ours; None for all others, which :func:`see_blank` refuses by name."""
    with contextlib.suppress(CardForeign, CardDamaged):
        return see_function_card(kiosk, session, image)
    return None


def _require_offered(card: CardToMake, function: FunctionKind) -> None:
    offered = card.declares.function_cards
    if function not in offered:
        names = ", ".join(FUNCTION_NAMES[one] for one in offered) or _("none")
        raise FunctionNotOffered(
            _("Cards of the kind {profile} cannot be a function card of the kind {name}.").format(
                profile=card.profile, name=FUNCTION_NAMES[function]
            ),
            _("Nothing was written. They can be: {names}.").format(names=names),
        )


def quote_for(
    look: MakeFunctionCardLook, arguments: MakeFunctionCardArguments
) -> MakeFunctionCardQuote:
    """Exactly what will be written. Raises BadArgument, BadAmount."""
    contents, utility = _countable(look, arguments), look.facts.utility
    places = len(look.card.declares.places)
    if not 1 <= contents.place <= places:
        raise BadArgument(
            _("There is no place {place} on this card.").format(place=contents.place),
            _("Nothing was written. It has {count}.").format(count=places),
        )
    _require_due_back(arguments.due_back, look.facts.now.date())
    return MakeFunctionCardQuote(
        card=look.card,
        contents=contents,
        holder=line_of_text(arguments.holder, _("holder"), _LONGEST_TEXT),
        reason=reason_given(arguments.reason),
        due_back=arguments.due_back,
        does=what_it_does(contents, utility.currency, utility.currency_digits),
        works_on=whom_it_works_on(contents),
        uses=how_long(contents),
    )


def _countable(
    look: MakeFunctionCardLook, arguments: MakeFunctionCardArguments
) -> FunctionContents:
    """Contents with as many uses as the card can count; the review says where it counts none."""
    contents, card = function_contents(arguments, look.facts), look.card
    if card.declares.counts_uses:
        return contents
    if contents.uses > 1:
        raise BadArgument(
            _("Cards of the kind {profile} do not count their uses.").format(profile=card.profile),
            _("Nothing was written. Leave the uses out: the card works until it is made anew."),
        )
    return msgspec.structs.replace(contents, uses=0)


def _require_due_back(day: date, today: date) -> None:
    if not today <= day <= today + _LONGEST_LOAN:
        raise BadArgument(
            _("The card cannot be due back on {day}.").format(day=day.isoformat()),
            _("Nothing was written. Give a day from today on, within a year."),
        )


def carry_out(kiosk: Kiosk, caller: Caller, quote: MakeFunctionCardQuote) -> MakeFunctionCardResult:
    """Enters the card in the register, writes it and prints its slip.

    Raises SecondPersonNeeded, and what a card plan raises.
    """
    if quote.needs_second:
        require_second(kiosk, caller)
    today = local_date(kiosk)

    def opening(plan: Plan, contents: FunctionContents) -> FunctionCardOpened:
        return FunctionCardOpened(
            plan=plan,
            contents=contents,
            holder=quote.holder,
            reason=quote.reason,
            due_back=quote.due_back,
            date=today,
        )

    write = PlannedFunctionCard(
        before=quote.card.image,
        serial=quote.card.serial,
        contents=quote.contents,
        issues=quote.card.blank,
    )
    with kiosk.cards.session() as session:
        plan = commit_function_plan(kiosk, caller, session, write, opening)
        write_and_close(kiosk, caller, session, plan, close_function_card)
    return recall(kiosk, plan)


def recall(kiosk: Kiosk, plan: EventId) -> MakeFunctionCardResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is not finished."""
    closed_plan_row(kiosk, plan)
    with kiosk.ledger.read() as reader:
        card = function_cards.function_card(reader.db, plan)
    if card is None:
        raise LookupError(plan)
    return MakeFunctionCardResult(
        card=card.id,
        serial=card.serial,
        function=card.function,
        holder=card.holder,
        due_back=card.due_back,
    )


MAKE_FUNCTION_CARD = Operation(
    name="make-function-card",
    summary=_("Make a card for meters: set-up, check, clear, transfer and others."),
    permission=Permission.FUNCTION_CARDS,
    arguments=MakeFunctionCardArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("function_card_opened",),
    signed_for=lambda _quote: Signed(),
)
