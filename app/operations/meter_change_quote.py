"""What a meter change will write and book: pure, from what was looked up and what is typed."""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.accounts import check_meter_number
from app.domain.amounts import parse_money, parse_volume
from app.domain.cards import CardContents
from app.domain.cards_out import may_be_named
from app.domain.dial_readings import DialKnown, contradicts
from app.domain.meter_change import (
    FirstLoad,
    Reckoning,
    first_load,
    opening_written,
    overuse_line,
    reckon,
    used_by_dial,
    used_by_display,
)
from app.domain.meter_tariff import MeterTariff
from app.domain.quantity import Money, Quantity
from app.domain.sales import AllocationTerms, Tender
from app.domain.tariff.breakdown import Line, PricingFacts
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.revision import TariffRevision
from app.domain.tenders import handed_over
from app.domain.text import _
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries.accounts import Account, Allocation
from app.ledger.queries.cards_out import CardOut
from app.ledger.queries.settings import Fee
from app.operations.card_to_change import CardToChange
from app.operations.errors import BadArgument
from app.operations.given_days import day_that_came
from app.operations.meter_parameters import meter_parameters
from app.operations.reasons import LONGEST_SEAL, line_if_given, line_of_text
from app.operations.tendering import exactly
from app.operations.vending import Vending, require_room

LONGEST_NAME = 40
LONGEST_FORM = 20


class FeesBy(enum.StrEnum):
    """How the fees of a meter change are settled."""

    PAID = "paid"
    """With the change; the slip is their receipt."""
    ARREARS = "arrears"
    """They are collected with the next purchases."""


class ChangeMeterArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What the technician's form says; the customer's card, or a blank one, lies in the reader."""

    account: str
    new_meter: str
    technician: str
    form: str
    """Number of the form."""
    old_dial: str
    """Reading of the old meter's register when it came off, in units; estimated by two people
    where ``estimated``."""
    estimated: bool = False
    left: str | None = None
    """Of a meter that counts money: what its display says is left; ``-12.50`` is overdrawn."""
    new_dial: str = "0"
    model: str | None = None
    """Model of the new meter; none: as the old one."""
    meter: str | None = None
    """Which meter goes, where the account has several."""
    work_date: date | None = None
    """Day of the work; none: today."""
    seal: str = ""
    verified_on: date | None = None
    fees: FeesBy = FeesBy.PAID
    """How the price list's fees for it are settled, where it has any."""
    tendered: str | None = None
    """What is handed over for them; none: exactly."""
    tenders: str | None = None
    """All that it is paid with, such as ``cash=50,card=30:REFERENCE``; ``?`` in place of a
    reference: whether it came is not known. In place of ``tendered``."""
    signed_out: str | None = None
    """Number of the card, signed out before, with which the technician opened the new meter."""


class ChangeMeterLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, both meters, and all that the reckoning depends on."""

    card: CardToChange
    account: Account
    old: Allocation
    old_model: MeterModelSet
    model: MeterModelSet
    today: date
    step: int
    largest: int
    """Most that one load may be in the new meter, empty as it is. Credit as it counts."""
    revision: TariffRevision
    facts: PricingFacts
    """For the price of overuse."""
    fee: Fee | None
    """The price list's own price for a unit of it."""
    fees: tuple[Line, ...]
    """What the price list asks for the change itself."""
    last_dial: DialKnown | None
    """The last reading of the old meter that counts; none where nobody read it."""
    signed_out: CardOut | None
    """The card that the technician had along."""
    tariff: MeterTariff | None
    currency_digits: int
    notes: tuple[str, ...] = ()
    """What the stock says against the new meter, where it only warns."""
    vending: Vending | None = None
    """What the agent may still sell; None: nothing limits it."""

    @property
    def counts_money(self) -> bool:
        """Whether both meters count money."""
        return self.model.charging.counts_money


class ChangeMeterQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be written and booked."""

    look: ChangeMeterLook
    terms: AllocationTerms
    technician: str
    form: str
    dial: Quantity
    estimated: bool
    left: int | None
    reckoning: Reckoning
    first: FirstLoad
    lines: tuple[Line, ...]
    """Price of the overuse."""
    contents: CardContents
    doubtful: bool
    """Whether the last reading that counts says otherwise than the dial that was typed."""
    needs_second: bool
    tenders: tuple[Tender, ...]
    """How the fees are paid; none where they become arrears."""

    @property
    def arrears(self) -> Money:
        """What is owed from now on: the overuse, and fees that are not paid."""
        owed = self.lines if self.tenders else (*self.lines, *self.look.fees)
        return sum(line.amount for line in owed)

    @property
    def fees(self) -> Money:
        """What the change itself costs."""
        return sum(line.amount for line in self.look.fees)


def _verified(look: ChangeMeterLook, day: date | None) -> date | None:
    return None if day is None else day_that_came(day, look.today)


def quote_for(look: ChangeMeterLook, arguments: ChangeMeterArguments) -> ChangeMeterQuote:
    """What is owed or was used beyond, and what the card will say.

    Raises BadArgument, BadAmount, BadDial, LeftTooMuch.
    """
    card, old = look.card, look.old
    terms = AllocationTerms(
        meter=check_meter_number(arguments.new_meter),
        model=look.model.model,
        kind=look.model.kind,
        dial=dial_reading(arguments.new_dial),
        began=_with_its_card(look, _work_date(look, arguments.work_date)),
        tariff_class=old.tariff_class,
        seal=line_if_given(arguments.seal, _("seal"), LONGEST_SEAL),
        verified_on=_verified(look, arguments.verified_on),
        served_since=old.served_since,
    )
    dial, left = dial_reading(arguments.old_dial), _left(look, arguments)
    reckoning = reckon(credited=card.credited, unloaded=card.unloaded, used=_used(look, dial, left))
    doubtful = _doubtful(look, dial, terms.began)
    first = first_load(reckoning, step=look.step, largest=look.largest)
    return ChangeMeterQuote(
        look=look,
        terms=terms,
        technician=line_of_text(arguments.technician, _("technician's name"), LONGEST_NAME),
        form=line_of_text(arguments.form, _("form number"), LONGEST_FORM),
        dial=dial,
        estimated=arguments.estimated,
        left=left,
        reckoning=reckoning,
        first=first,
        lines=_overuse_lines(look, reckoning.overuse),
        contents=msgspec.structs.replace(
            opening_written(
                card.contents,
                meter=terms.meter,
                load=first.load,
                sequence=card.sequence,
                parameters=meter_parameters(look.model),
                tariff=look.tariff,
            ),
            charging=look.model.charging,
        ),
        doubtful=doubtful,
        needs_second=bool(
            doubtful
            or arguments.estimated
            or reckoning.owed
            or reckoning.overuse
            or look.counts_money
        ),
        tenders=_tenders(look, arguments),
    )


def _doubtful(look: ChangeMeterLook, dial: Quantity, work_date: date) -> bool:
    if look.last_dial is None:
        return False
    now = DialKnown(dial=dial, read_on=work_date)
    model = look.old_model
    return contradicts(
        look.last_dial, now, digits=model.dial_digits, largest_flow=model.largest_flow
    )


def _tenders(look: ChangeMeterLook, arguments: ChangeMeterArguments) -> tuple[Tender, ...]:
    total = sum(line.amount for line in look.fees)
    if arguments.fees is FeesBy.ARREARS or not total:
        if arguments.tendered is None and arguments.tenders is None:
            return ()
        raise BadArgument(
            _("Nothing is to pay with this meter change."),
            _("Nothing was changed. Leave out what is handed over (tendered)."),
        )
    digits = look.currency_digits
    handed = handed_over(arguments.tendered, arguments.tenders, digits)
    tenders = exactly(total, handed, digits)
    require_room(look.vending, tenders)
    return tenders


def _work_date(look: ChangeMeterLook, given: date | None) -> date:
    day = given or look.today
    if look.old.began <= day <= look.today:
        return day
    raise BadArgument(
        _("The old meter hung there since {began}; the work was not on {day}.").format(
            began=look.old.began.isoformat(), day=day.isoformat()
        ),
        _("Nothing was changed. Give the day of the work, today at the latest."),
    )


def _with_its_card(look: ChangeMeterLook, day: date) -> date:
    """The day of the work, on which the card that was used was out. Raises BadArgument."""
    card = look.signed_out
    if card is None or may_be_named(card.state(look.today), out_on=card.out_on, work_date=day):
        return day
    raise BadArgument(
        _("Card {card} was not out for this work on {day}.").format(
            card=card.card, day=day.isoformat()
        ),
        _("Nothing was changed. Check card and day in the register (cards-out)."),
    )


def dial_reading(text: str) -> Quantity:
    """What a register shows, in thousandths; 0 for a new one. Raises BadAmount."""
    typed = text.strip()
    return 0 if typed and not typed.strip("0.") and typed.count(".") <= 1 else parse_volume(text)


def _left(look: ChangeMeterLook, arguments: ChangeMeterArguments) -> int | None:
    text = arguments.left
    if not look.counts_money:
        if text is None:
            return None
        raise BadArgument(
            _("This meter counts volume: its dial says what was used."),
            _("Nothing was changed. Leave out what its display says is left."),
        )
    if text is None:
        raise BadArgument(
            _("This meter counts money: its dial does not say what the use cost."),
            _("Nothing was changed. Give what its display says is left (left)."),
        )
    return check_left(text, look.currency_digits)


def check_left(text: str, digits: int) -> Money:
    """Minor units that a display shows; below 0 where it is overdrawn. Raises BadAmount."""
    typed = text.strip()
    if typed == "0":
        return 0
    if typed.startswith("-"):
        return -parse_money(typed[1:], digits)
    return parse_money(typed, digits)


def _used(look: ChangeMeterLook, dial: Quantity, left: int | None) -> int:
    by_dial = used_by_dial(look.old.dial, dial, digits=look.old_model.dial_digits)
    if left is None:
        return by_dial
    return used_by_display(credited=look.card.credited, unloaded=look.card.unloaded, left=left)


def _overuse_lines(look: ChangeMeterLook, overuse: int) -> tuple[Line, ...]:
    """By the price list's own price, else by the tariff of today; never free of charge."""
    if not overuse:
        return ()
    fee = look.fee
    if fee is not None and fee.amount and not look.counts_money:
        return (
            overuse_line(
                overuse, name=fee.name, price=fee.amount, tax_code=fee.tax_code, rate=fee.tax_rate
            ),
        )
    facts = msgspec.structs.replace(
        look.facts, allowance_used=look.revision.allowance, subsidy=None
    )
    return tuple(pricing_for(look.revision, facts).goods.lines(overuse))
