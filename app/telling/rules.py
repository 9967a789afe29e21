"""Rules and rights in words, as their history tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from app.domain.arrears import DeductionScheme
from app.domain.automatic_reports import UNCHOSEN
from app.domain.customers import FIELD_NAMES
from app.domain.months import month_text
from app.domain.print_methods import USUAL
from app.domain.text import _
from app.ledger.events.accounts import AccountFormSet
from app.ledger.events.automatic_reports import AutomaticReportSet
from app.ledger.events.base import Event
from app.ledger.events.handovers import HandoverSet
from app.ledger.events.locked_months import MonthLocked
from app.ledger.events.master_data import PermissionSet, PinRulesSet
from app.ledger.events.operators import ApproverSet
from app.ledger.events.paper import PrintMethodSet
from app.ledger.events.payments import (
    DeductionSet,
    FreeSchemeSet,
    PaymentKindSet,
    SubsidySchemeSet,
)
from app.ledger.events.tenders import TenderKindSet
from app.telling.customers import IDENTITY_RULES
from app.telling.payments import percent_text, rule_text
from app.telling.words import Row, Words


def _permission(_words: Words, event: PermissionSet) -> list[Row]:
    return [(_("Granted"), _("yes") if event.new else _("no"))]


def _pin_rules(_words: Words, event: PinRulesSet) -> list[Row]:
    rules = event.new
    return [
        (_("Digits, at least"), str(rules.shortest)),
        (_("Digits in a run, at most"), str(rules.longest_run) if rules.longest_run else _("any")),
        (_("Days that one counts"), str(rules.days) if rules.days else _("any")),
        (_("PINs not to be taken again"), str(rules.kept)),
    ]


def _approver(_words: Words, event: ApproverSet) -> list[Row]:
    return [(_("Mark of the key"), event.mark or _("no key"))]


def _account_form(_words: Words, event: AccountFormSet) -> list[Row]:
    names = ", ".join(FIELD_NAMES[field] for field in event.required)
    return [
        (_("Must be told"), names or _("nothing")),
        (_("Identity known"), IDENTITY_RULES[event.identity]),
    ]


def _handover(_words: Words, event: HandoverSet) -> list[Row]:
    return [(_("Goes over"), _("yes") if event.new else _("no"))]


def _tender_kind(_words: Words, event: TenderKindSet) -> list[Row]:
    return [(_("Taken"), _("yes") if event.new else _("no"))]


def _payment_kind(words: Words, event: PaymentKindSet) -> list[Row]:
    kind = event.new
    return [
        (_("Name"), kind.name),
        (_("Price"), _("any amount") if kind.price is None else words.money(kind.price)),
        (_("Tax in it"), f"{kind.tax_code} {percent_text(kind.tax_rate)}" if kind.tax_code else ""),
        (_("Ledger account"), kind.ledger_code),
        (_("Deposit"), _("yes") if kind.deposit else _("no")),
        (_("Paid for"), _("yes") if kind.active else _("no")),
    ]


def _free_scheme(words: Words, event: FreeSchemeSet) -> list[Row]:
    scheme = event.new
    return [
        (_("Name"), scheme.name),
        (_("A month"), words.volume(scheme.per_month)),
        (_("For each person"), words.volume(scheme.per_person)),
        (_("Ledger account"), scheme.ledger_code),
        (_("Gives"), _("yes") if scheme.active else _("no")),
    ]


def _subsidy_scheme(words: Words, event: SubsidySchemeSet) -> list[Row]:
    scheme = event.new
    return [
        (_("Name"), scheme.name),
        (_("Payer"), scheme.payer),
        (_("Ledger account"), scheme.ledger_code),
        (_("Payer's share"), f"{scheme.percent} %"),
        (_("For"), words.kind(scheme.kind)),
        (_("A month"), words.volume(scheme.per_month, scheme.kind)),
        (_("For each person"), words.volume(scheme.per_person, scheme.kind)),
        (_("Pays"), _("yes") if scheme.active else _("no")),
    ]


def _deduction(words: Words, event: DeductionSet) -> list[Row]:
    return [(_("To arrears"), _scheme(words, event.new))]


def _scheme(words: Words, scheme: DeductionScheme | None) -> str:
    return _("the usual") if scheme is None else rule_text(words, scheme)


def _month(_words: Words, event: MonthLocked) -> list[Row]:
    before = event.before
    return [
        (_("Locked"), _("for ever, with all months before it")),
        (_("Locked until then"), _("none") if before is None else month_text(before)),
    ]


RULES: dict[type[Event], Callable[[Words, Any], list[Row]]] = {
    PermissionSet: _permission,
    PinRulesSet: _pin_rules,
    ApproverSet: _approver,
    AccountFormSet: _account_form,
    HandoverSet: _handover,
    TenderKindSet: _tender_kind,
    MonthLocked: _month,
    PaymentKindSet: _payment_kind,
    FreeSchemeSet: _free_scheme,
    SubsidySchemeSet: _subsidy_scheme,
    DeductionSet: _deduction,
}
"""As telling.settings.FACTS."""


def before(event: Event) -> Event | None:
    """What an event that says so itself replaced; None: nothing, or it does not say."""
    match event:
        case PermissionSet() | PinRulesSet() | HandoverSet() | TenderKindSet() | DeductionSet():
            return replace(event, new=event.old)
        case PaymentKindSet() | FreeSchemeSet() | SubsidySchemeSet() if event.old is not None:
            return replace(event, new=event.old)
        case AccountFormSet():
            return replace(event, required=event.old_required, identity=event.old_identity)
        case PrintMethodSet() if event.replaces is None:
            return replace(event, method=USUAL)
        case AutomaticReportSet() if event.replaces is None:
            return replace(event, choice=UNCHOSEN)
        case _:
            return None
