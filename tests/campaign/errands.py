"""What people come to the counter for: made ready, done, and followed up to a quiet end.

Every operation that touches a card, for every profile; for the usual cards also in their variants,
and the settling of what was interrupted once already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.cards.profiles import at88_water4, cpu68, tapcard_mifare1k, tapcard_sle4428
from app.domain.cards import ChargingType, Marking, UtilityKind
from tests.campaign.acts import (
    allocate,
    allocate_another,
    change_customer,
    change_meter,
    compensate,
    correct_meter,
    customers_own,
    decide,
    former_card_is_dead,
    gets_another,
    give_free_water,
    money_back,
    moves_in,
    nothing,
    old_card_is_dead,
    opened,
    paid_after_the_meter,
    paid_at_once,
    pay_refund,
    prepay,
    put_right,
    refund,
    reissue,
    reissue_and_sell,
    renew,
    retrieve,
    retrieve_function_card,
    reverse,
    rewrite,
    settle,
    to_meter,
    undo_change,
    undo_change_with_blank,
)
from tests.campaign.before import (
    amid_the_data,
    amid_the_keys,
    amid_the_mark,
    amid_the_secret,
    halfway,
    hangs_another,
    hangs_another_for_a_fee,
    hangs_another_soon,
    hangs_another_without_card,
    has_another_meter,
    has_bought_twice,
    has_unloaded,
    has_wrong_data,
    held,
    holds_blank,
    holds_blank_and_told,
    interrupted,
    is_in_a_scheme,
    is_subsidised,
    marked_not_taken,
    names_a_wrong_meter,
    not_begun,
    not_begun_without_code,
    on_deposit,
    scrapped,
    unseen,
    waits_for_money,
    was_changed,
    was_changed_and_lost,
    was_taken_over,
)
from tests.campaign.function_making import (
    checks,
    gives_test_volume,
    holds_blank_for_meters,
    holds_returned,
    sets_up,
    used_and_returned,
    used_on_a_new_meter,
)
from tests.campaign.interrupting import Act
from tests.campaign.kinds import Kind
from tests.campaign.refusing import money_back_refused, refund_refused
from tests.campaign.world import Frozen, begin

Key = tuple[str, str]
"""Profile and name of an errand."""

_USUAL = Kind()
_unwritten = interrupted(has_bought_twice, prepay, not_begun)
"""A payment of which the card shows nothing."""
_unwritten_by_key = interrupted(has_bought_twice, prepay, not_begun_without_code)


@dataclass(frozen=True)
class Errand:
    """One operation, from the moment before it to the moment when nobody waits for anything."""

    name: str
    ready: Act
    """Brings a fresh world to the moment before; the card that matters lies on the reader."""
    act: Act
    """The operation; repeated, it acts once."""
    follow: Act
    """What customer and cashier do afterwards."""
    kind: Kind = _USUAL

    @property
    def profile(self) -> str:
        """Name of the profile of its cards."""
        return self.kind.layout

    @property
    def key(self) -> Key:
        """By which it is found."""
        return self.profile, self.name

    def template(self, folder: Path) -> Frozen:
        """A world at the moment before, to be copied."""
        if self.kind not in _BEGUN:
            _BEGUN[self.kind] = begin(folder.with_name(f"begun {len(_BEGUN)}"), self.kind)
        world = _BEGUN[self.kind].copied(folder).thaw()
        self.ready(world)
        for job in world.ledger.print_jobs.pending():
            world.ledger.print_jobs.done(job.id)  # their papers are out
        return world.freeze()


_BEGUN: dict[Kind, Frozen] = {}
"""Worlds of this process with nothing but a ledger, of which making one takes longest."""

ALLOCATION = "allocation"
ANOTHER = "allocation, second meter"
PREPAYMENT = "prepayment"
REFUND = "refund"
REVERSAL = "reversal"
METER_NUMBER = "meter number"
REISSUE = "reissue"
REISSUE_AND_SALE = "reissue with a sale"
SEVERAL = "two meters, one payment"
MONEY_BACK = "money back"
REWRITE = "rewrite-load"
RENEWAL = "renew-plan"
COMPENSATION = "compensation"
WRONG_DATA = "wrong data"
FUNCTION_CARD = "function card"
CHANGE = "meter change"
CHANGE_SOON = "meter change, soon"
UNDOING = "meter change, undone"
UNDOING_WITH_BLANK = "meter change, undone on a blank"
RETRIEVAL = "retrieval"
CUSTOMER = "change of customer"

_OMNIKEY = Kind(omnikey=True)
_NOT_COPYABLE = Kind(copyable=False)
_MARKS_FIRST = Kind(marking=Marking.BEFORE)


def _money_back(follow: Act, kind: Kind) -> Errand:
    """For a payment that never reached the card."""
    ready = _unwritten_by_key if kind.layout == tapcard_mifare1k.NAME else _unwritten
    return Errand(MONEY_BACK, ready, money_back, follow, kind)


_USUAL_ERRANDS = (
    Errand(ALLOCATION, opened, allocate, to_meter),
    Errand("allocation, OMNIKEY", opened, allocate, to_meter, _OMNIKEY),
    Errand(PREPAYMENT, has_bought_twice, prepay, to_meter),
    Errand("prepayment, OMNIKEY", has_bought_twice, prepay, to_meter, _OMNIKEY),
    Errand("prepayment, subsidised", is_subsidised, prepay, to_meter),
    Errand(REFUND, has_unloaded, refund, paid_after_the_meter),
    Errand("refund, no copies", has_unloaded, refund, paid_at_once, _NOT_COPYABLE),
    Errand("prepayment, agent", on_deposit(has_bought_twice), prepay, to_meter),
    Errand("refund, agent", on_deposit(has_unloaded), refund, paid_at_once, _NOT_COPYABLE),
    Errand(
        "money back, agent",
        interrupted(on_deposit(has_bought_twice), prepay, not_begun),
        money_back,
        paid_after_the_meter,
    ),
    Errand(REVERSAL, has_unloaded, reverse, paid_after_the_meter),
    Errand("reversal, no copies", has_unloaded, reverse, paid_at_once, _NOT_COPYABLE),
    Errand("pay-refund", waits_for_money, pay_refund, nothing),
    Errand(REISSUE, holds_blank, reissue, old_card_is_dead),
    Errand(REISSUE_AND_SALE, holds_blank_and_told, reissue_and_sell, old_card_is_dead),
    Errand(
        "reissue with a sale, no copies",
        holds_blank_and_told,
        reissue_and_sell,
        old_card_is_dead,
        _NOT_COPYABLE,
    ),
    Errand(
        "money back, reissue with a sale",
        interrupted(holds_blank_and_told, reissue_and_sell, not_begun),
        money_back,
        paid_after_the_meter,
    ),
    Errand(WRONG_DATA, has_wrong_data, put_right, to_meter),
    _money_back(paid_after_the_meter, _USUAL),
    Errand(
        "money back, blank",
        interrupted(opened, allocate, not_begun),
        money_back,
        paid_after_the_meter,
    ),
    Errand("money back, no copies", _unwritten, money_back, paid_at_once, _NOT_COPYABLE),
    Errand("money back, marks first", _unwritten, money_back, paid_after_the_meter, _MARKS_FIRST),
    Errand(METER_NUMBER, names_a_wrong_meter, correct_meter, to_meter),
    Errand("meter number, no copies", names_a_wrong_meter, correct_meter, to_meter, _NOT_COPYABLE),
    Errand(REWRITE, marked_not_taken, rewrite, to_meter, _MARKS_FIRST),
    Errand(RENEWAL, scrapped(amid_the_secret), renew, to_meter),
    Errand(COMPENSATION, has_bought_twice, compensate, to_meter),
    Errand("free water", is_in_a_scheme, give_free_water, to_meter),
    Errand(CHANGE, hangs_another, change_meter, to_meter),
    Errand("meter change, for a fee", hangs_another_for_a_fee, change_meter, to_meter),
    Errand(CHANGE_SOON, hangs_another_soon, change_meter, to_meter),
    Errand("meter change, blank", hangs_another_without_card, change_meter, to_meter),
    Errand(UNDOING, was_changed, undo_change, to_meter),
    Errand(UNDOING_WITH_BLANK, was_changed_and_lost, undo_change_with_blank, to_meter),
    Errand(CUSTOMER, has_bought_twice, change_customer, moves_in),
    Errand("change of customer, card", was_taken_over, allocate, former_card_is_dead),
    Errand(FUNCTION_CARD, holds_blank_for_meters, gives_test_volume, used_and_returned),
    Errand(RETRIEVAL, has_bought_twice, retrieve, gets_another),
    Errand("retrieval, function card", holds_returned, retrieve_function_card, customers_own),
)
"""Every operation that touches a card, on the cards that are used most."""


def _of_ours(layout: str) -> Iterator[Errand]:
    """On another chip with room for several meters, a layout of ours."""
    one, two = Kind(layout), Kind(layout, meters=(UtilityKind.WATER, UtilityKind.WATER))
    yield Errand(ALLOCATION, opened, allocate, to_meter, one)
    yield Errand(PREPAYMENT, has_bought_twice, prepay, to_meter, one)
    yield Errand(ANOTHER, has_another_meter, allocate_another, to_meter, two)
    yield Errand(SEVERAL, has_bought_twice, prepay, to_meter, two)
    yield Errand(REFUND, has_unloaded, refund, paid_after_the_meter, one)
    yield Errand(REVERSAL, has_unloaded, reverse, paid_after_the_meter, one)
    yield _money_back(paid_after_the_meter, one)
    yield Errand(REWRITE, marked_not_taken, rewrite, to_meter, Kind(layout, Marking.BEFORE))
    where = amid_the_keys if layout == tapcard_mifare1k.NAME else amid_the_secret
    yield Errand(RENEWAL, scrapped(where), renew, to_meter, one)
    yield Errand(METER_NUMBER, names_a_wrong_meter, correct_meter, to_meter, one)
    yield Errand(REISSUE, holds_blank, reissue, old_card_is_dead, one)
    yield Errand("reissue, two meters", holds_blank, reissue, old_card_is_dead, two)
    yield Errand(
        "reissue with a sale, two meters",
        holds_blank_and_told,
        reissue_and_sell,
        old_card_is_dead,
        two,
    )
    yield Errand(WRONG_DATA, has_wrong_data, put_right, to_meter, two)
    yield Errand(COMPENSATION, has_bought_twice, compensate, to_meter, one)
    yield from _changes(one, two)
    yield Errand(FUNCTION_CARD, holds_blank_for_meters, gives_test_volume, used_and_returned, one)
    yield Errand(RETRIEVAL, has_bought_twice, retrieve, gets_another, one)


def _of_makers(one: Kind, two: Kind) -> Iterator[Errand]:
    """On a maker's card; its meters credit first, so what is refunded elsewhere is refused."""
    yield Errand(ALLOCATION, opened, allocate, to_meter, one)
    yield Errand(PREPAYMENT, has_bought_twice, prepay, to_meter, one)
    yield Errand(ANOTHER, has_another_meter, allocate_another, to_meter, two)
    yield Errand(SEVERAL, has_bought_twice, prepay, to_meter, two)
    yield Errand(WRONG_DATA, has_wrong_data, put_right, to_meter, one)
    yield Errand("refund, refused", has_unloaded, refund_refused, to_meter, one)
    yield Errand(REISSUE, holds_blank, reissue, old_card_is_dead, one)
    yield Errand("reissue, two meters", holds_blank, reissue, old_card_is_dead, two)
    yield Errand(REISSUE_AND_SALE, holds_blank_and_told, reissue_and_sell, old_card_is_dead, one)
    yield Errand(COMPENSATION, has_bought_twice, compensate, to_meter, one)
    yield from _changes(one, two)


