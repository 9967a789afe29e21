"""Rules for new PINs: length, runs, how long one counts, how many must not come again."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.pins import LONGEST, LONGEST_DAYS, MOST_KEPT, SHORTEST, PinRules
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.master_data import PinRulesSet
from app.ledger.queries import journal, permissions
from app.operations.errors import BadArgument, StaleQuote
from app.operations.operation import Caller, Operation


class SetPinRulesArguments(msgspec.Struct, frozen=True, kw_only=True):
    """As :class:`PinRules`; what is not given stays as it is."""

    shortest: int | None = None
    longest_run: int | None = None
    days: int | None = None
    kept: int | None = None


class SetPinRulesResult(msgspec.Struct, frozen=True, kw_only=True):
    """The rules as they were and are."""

    old: PinRules
    new: PinRules


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetPinRulesArguments) -> PinRules:
    """The rules as they are."""
    with kiosk.ledger.read() as reader:
        return permissions.pin_rules(reader.db)


def quote_for(look: PinRules, arguments: SetPinRulesArguments) -> PinRulesSet:
    """The rules as they were and will be. Raises BadArgument."""
    given = {
        key: figure
        for key, figure in msgspec.structs.asdict(arguments).items()
        if figure is not None
    }
    new = msgspec.structs.replace(look, **given)
    _within(_("The shortest PIN"), new.shortest, SHORTEST, LONGEST)
    if new.longest_run:
        _within(_("A run of digits"), new.longest_run, 2, LONGEST)
    _within(_("Days until a PIN is too old"), new.days, 0, LONGEST_DAYS)
    _within(_("PINs that do not come again"), new.kept, 0, MOST_KEPT)
    return PinRulesSet(old=look, new=new)


def _within(what: str, figure: int, least: int, most: int) -> None:
    if not least <= figure <= most:
        raise BadArgument(
            _("{what}: {least} to {most}.").format(what=what, least=least, most=most),
            _("Nothing was changed. Give a number between them."),
        )


def carry_out(kiosk: Kiosk, caller: Caller, quote: PinRulesSet) -> SetPinRulesResult:
    """Records them. Raises StaleQuote where they were changed meanwhile."""

    def work(tx: Transaction) -> None:
        if permissions.pin_rules(tx.db) != quote.old:
            raise StaleQuote(
                _("The rules were changed meanwhile."),
                _("Nothing was changed now. Look at them again."),
            )
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return SetPinRulesResult(old=quote.old, new=quote.new)


def recall(kiosk: Kiosk, set_by: EventId) -> SetPinRulesResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, set_by)
    if entry is None or not isinstance(entry.event, PinRulesSet):
        raise LookupError(set_by)
    return SetPinRulesResult(old=entry.event.old, new=entry.event.new)


SET_PIN_RULES = Operation(
    name="set-pin-rules",
    summary=_("Set what a new PIN must be, and how long one counts."),
    permission=Permission.OPERATORS,
    sets=SettingKind.PIN_RULES,
    arguments=SetPinRulesArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("pin_rules_set",),
)
