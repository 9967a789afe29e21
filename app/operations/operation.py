"""The shape that every operation shares, so that every screen reads alike.

``look`` reads card and records: what is possible and why not. ``quote`` is pure: exactly what will
happen. ``perform`` does it, once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec

from app.domain.approval import Signed
from app.domain.identity import EventId, Operator
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Performer
from app.ledger.queries import requests
from app.operations.agents_ledger import with_agents
from app.operations.allowance_ledger import with_allowance
from app.operations.approved_ledger import approved, only_here
from app.operations.arguments import Arguments, typed_arguments
from app.operations.authority import authorise, require_permission
from app.operations.errors import RequestReused
from app.operations.invoices_ledger import with_invoices
from app.operations.tenders_ledger import with_tenders

Look = TypeVar("Look")
Quote = TypeVar("Quote")
Result = TypeVar("Result", bound=msgspec.Struct)


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts: already authenticated by PIN."""

    operator: Operator
    second: Operator | None = None
    """Second person, authenticated too, where two are asked for."""
    approval: str | None = None
    """The challenge that the second person answered from elsewhere; None: they signed here."""
    request: str | None = None
    """The caller's own id of this call; repeated, it returns the first result."""


@dataclass(frozen=True)
class Operation(Generic[Arguments, Look, Quote, Result]):
    """One thing a counter does."""

    name: str
    """As typed after ``tapcard do``."""
    summary: str
    permission: Permission
    arguments: type[Arguments]
    look_at: Callable[[Kiosk, Caller, Arguments], Look]
    quote_for: Callable[[Look, Arguments], Quote]
    carry_out: Callable[[Kiosk, Caller, Quote], Result]
    recall: Callable[[Kiosk, EventId], Result] | None = None
    """Result of an earlier call, from its event; None where repeating does no harm."""
    opened_by: tuple[str, ...] = ()
    """Tags of the events that carry this operation's request id."""
    sets: SettingKind | None = None
    """What it sets; None: what happens at a counter, or nothing."""
    needs_shift: bool = False
    needs_invoice: bool = False
    """Whether it ends in a receipt, which takes a pre-printed number where those are kept."""
    needs_clock: bool = False
    """Whether a wall clock that jumped, or head office's word that this counter must not go on,
    stops it: sales do, settling what is open does not."""
    needs_second: bool = False
    signed_for: Callable[[Quote], Signed] | None = None
    """What a second person who is elsewhere is told; None: no second person signs this."""

    def look(self, kiosk: Kiosk, caller: Caller, arguments: Arguments) -> Look:
        """What is possible, and why not. Writes nothing to the card."""
        elsewhere = self._elsewhere(kiosk)
        if elsewhere is not None:
            found: Look = elsewhere.look(self, caller, arguments)
            return found
        authorise(kiosk, self, caller)
        return self.look_at(kiosk, caller, arguments)

    def look_unsigned(self, kiosk: Kiosk, caller: Caller, arguments: Arguments) -> Look:
        """As :meth:`look`, for a screen that shows what a second person is to sign."""
        return replace(self, needs_second=False).look(kiosk, caller, arguments)

    def quote(self, look: Look, arguments: Arguments) -> Quote:
        """Exactly what :meth:`perform` will do."""
        return self.quote_for(look, arguments)

    def perform(self, kiosk: Kiosk, caller: Caller, quote: Quote) -> Result:
        """Does it, once. Raises StaleQuote when the world moved since the quote."""
        elsewhere = self._elsewhere(kiosk)
        if elsewhere is not None:
            result: Result = elsewhere.perform(self, caller, quote)
            return result
        done = self.recalled(kiosk, caller)
        if done is not None:
            return done
        authorise(kiosk, self, caller)
        if kiosk.performer is None:  # else it only looks, and no money moves
            kiosk = with_tenders(with_invoices(with_allowance(with_agents(kiosk))))
        return self.carry_out(self._with_approval(kiosk, caller, quote), caller, quote)

    def _elsewhere(self, kiosk: Kiosk) -> Performer | None:
        """Who performs it in the kiosk's place."""
        performer = kiosk.performer
        return performer if performer is not None and performer.performs(self) else None

    def _with_approval(self, kiosk: Kiosk, caller: Caller, quote: Quote) -> Kiosk:
        """The kiosk on which the first commit uses up what was answered from elsewhere."""
        if caller.approval is None:
            return kiosk
        return approved(kiosk, caller.second, caller.approval, self.signs(quote))

    def signs(self, quote: Quote) -> Signed:
        """What a second person signs for. Raises SecondPersonNeeded where only presence counts."""
        if self.signed_for is None:
            raise only_here()
        return msgspec.structs.replace(self.signed_for(quote), operation=self.name)

    def run(self, kiosk: Kiosk, caller: Caller, arguments: Arguments) -> Result:
        """Look, quote and perform in one go; a repeated request returns the first result."""
        done = self.recalled(kiosk, caller)
        if done is not None:
            return done
        return self.perform(
            kiosk, caller, self.quote(self.look(kiosk, caller, arguments), arguments)
        )

    def recalled(self, kiosk: Kiosk, caller: Caller) -> Result | None:
        """The first result of this request, if there was one: also after the shift has ended."""
        if caller.request is None or self.recall is None:
            return None
        with kiosk.ledger.read() as reader:
            found = requests.by_request(reader.db, kiosk.ledger.node, caller.request)
        if found is None:
            return None
        if found.kind not in self.opened_by:
            raise RequestReused(
                _("The id {id} was used before, for another operation.").format(id=caller.request),
                _("Nothing was done. Use a new id."),
            )
        require_permission(kiosk, self, caller)
        return self.recall(kiosk, found.event)


def parse_arguments(
    operation: Operation[Arguments, Any, Any, Any], given: dict[str, str]
) -> Arguments:
    """Typed arguments from ``key=value`` texts.

    Raises BadArgument naming the key, the value and what is possible.
    """
    return typed_arguments(operation.name, operation.arguments, given)
