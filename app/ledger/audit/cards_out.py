"""Cards that were signed out: each is out once at a time, and two people say that one is lost."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from app.domain.cards_out import CardOutcome
from app.domain.identity import EventId, Node
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.cards_out import CardCameBack, CardsSignedOut, SignedOutCard
from app.ledger.events.codec import Entry
from app.ledger.events.meter_changes import MeterChangeOpened


class CardsComeBack:
    """The register, event by event."""

    def __init__(self) -> None:
        self._given: dict[EventId, CardsSignedOut] = {}
        self._of_card: defaultdict[tuple[Node, str], list[SignedOutCard]] = defaultdict(list)
        self._back: set[SignedOutCard] = set()
        self._named: list[tuple[EventId, SignedOutCard, MeterChangeOpened]] = []
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        match event:
            case CardsSignedOut():
                self._given[id] = event
                for card in event.cards:
                    self._of_card[id.node, card].append(SignedOutCard(sign_out=id, card=card))
            case CardCameBack():
                if event.outcome is not CardOutcome.LOST:
                    self._back.add(event.card)
                elif entry.second is None or entry.second == entry.operator:
                    self._find(id, _("a card said to be lost by one person"))
            case MeterChangeOpened() if event.signed_out is not None:
                self._back.add(event.signed_out)
                self._named.append((id, event.signed_out, event))
            case _:
                return

    def _find(self, id: EventId, what: str) -> None:
        self._findings.append(Finding(check="cards out", where=str(id), what=what))

    def findings(self) -> list[Finding]:
        """What does not fit. Cards of other kiosks may have come back unknown here."""
        for (_node, card), given in self._of_card.items():
            for earlier, later in pairwise(given):
                if earlier not in self._back:
                    what = _("card {card} signed out while it was out").format(card=card)
                    self._find(later.sign_out, what)
        for id, named, change in self._named:
            out = self._given.get(named.sign_out)
            if out is not None and change.allocates.began < out.date:
                self._find(id, _("work done before its card was signed out"))
            if out is not None and named.card not in out.cards:
                self._find(id, _("names a card that was not signed out"))
        return self._findings
