"""The birth of a training ledger: the settings of a real one, and people whose PINs all may know.

Accounts, cards, stock, people and their PINs stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from peewee import Database

from app.domain.money_limits import MoneyLimit
from app.domain.permissions import Role, rights_of
from app.domain.text import _
from app.domain.training import TRAINING_NODE, TRAINING_UTILITY
from app.kiosk import Clock, Randomness
from app.ledger import local_tables
from app.ledger.events.base import Event
from app.ledger.events.corrections import MoneyLimitSet
from app.ledger.events.handovers import HandoverSet
from app.ledger.events.master_data import (
    FeeSet,
    MeterModelSet,
    OperatorSet,
    PermissionSet,
    RegionSet,
    RiseCapSet,
    TariffRevisionSet,
)
from app.ledger.events.meter_stock import MeterMakerSet
from app.ledger.events.paper import PrintMethodSet
from app.ledger.events.payments import DeductionSet, PaymentKindSet
from app.ledger.events.receipt_forms import ReceiptFormSet
from app.ledger.events.tenders import TenderKindSet
from app.ledger.ledger import Ledger
from app.ledger.queries import (
    choices,
    handovers,
    meter_stock,
    payments,
    permissions,
    print_methods,
    receipt_forms,
    settings,
    tenders,
)
from app.ledger.transaction import Transaction
from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger
from app.operations.pins import make_verifier

_SITE = "9999"
"""Begins account numbers; what tells them apart for certain is the utility on the card."""
CARD_LAYOUTS = ("tapcard-sle4442", "tapcard-sle4428")
"""The layouts of the cards that lie at a training counter; the first stands for all others."""


class Trainee(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can sign in at every training counter."""

    operator: int
    name: str
    role: Role
    pin: str


TRAINEES = (
    Trainee(operator=1, name=_("Administrator"), role=Role.ADMINISTRATOR, pin="271828"),
    Trainee(operator=2, name=_("Supervisor"), role=Role.SUPERVISOR, pin="161803"),
    Trainee(operator=3, name=_("Cashier"), role=Role.CASHIER, pin="314159"),
    Trainee(operator=4, name=_("Technician"), role=Role.TECHNICIAN, pin="141421"),
    Trainee(operator=5, name=_("Auditor"), role=Role.AUDITOR, pin="577215"),
)
_FIRST, *_OTHERS = TRAINEES
_SECOND = _OTHERS[0]


class Lesson(msgspec.Struct, frozen=True):
    """What a training ledger begins with."""

    genesis: BeginLedgerArguments
    settings: tuple[Event, ...]


def lesson_from(db: Database) -> Lesson:
    """What there is to learn with, out of the tables of a real ledger, which are only read."""
    utility = settings.utility(db)
    genesis = BeginLedgerArguments(
        utility=TRAINING_UTILITY,
        utility_name=utility.utility_name,
        utility_address=utility.utility_address,
        phone=utility.phone,
        receipt_footer=utility.receipt_footer,
        currency=utility.currency,
        currency_digits=utility.currency_digits,
        time_zone=utility.time_zone,
        region=utility.region,
        region_name=utility.region_name,
        site=_SITE,
        operator=_FIRST.operator,
        operator_name=_FIRST.name,
    )
    return Lesson(genesis, (*_places(db), *_meters(db), *_prices(db), *_rules(db), *_papers(db)))


def begin_training(path: Path, lesson: Lesson, *, clock: Clock, random: Randomness) -> Ledger:
    """Makes a training ledger and returns it open. Raises LedgerExists and what disks raise."""

    def settle_in(tx: Transaction) -> None:
        for event in lesson.settings:
            second = _SECOND.operator if isinstance(event, ReceiptFormSet) else None
            tx.append(event, operator=_FIRST.operator, second=second)
        for one, verifier in verifiers:
            known = OperatorSet(operator=one.operator, name=one.name, role=one.role)
            tx.append(known, operator=_FIRST.operator)
            local_tables.set_verifier(tx.db, one.operator, verifier, clock.milliseconds())

    verifiers = [(one, make_verifier(one.pin)) for one in _OTHERS]
    ledger = begin_ledger(
        path, lesson.genesis, _FIRST.pin, node=TRAINING_NODE, clock=clock, random=random
    )
    try:
        ledger.commit(settle_in)
    except BaseException:
        ledger.close()
        raise
    return ledger


def _places(db: Database) -> Iterator[Event]:
    for one in settings.all_regions(db):
        yield RegionSet(
            region=one.region, name=one.name, parent=one.parent, code=one.code, closed=one.closed
        )


def _meters(db: Database) -> Iterator[Event]:
    for one in meter_stock.makers(db):
        yield MeterMakerSet(maker=one.maker, name=one.name, closed=one.closed)
    for model in choices.meter_models(db):
        yield _as_taught(model)


def _as_taught(model: MeterModelSet) -> MeterModelSet:
    """A model whose cards lie at the training counter; the rest of it as it is."""
    profile = model.profile if model.profile in CARD_LAYOUTS else CARD_LAYOUTS[0]
    return msgspec.structs.replace(model, profile=profile, replaces=None)


def _prices(db: Database) -> Iterator[Event]:
    for tariff_class in settings.tariff_classes(db):
        for revision in settings.revisions(db, tariff_class):
            yield TariffRevisionSet(revision=revision)
        cap = settings.rise_cap(db, tariff_class)
        if cap is not None:
            yield RiseCapSet(tariff_class=tariff_class, cap=cap)
    for fee, valid_from in settings.fee_list(db):
        yield FeeSet(
            code=fee.code,
            name=fee.name,
            amount=fee.amount,
            tax_code=fee.tax_code,
            tax_rate=fee.tax_rate,
            valid_from=valid_from,
        )
    for kind in payments.payment_kinds(db):
        yield PaymentKindSet(old=None, new=kind)


def _rules(db: Database) -> Iterator[Event]:
    for limit in MoneyLimit:
        amount = settings.money_limit(db, limit)
        if amount is not None:
            yield MoneyLimitSet(limit=limit, old=None, new=amount)
    for (role, permission), allowed in permissions.changes(db).items():
        before = permission in rights_of(role, {})  # nobody changed anything there yet
        yield PermissionSet(role=role, permission=permission, old=before, new=allowed)
    for what in sorted(handovers.goes_over(db)):
        yield HandoverSet(what=what, old=False, new=True)
    for kind in sorted(tenders.taken_somewhere(db)):
        yield TenderKindSet(kind=kind, old=False, new=True)
    scheme = payments.own_deduction(db, "")
    if scheme is not None:
        yield DeductionSet(account="", old=None, new=scheme)


def _papers(db: Database) -> Iterator[Event]:
    """How they look and come out; they say TRAINING whatever their form leaves out."""
    for _event, form in reversed(receipt_forms.forms(db)):
        yield ReceiptFormSet(form=form)
    for paper, method in print_methods.methods(db).items():
        yield PrintMethodSet(paper=paper, method=method)
