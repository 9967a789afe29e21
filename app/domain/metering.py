"""The meter's own decision table: what a meter does with a card.

One function for the meter simulator, for ``look`` (to tell what the meter will do) and for tests.
Source: notes/domain.md 2.3 (binding) and 2.4 (purchase counter); design.md section 4.
"""

from __future__ import annotations

import enum

import msgspec

from app.domain.cards import CardContents, CardForm, ChargingType, ReadBackPhase, UtilityKind
from app.domain.quantity import Quantity


class MeterState(msgspec.Struct, frozen=True, kw_only=True):
    """What a meter remembers."""

    meter: str
    utility: int
    region: int
    kind: UtilityKind = UtilityKind.WATER
    place: int = 1
    """Which of a card's places it reads where the layout carries no meter number."""
    charging: ChargingType | None = None
    """What its credit counts; None: it takes that from its first card."""
    account: str | None = None
    """Account it is bound to; None: never opened."""
    serial: bytes | None = None
    """Serial of the card it accepts."""
    number: int = 0
    """Number of the last load taken."""
    total_credited: Quantity = 0
    total_used: Quantity = 0
    test_credit: Quantity = 0
    """Credit of function cards, which nobody bought: no total of a customer's card counts it."""
    hoarding_limit: Quantity | None = None
    """Most that may be in the meter after a load; None: no limit."""
    largest_load: Quantity | None = None
    half_taken: bytes | None = None
    """Mark of a load that this meter has marked as begun but not yet credited."""

    @property
    def remaining(self) -> Quantity:
        """Credit left; negative means overdrawn."""
        return self.total_credited + self.test_credit - self.total_used


class MeterAnswer(enum.StrEnum):
    """What a meter does with a card."""

    CREDIT = "credit"
    NOTHING_NEW = "nothing_new"
    """Number equal or lower: no credit, read-back written."""
    RETURN_FILE_NOT_EMPTY = "return_file_not_empty"
    COUNT_WRONG = "count_wrong"
    OVER_HOARDING = "over_hoarding"
    TOO_LARGE = "too_large"
    NOT_OPENED = "not_opened"
    WRONG_METER = "wrong_meter"
    WRONG_ACCOUNT = "wrong_account"
    WRONG_CARD = "wrong_card"
    """A user card whose serial is not the one remembered: superseded or copied."""
    WRONG_UTILITY = "wrong_utility"
    WRONG_KIND = "wrong_kind"
    """For a meter of something else, or for one that counts credit in another way."""
    LOW_BATTERY = "low_battery"
    """It could not close its valve after a load; only the meter itself knows."""


_REFUSED_UNREAD = frozenset(
    {
        MeterAnswer.NOT_OPENED,
        MeterAnswer.WRONG_METER,
        MeterAnswer.WRONG_ACCOUNT,
        MeterAnswer.WRONG_CARD,
        MeterAnswer.WRONG_UTILITY,
        MeterAnswer.WRONG_KIND,
        MeterAnswer.LOW_BATTERY,
    }
)

CARD_UNREADABLE = 34
CARD_NOT_PROVED = 32
CARD_PULLED = 35

_DISPLAYED: dict[MeterAnswer, int] = {
    MeterAnswer.LOW_BATTERY: 31,
    MeterAnswer.WRONG_UTILITY: CARD_NOT_PROVED,
    MeterAnswer.WRONG_KIND: CARD_NOT_PROVED,
    MeterAnswer.WRONG_METER: 33,
    MeterAnswer.WRONG_ACCOUNT: 33,
    MeterAnswer.WRONG_CARD: 33,
    MeterAnswer.NOT_OPENED: 34,
    MeterAnswer.COUNT_WRONG: 34,
    MeterAnswer.RETURN_FILE_NOT_EMPTY: 34,
    MeterAnswer.OVER_HOARDING: 36,
    MeterAnswer.TOO_LARGE: 36,
}


def display_code(answer: MeterAnswer) -> int:
    """Error group that a meter displays for a refusal; 0: none. Source: notes/domain.md 2.4.

    No source says which group a load above the largest belongs to; it is shown as too much credit.
    """
    return _DISPLAYED.get(answer, 0)


def writes_back(answer: MeterAnswer) -> bool:
    """Whether the meter writes its state on a card that it answers so."""
    return answer not in _REFUSED_UNREAD


def meter_answer(
    state: MeterState,
    contents: CardContents,
    serial: bytes,
    *,
    returned: ReadBackPhase,
) -> MeterAnswer:
    """What the meter does; ``returned`` is how full the read-back for this load is."""
    refusal = _binding_refusal(state, contents, serial)
    if refusal is not None:
        return refusal
    return _count_answer(state, contents, serial, returned)


def _binding_refusal(
    state: MeterState, contents: CardContents, serial: bytes
) -> MeterAnswer | None:
    if (contents.utility, contents.region) != (state.utility, state.region):
        return MeterAnswer.WRONG_UTILITY
    if contents.kind is not state.kind or not _counts_alike(state, contents):
        return MeterAnswer.WRONG_KIND
    if contents.meter != state.meter:
        return MeterAnswer.WRONG_METER
    if state.account is None:
        if contents.form is not CardForm.OPENING:
            return MeterAnswer.NOT_OPENED
        # An opening card with a higher number was never this meter's: nothing is written back.
        return None if contents.number <= 1 else MeterAnswer.NOT_OPENED
    if contents.account != state.account:
        return MeterAnswer.WRONG_ACCOUNT
    if contents.form is CardForm.USER and serial != state.serial:
        return MeterAnswer.WRONG_CARD
    return None


def _counts_alike(state: MeterState, contents: CardContents) -> bool:
    return state.charging is None or state.charging.counts_money is contents.charging.counts_money


def _count_answer(
    state: MeterState, contents: CardContents, serial: bytes, returned: ReadBackPhase
) -> MeterAnswer:
    if contents.number <= state.number:
        foreign = serial != state.serial and returned is not ReadBackPhase.EMPTY
        same = contents.number == state.number
        return MeterAnswer.WRONG_CARD if foreign and same else MeterAnswer.NOTHING_NEW
    if contents.number > state.number + 1:
        return MeterAnswer.COUNT_WRONG
    resumed = state.half_taken is not None and state.half_taken == contents.mark.to_bytes()
    if returned is not ReadBackPhase.EMPTY and not resumed:
        return MeterAnswer.RETURN_FILE_NOT_EMPTY
    if state.largest_load is not None and contents.load > state.largest_load:
        return MeterAnswer.TOO_LARGE
    limit = state.hoarding_limit
    if limit is not None and contents.load and state.remaining + contents.load > limit:
        return MeterAnswer.OVER_HOARDING
    return MeterAnswer.CREDIT
