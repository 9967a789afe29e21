"""Settings follow on each other: what replaces, what is withdrawn, what is received twice."""

from __future__ import annotations

from typing import Any

from app.domain.identity import EventId, Node
from app.domain.meter_stock import (
    MeterRange,
    StockRefused,
    check_range,
    check_untouched,
    left_of,
)
from app.domain.print_methods import PrintMethodRefused, check_method
from app.domain.sales import AllocationTerms
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry
from app.ledger.events.ledger_life import OfficeJoined
from app.ledger.events.master_data import TariffRevisionWithdrawn
from app.ledger.events.meter_stock import MetersReceived, MetersTakenBack
from app.ledger.events.paper import PrintMethodSet
from app.ledger.events.sales import PurchasePaid
from app.ledger.projection.projectors.changed_settings import SETTINGS, setting_of


class SettingsFollow:
    """Within a node: between nodes that did not hear of each other no order is owed."""

    def __init__(self) -> None:
        """Nothing was set."""
        self._found: list[Finding] = []
        self._set: dict[EventId, tuple[SettingKind, str]] = {}
        self._withdrawn: set[tuple[Node, int, int]] = set()
        self._received: dict[Node, list[MeterRange]] = {}
        self._allocated: dict[Node, set[str]] = {}

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        if isinstance(event, PurchasePaid):
            self._sold(id, event)
        elif isinstance(event, OfficeJoined):  # numbers of revisions are head office's from now on
            self._withdrawn = {one for one in self._withdrawn if one[0] != id.node}
        terms = getattr(event, "allocates", None)
        if isinstance(terms, AllocationTerms):
            self._allocated.setdefault(id.node, set()).add(terms.meter)
        if type(event) not in SETTINGS:
            return
        self._replaces(id, event)
        if isinstance(event, TariffRevisionWithdrawn):
            self._withdraws(id, entry, event)
        elif isinstance(event, MetersReceived):
            self._receives(id, event)
        elif isinstance(event, MetersTakenBack):
            self._takes_back(id, entry, event)
        elif isinstance(event, PrintMethodSet):
            self._prints(id, event)

    def findings(self) -> list[Finding]:
        """What does not follow."""
        return self._found

    def _replaces(self, id: EventId, event: Any) -> None:  # noqa: ANN401  any event that sets something
        self._set[id] = setting_of(event)
        before = getattr(event, "replaces", None)
        if before is None or before.node != id.node:
            return
        if self._set.get(before) != self._set[id]:
            self._tell(id, _("it replaces {id}, which set something else").format(id=before))

    def _withdraws(self, id: EventId, entry: Entry, event: TariffRevisionWithdrawn) -> None:
        revision = event.revision
        self._withdrawn.add((id.node, revision.tariff_class, revision.revision))
        if event.date >= revision.valid_from:
            self._tell(id, _("it withdraws a revision that was in force"))
        if entry.second is None or entry.second == entry.operator:
            self._tell(id, _("one person alone withdrew a revision"))

    def _sold(self, id: EventId, event: PurchasePaid) -> None:
        priced = event.breakdown
        if (id.node, priced.tariff_class, priced.revision) in self._withdrawn:
            self._tell(id, _("a sale was priced by a revision that was withdrawn"))

    def _receives(self, id: EventId, event: MetersReceived) -> None:
        came = MeterRange(first=event.first, last=event.last, model=event.model)
        received = self._received.setdefault(id.node, [])
        try:
            check_range(came, received)
        except StockRefused as error:
            self._tell(id, error.message)
        received.append(came)

    def _takes_back(self, id: EventId, entry: Entry, event: MetersTakenBack) -> None:
        if entry.second is None or entry.second == entry.operator:
            self._tell(id, _("one person alone took meters back"))
        first, last = event.taken_first, event.taken_last
        gone = MeterRange(first=first, last=last, model="")
        hang = [meter for meter in self._allocated.get(id.node, ()) if gone.holds(meter)]
        if event.replaces.node != id.node:
            return
        received = self._received.get(id.node, [])
        try:
            delivery = check_untouched(first, last, received, min(hang, default=None))
        except StockRefused as error:
            self._tell(id, error.message)
            return
        left = left_of(delivery, first, last)
        if left != (None if event.left_first is None else (event.left_first, event.left_last)):
            self._tell(id, _("it says otherwise what is left of the delivery"))
        at = received.index(delivery)
        received[at : at + 1] = (
            [] if left is None else [MeterRange(first=left[0], last=left[1], model=delivery.model)]
        )

    def _prints(self, id: EventId, event: PrintMethodSet) -> None:
        try:
            check_method(event.paper, event.method)
        except PrintMethodRefused as error:
            self._tell(id, error.message)

    def _tell(self, id: EventId, what: str) -> None:
        self._found.append(Finding(check="settings", where=str(id), what=what))