def _changes(one: Kind, two: Kind) -> Iterator[Errand]:
    """A meter is changed, and changed back; of several, the others stay as they are."""
    yield Errand(CHANGE, hangs_another, change_meter, to_meter, one)
    yield Errand(CHANGE_SOON, hangs_another_soon, change_meter, to_meter, one)
    yield Errand("meter change, two meters", hangs_another, change_meter, to_meter, two)
    yield Errand(UNDOING, was_changed, undo_change, to_meter, one)
    yield Errand(UNDOING_WITH_BLANK, was_changed_and_lost, undo_change_with_blank, to_meter, one)
    yield Errand(RETRIEVAL, has_bought_twice, retrieve, gets_another, one)
    yield Errand("retrieval, two meters", has_bought_twice, retrieve, gets_another, two)


_AT88 = at88_water4.NAME
_WATER4 = Kind(_AT88)
_CPU = cpu68.NAME
_POWER = Kind(_CPU, meters=(UtilityKind.ELECTRICITY,), charging=ChargingType.MONEY)
_CPU_MARKS_FIRST = Kind(_CPU, marking=Marking.BEFORE)

ERRANDS = (
    *_USUAL_ERRANDS,
    *_of_ours(tapcard_sle4428.NAME),
    *_of_ours(tapcard_mifare1k.NAME),
    *_of_makers(_WATER4, Kind(_AT88, meters=(UtilityKind.WATER, UtilityKind.WATER))),
    Errand(METER_NUMBER, names_a_wrong_meter, correct_meter, to_meter, Kind(_CPU)),
    Errand(RENEWAL, scrapped(amid_the_secret), renew, to_meter, _WATER4),
    Errand("money back, refused", _unwritten, money_back_refused, to_meter, _WATER4),
    Errand("function card, check", holds_blank_for_meters, checks, used_and_returned, _WATER4),
    Errand("function card, set-up", holds_blank_for_meters, sets_up, used_on_a_new_meter, _WATER4),
    *_of_makers(Kind(_CPU), Kind(_CPU, meters=(UtilityKind.WATER, UtilityKind.ELECTRICITY))),
    Errand("allocation, electricity", opened, allocate, to_meter, _POWER),
    Errand("prepayment, electricity", has_bought_twice, prepay, to_meter, _POWER),
    Errand("reissue, electricity", holds_blank, reissue, old_card_is_dead, _POWER),
    _money_back(paid_at_once, Kind(_CPU)),
    Errand(REWRITE, marked_not_taken, rewrite, to_meter, _CPU_MARKS_FIRST),
    Errand("refund, marks first", has_unloaded, refund, paid_at_once, _CPU_MARKS_FIRST),
    Errand("reversal, marks first", has_unloaded, reverse, paid_at_once, _CPU_MARKS_FIRST),
)
"""Every operation that touches a card."""

