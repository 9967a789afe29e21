"""People, prices and devices in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.cards import CardSeen
from app.domain.tariff.revision import Surcharge, TariffRevision, Tier
from app.domain.text import _
from app.ledger.events.ledger_life import ClockJumpAccepted, DeviceChanged
from app.ledger.events.master_data import FeeSet, MeterModelSet, RegionSet
from app.operations.change_pin import ChangePinResult
from app.operations.open_account import OpenAccountResult
from app.operations.operators import OperatorsResult
from app.operations.print_test import PrintTestResult
from app.operations.reprint import ReprintResult
from app.operations.set_approver import SetApproverResult
from app.operations.set_operator import SetOperatorResult
from app.operations.set_permission import SetPermissionResult
from app.operations.set_pin_rules import SetPinRulesResult
from app.operations.sign_in import SignedIn
from app.telling.devices import tell_seen
from app.telling.operators import tell_operators
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


def _approver(_words: Words, who: SetApproverResult) -> Told:
    if not who.mark:
        return Told(_("Operator {number} signs here only.").format(number=who.approver))
    return Told(
        _("Operator {number} can sign from elsewhere.").format(number=who.approver),
        [(_("Mark of the key"), who.mark)],
    )


def _permission(_words: Words, one: SetPermissionResult) -> Told:
    sentence = _("{role} may do this now: {permission}.")
    if not one.new:
        sentence = _("{role} may not do this any more: {permission}.")
    return Told(sentence.format(role=one.role.capitalize(), permission=one.permission))


def _pin(_words: Words, changed: ChangePinResult) -> Told:
    return Told(_("The PIN of operator {number} is changed.").format(number=changed.operator))


def _pin_rules(_words: Words, set_now: SetPinRulesResult) -> Told:
    rules = set_now.new
    return Told(
        _("New PINs follow these rules:"),
        [
            (_("Digits, at least"), str(rules.shortest)),
            (
                _("Digits in a run, at most"),
                str(rules.longest_run) if rules.longest_run else _("any"),
            ),
            (_("Days that one counts"), str(rules.days) if rules.days else _("any")),
            (_("PINs not to be taken again"), str(rules.kept)),
        ],
    )


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
    SetApproverResult: _approver,
    SetPermissionResult: _permission,
    ChangePinResult: _pin,
    SetPinRulesResult: _pin_rules,
    OperatorsResult: tell_operators,
    CardSeen: tell_seen,
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
