"""The birth of a ledger: the genesis, the home region, and the first operator."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from app.domain.identity import Node
from app.domain.permissions import Role
from app.domain.pins import PinRules
from app.domain.text import _
from app.domain.training import TRAINING_UTILITY, is_training
from app.kiosk import Clock, Randomness
from app.ledger import exchange, local_tables
from app.ledger.checkpoint import Signer
from app.ledger.events.ledger_life import LedgerBegun, OfficeJoined
from app.ledger.events.master_data import OperatorSet, RegionSet
from app.ledger.exchange import OfficeKeys
from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction
from app.operations.errors import BadArgument
from app.operations.pins import check_pin, make_verifier

_LARGEST_UTILITY = 65_535
_LARGEST_REGION = 65_535


class Enrolment(NamedTuple):
    """What a machine was given that head office made a kiosk."""

    signer: Signer
    """Key of its first epoch, of which head office knows the public half."""
    office: OfficeKeys
    """Believed from the first event on."""


class BeginLedgerArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What a utility decides once, and its first operator, an administrator."""

    utility: int
    """1..65535; stands on every card, so that another utility's card is told apart."""
    utility_name: str
    currency: str
    """ISO 4217 code."""
    time_zone: str
    """IANA name, such as Africa/Nairobi."""
    region: int
    region_name: str
    site: str
    """Prefix of account numbers opened here, 1 to 4 digits."""
    operator: int
    operator_name: str
    utility_address: str = ""
    tax_number: str = ""
    phone: str = ""
    receipt_footer: str = ""
    currency_digits: int | None = None
    """Decimals of the currency; none: as the standard has it."""
    roaming: bool = False


def begin_ledger(
    path: Path,
    arguments: BeginLedgerArguments,
    pin: str,
    *,
    node: Node,
    clock: Clock,
    random: Randomness,
    enrolment: Enrolment | None = None,
    office: bool = False,
) -> Ledger:
    """Makes a ledger and returns it open; ``office``: head office's own.

    Raises BadArgument, LedgerExists and what disks raise.
    """
    _check(arguments, node)
    check_pin(pin, PinRules())
    verifier = make_verifier(pin)
    digits = currency_decimals(arguments.currency, arguments.currency_digits)

    def genesis(public_key: bytes) -> LedgerBegun:
        return LedgerBegun(
            utility=arguments.utility,
            utility_name=arguments.utility_name,
            utility_address=arguments.utility_address,
            tax_number=arguments.tax_number,
            phone=arguments.phone,
            currency=arguments.currency.upper(),
            currency_digits=digits,
            time_zone=arguments.time_zone,
            region=arguments.region,
            region_name=arguments.region_name,
            site=arguments.site,
            receipt_footer=arguments.receipt_footer,
            roaming=arguments.roaming,
            public_key=public_key,
            office=office,
        )

    def first_records(tx: Transaction) -> None:
        who = arguments.operator
        tx.append(RegionSet(region=arguments.region, name=arguments.region_name), operator=who)
        operator = OperatorSet(operator=who, name=arguments.operator_name, role=Role.ADMINISTRATOR)
        tx.append(operator, operator=who)
        local_tables.set_verifier(tx.db, who, verifier, clock.milliseconds())
        if enrolment is not None:
            exchange.pin_office(tx.db, enrolment.office)
            tx.append(OfficeJoined(office_key=enrolment.office.public), operator=who)

    ledger = Ledger.create(
        path,
        node=node,
        genesis=genesis,
        clock=clock,
        random=random,
        operator=arguments.operator,
        signer=None if enrolment is None else enrolment.signer,
    )
    try:
        ledger.commit(first_records)
    except BaseException:
        ledger.close()
        raise
    return ledger


def _check(arguments: BeginLedgerArguments, node: Node) -> None:
    check_time_zone(arguments.time_zone)
    if not is_training(node):
        check_utility(arguments.utility)
    elif arguments.utility != TRAINING_UTILITY:
        raise _bad(
            _("Kiosk number {number} is kept for training. Give this kiosk another.").format(
                number=node
            )
        )
    check_region(arguments.region)
    check_site(arguments.site)
    check_first_operator(arguments.operator, arguments.operator_name)


def check_time_zone(name: str) -> None:
    """Raises BadArgument for a time zone that nobody knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _bad(_("There is no time zone {name}.").format(name=name)) from error


def check_utility(number: int) -> None:
    """Raises BadArgument for a utility's number that a card cannot carry, or that is training's."""
    if not 0 < number <= _LARGEST_UTILITY:
        raise _bad(_("The utility's number is 1 to {most}.").format(most=_LARGEST_UTILITY))
    if number == TRAINING_UTILITY:
        raise _bad(_("The utility's number {number} is kept for training.").format(number=number))


def check_region(number: int) -> None:
    """Raises BadArgument for a region's number that a card cannot carry."""
    if not 0 < number <= _LARGEST_REGION:
        raise _bad(_("The region's number is 1 to {most}.").format(most=_LARGEST_REGION))


def check_site(site: str) -> None:
    """Raises BadArgument for a prefix that account numbers have no room for."""
    if not (site.isascii() and site.isdecimal() and 1 <= len(site) <= 4):
        raise _bad(
            _("The site prefix has 1 to 4 digits, not {site}.").format(site=site)
            if site
            else _("A site prefix of 1 to 4 digits is needed.")
        )


def check_first_operator(number: int, name: str) -> None:
    """Raises BadArgument for an operator without number or name."""
    if number <= 0 or not name.strip():
        raise _bad(_("The first operator needs a number above 0 and a name."))


def currency_decimals(currency: str, wanted: int | None) -> int:
    """Decimals of a currency: ``wanted``, else as the standard has it. Raises BadArgument."""
    from babel.numbers import (  # heavy: only a ledger's birth needs it
        get_currency_precision,
        is_currency,
    )

    code = currency.upper()
    if not is_currency(code):
        raise _bad(_("There is no currency {code}.").format(code=currency))
    if wanted is None:
        return get_currency_precision(code)
    if not 0 <= wanted <= 3:
        raise _bad(_("A currency has 0 to 3 decimals."))
    return wanted


def _bad(message: str) -> BadArgument:
    return BadArgument(message, _("No ledger was made."))