PROFILES = tuple(dict.fromkeys(errand.profile for errand in ERRANDS))

DECISION = Errand("decide-plan", held, decide, to_meter)
"""The one that settles without a card."""

_INTERRUPTED = (
    (ALLOCATION, opened, allocate, to_meter),
    (PREPAYMENT, has_bought_twice, prepay, to_meter),
    (REFUND, has_unloaded, refund, paid_after_the_meter),
    (REISSUE, holds_blank, reissue, old_card_is_dead),
    (REISSUE_AND_SALE, holds_blank_and_told, reissue_and_sell, old_card_is_dead),
)
_PLACES = (not_begun, amid_the_data, amid_the_mark, unseen)

_HALFWAY_TOO = (
    *(REVERSAL, WRONG_DATA, METER_NUMBER, MONEY_BACK, REWRITE, COMPENSATION),
    *(CHANGE, UNDOING, RETRIEVAL),
)
"""On the usual cards."""

_HALFWAY = tuple(
    Errand(f"settle {errand.name}, halfway", ready, settle, errand.follow, errand.kind)
    for errand in ERRANDS
    if errand.name in ((ALLOCATION, SEVERAL) if errand.profile != _USUAL.layout else _HALFWAY_TOO)
    for ready in (interrupted(errand.ready, errand.act, halfway),)
)

SETTLINGS = (
    *(
        Errand(f"settle {name}, {where.__name__.replace('_', ' ')}", ready, settle, follow)
        for name, before, act, follow in _INTERRUPTED
        for where in _PLACES
        for ready in (interrupted(before, act, where),)
    ),
    *_HALFWAY,
)
"""Settling what was interrupted, itself to be interrupted."""


def by_key(errands: tuple[Errand, ...]) -> dict[Key, Errand]:
    """To find them."""
    return {errand.key: errand for errand in errands}
