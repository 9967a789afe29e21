"""People, prices and devices in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.tariff.revision import Surcharge, TariffRevision, Tier
from app.domain.text import _
from app.ledger.events.ledger_life import ClockJumpAccepted, DeviceChanged
from app.ledger.events.master_data import FeeSet, MeterModelSet, RegionSet
from app.operations.open_account import OpenAccountResult
from app.operations.print_test import PrintTestResult
from app.operations.reprint import ReprintResult
from app.operations.set_operator import SetOperatorResult
from app.operations.sign_in import SignedIn
from app.telling.words import Row, Told, Words


def _signed_in(_words: Words, who: SignedIn) -> Told:
    return Told(
        _("Operator {number} is {name}, {role}.").format(
            number=who.operator, name=who.name, role=who.role
        )
    )


def _operator(_words: Words, who: SetOperatorResult) -> Told:
    sentence = _("Operator {number} is {name}, {role}.")
    if not who.active:
        sentence = _("Operator {number}, {name}, {role}, may not sign in any more.")
    return Told(sentence.format(number=who.operator, name=who.name, role=who.role))


def _account(_words: Words, account: OpenAccountResult) -> Told:
    return Told(
        _("Account {number} is open.").format(number=account.account),
        [
            (_("Tariff class"), str(account.tariff_class)),
            (_("Household"), str(account.household_size)),
            (_("Region"), str(account.region)),
            (_("Seems the same"), ", ".join(account.alike)),
        ],
    )


def _region(_words: Words, region: RegionSet) -> Told:
    return Told(_("Region {number} is {name}.").format(number=region.region, name=region.name))


def _model(words: Words, model: MeterModelSet) -> Told:
    def credit(figure: int | None) -> str:
        return words.credit(figure, model.charging, model.kind) if figure else ""

    return Told(
        _("Meter model {name} reads cards of {profile}.").format(
            name=model.model, profile=model.profile
        ),
        [
            (_("Kind"), f"{model.kind}, {model.charging}"),
            (_("Holds at most"), credit(model.hoarding_limit)),
            (_("Takes at most"), credit(model.largest_load)),
            (_("Warns at"), credit(model.alarm)),
            (_("Closes once at"), credit(model.closing_alarm)),
            (_("Overdraft"), credit(model.overdraft)),
        ],
    )


def _tariff(words: Words, tariff: TariffRevision) -> Told:
    standing = tariff.standing
    monthly = _("{amount} a month").format(amount=words.money(standing.monthly)) if standing else ""
    return Told(
        _("Tariff {name}, class {number}, revision {revision}, is in force from {day} on.").format(
            name=tariff.name,
            number=tariff.tariff_class,
            revision=tariff.revision,
            day=tariff.valid_from.isoformat(),
        ),
        [
            *(_tier(words, tier) for tier in tariff.tiers),
            *(_surcharge(words, one) for one in tariff.surcharges),
            (_("Standing charge"), monthly),
        ],
    )


def _tier(words: Words, tier: Tier) -> Row:
    price = f"{words.currency} {words.price(tier.price)}"
    if tier.upto is None:
        return _("Above that"), price
    return _("Up to {volume}").format(volume=words.volume(tier.upto)), price


def _surcharge(words: Words, one: Surcharge) -> Row:
    return one.name, f"{words.currency} {words.price(one.price)}"


def _fee(words: Words, fee: FeeSet) -> Told:
    sentence = _("{name} costs {amount} from {day} on.")
    if not fee.amount:
        sentence = _("{name} costs nothing from {day} on.")
    return Told(
        sentence.format(
            name=fee.name, amount=words.money(fee.amount), day=fee.valid_from.isoformat()
        )
    )


def _device(_words: Words, device: DeviceChanged) -> Told:
    return Told(
        _("{key} is now {new}; it was {old}. In force from the next start.").format(
            key=device.key, new=device.new or _("empty"), old=device.old or _("empty")
        )
    )


def _copy(_words: Words, copy: ReprintResult) -> Told:
    return Told(_("Copy {copy} of {number}.").format(copy=copy.copy, number=copy.number))


def _clock(_words: Words, accepted: ClockJumpAccepted) -> Told:
    return Told(
        _("The clock is believed. Sales go on."),
        [(_("Reason"), accepted.reason)],
    )


def _test(_words: Words, test: PrintTestResult) -> Told:
    return Told(_("The test paper {number} goes to the printer.").format(number=test.number))


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    SignedIn: _signed_in,
    SetOperatorResult: _operator,
    OpenAccountResult: _account,
    RegionSet: _region,
    MeterModelSet: _model,
    TariffRevision: _tariff,
    FeeSet: _fee,
    DeviceChanged: _device,
    ReprintResult: _copy,
    ClockJumpAccepted: _clock,
    PrintTestResult: _test,
}
