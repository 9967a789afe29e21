"""What `serve` could not decide: epochs asked for, files kept aside, refusals, unread events."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.administration import AskExceptions, AskQuarantine
from app.office.store.rows import EpochRequest, HoldReason, Quarantined, Refusal
from app.office.what_waits import Exceptions, HeldRow
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.filtered_list import FilteredList
from app.screens.office_screen import OfficeScreen
from app.screens.paged_list import Page, page_of
from app.sync.words import age_words


class Kind(enum.StrEnum):
    """Kinds of what waits."""

    EPOCH = "epoch"
    HELD = "held"
    REFUSED = "refused"
    UNREAD = "unread"


HELD_NAMES = {
    HoldReason.FORK: _("two copies"),
    HoldReason.FENCED: _("an ended life"),
    HoldReason.RIVAL: _("a copy not granted"),
    HoldReason.REVOKED: _("out of service"),
}


class Waiting(FilteredList, OfficeScreen[None]):
    """All of it, or one kind."""

    heading = _("What waits for people")
    help_lines = (
        _("Asks to go on: a kiosk that was restored; it sells on as soon as two people"),
        _("grant it. Kept aside: a file that does not go on from what is here, because a"),
        _("kiosk was copied or restored. Two people may decide that it happened, and"),
        _("take it in. Refused: requests that were not what they should be, counted."),
        _("Unread: events that this version cannot read yet; they are tried again by"),
        _("opening one."),
        _("A digit opens one. * shows only one kind."),
    )
    states: ClassVar = (None, *Kind)
    names: ClassVar = {
        Kind.EPOCH: _("kiosks that ask to go on"),
        Kind.HELD: _("files kept aside"),
        Kind.REFUSED: _("requests refused"),
        Kind.UNREAD: _("events not read yet"),
    }
    head: ClassVar = (_("Kiosk"), _("What"), _("About"), _("Since"))
    widths: ClassVar = (7, 14, 40, 10)
    empty: ClassVar = _("Nothing waits.")

    def ask_for(self, state: Kind | None, number: int) -> Callable[[], Page]:
        """A page of what is shown now."""
        return partial(self._page, state, number)

    def _page(self, state: Kind | None, number: int) -> Page:
        found = self.do(AskExceptions(), Exceptions)
        unread = self.do(AskQuarantine(), list[Quarantined])
        now = self.desk.kiosk.clock.milliseconds()
        everything: list[tuple[Kind, Any, tuple[str, ...]]] = [
            *((Kind.EPOCH, one, _epoch(one, now)) for one in found.epochs),
            *((Kind.HELD, one, _held(one, now)) for one in found.held),
            *((Kind.REFUSED, one, _refusal(one, now)) for one in found.refusals),
            *((Kind.UNREAD, one, _unread(one, now)) for one in _each_once(unread)),
        ]
        rows: Sequence[tuple[Any, Sequence[str]]] = [
            (thing, cells) for kind, thing, cells in everything if state in (None, kind)
        ]
        return page_of(f"{self.called(state)}: {len(rows)}", rows, number)

    def opened(self, thing: object) -> AnyScreen:
        """Where it can be decided, or read whole."""
        match thing:
            case EpochRequest():
                return screen_named("grant-epoch", thing)
            case HeldRow():
                return screen_named("admit-bundle", thing)
            case _:
                return screen_named("waiting-one", thing)


def _each_once(unread: Sequence[Quarantined]) -> Iterable[Quarantined]:
    """An event may wait for several who read it."""
    return {one.id: one for one in unread}.values()


def _epoch(one: EpochRequest, now: int) -> tuple[str, ...]:
    about = _("life {epoch}: {reason}").format(epoch=one.epoch, reason=one.reason)
    return kiosk_name(one.node), _("asks to go on"), about, age_words(now - one.asked_at)


def _held(one: HeldRow, now: int) -> tuple[str, ...]:
    about = _("life {epoch}, {first} to {last}: {why}").format(
        epoch=one.epoch, first=one.first, last=one.last, why=HELD_NAMES[HoldReason(one.reason)]
    )
    return kiosk_name(one.node), _("kept aside"), about, age_words(now - one.received_at)


def _refusal(one: Refusal, now: int) -> tuple[str, ...]:
    about = _("{times} x: {said}").format(times=one.times, said=one.detail)
    return kiosk_name(one.node), _("refused"), about, age_words(now - one.last_at)


def _unread(one: Quarantined, now: int) -> tuple[str, ...]:
    about = f"{one.id}: {one.reason}"
    return kiosk_name(one.id.node), _("not read yet"), about, age_words(now - one.since)
