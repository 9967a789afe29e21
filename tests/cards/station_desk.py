"""A counter's card work without its ledger: what operations do to a card, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.cards.dialects.choice import brand_of
from app.cards.errors import CardOutcomeUnknown
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.retrieval import retrieval_verdict
from app.cards.station import Session, Station
from app.domain.cards import CardContents
from app.domain.function_cards import FunctionContents
from app.domain.plans import (
    CardImage,
    PlanImages,
    StepKind,
    Verdict,
    judge,
    remaining_steps,
    shows,
)
from app.simulator.at88sc102_card import VirtualAt88sc102
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.fitting import card_for, reader_for
from app.simulator.meters.card_in_meter import ChipCard
from app.simulator.mifare_classic_card import VirtualMifareClassic
from app.simulator.reader import ApduPhase
from tests.cards.bench_reader import BenchReader
from tests.cards.chip_contract import pull_at
from tests.cards.profile_contract import ProfileContract


class Desk:
    """One reader, one card in it, and the plan that was last made for it."""

    def __init__(
        self,
        suite: ProfileContract,
        reader: BenchReader,
        keys: KeySource,
        profiles: Sequence[Profile],
        makers_keys: KeySource | None = None,
    ) -> None:
        """``profiles``: all that the counter uses. ``makers_keys``: what a card's maker gives it
        its keys from; those of the counter unless they are said."""
        self.suite = suite
        self.profile = suite.profile()
        self.reader = reader
        self.keys = keys
        self.profiles = tuple(profiles)
        self.places = range(1, len(self.profile.declares.places) + 1)
        self.plan = PlanImages(CardImage({}), ())
        self._makers_keys = makers_keys or keys
        self._brand = brand_of(reader_for(self.profile)).value
        self._contents: tuple[CardContents, ...] = ()
        self._issues = False
        self._serial = b""

    # -- cards -----------------------------------------------------------------------------

    @property
    def card(self) -> ChipCard:
        """The card in the reader."""
        card: Any = self.reader.card
        assert card is not None
        return card  # type: ignore[no-any-return]

    def put_in_blank(self) -> None:
        """A new card, as its maker delivers it."""
        self.reader.insert(card_for(self.profile, self._makers_keys))

    def restore(self, snapshot: Any) -> None:
        """Makes the card again what it was, and puts it in again."""
        card: Any = self.card
        card.restore(snapshot)
        self.reader.on_apdu(None)
        self.reader.insert(card)

    # -- what operations do ----------------------------------------------------------------

    def station(self) -> Station:
        """All profiles at the reader, started anew."""
        return Station(self.reader, self.profiles, self.keys, self._brand)

    def make(self, *contents: CardContents, number: int = 0) -> bytes:
        """Makes a card out of the blank in the reader; returns its serial."""
        with self.station().session() as session:
            image = session.image()
            serial = self.profile.own_serial(image) or self.suite.serial(number)
            session.unlock(None)
            steps = self.profile.issue(image, serial, contents, self.keys)
            self._execute(session, PlanImages(image, steps), contents, serial, issues=True)
        return serial

    def make_new(self, *contents: CardContents, number: int = 1) -> bytes:
        """Makes a card out of another blank."""
        self.reader.insert(card_for(self.profile, self._makers_keys, number))
        return self.make(*contents, number=number)

    def write(self, *contents: CardContents) -> None:
        """Writes new contents on the card in the reader."""
        with self.station().session() as session:
            image, serial = session.image(), session.serial()
            assert serial is not None
            session.unlock(serial)
            steps = self.profile.rewrite(image, contents, self.keys)
            self._execute(session, PlanImages(image, steps), contents, serial, issues=False)

    def retrieve(self) -> None:
        """Makes the card in the reader blank."""
        with self.station().session() as session:
            image, serial = session.image(), session.serial()
            assert serial is not None
            session.unlock(serial)
            self.plan = PlanImages(image, self.profile.retrieve(image, self.keys))
            self._serial = serial
            for step in self.plan.steps:
                session.write(step)
            assert self._retrieved(session) is Verdict.HAPPENED

    def settle_retrieval(self) -> Verdict:
        """What the card shows of its retrieval; finished."""
        with self.station().session() as session:
            seen = self._retrieved(session)
            if seen is not Verdict.HAPPENED:
                session.unlock_for_retrieval(self._serial, self.plan.before)
                for step in remaining_steps(self.plan, session.image()):
                    session.write(step)
                assert self._retrieved(session) is Verdict.HAPPENED
        return seen

    def _retrieved(self, session: Session) -> Verdict:
        return retrieval_verdict(self.profile, self.plan, session.image(), self.keys)

    def make_function(self, contents: FunctionContents) -> bytes:
        """Makes a function card out of another blank."""
        self.reader.insert(card_for(self.profile, self._makers_keys, 9))
        with self.station().session() as session:
            image = session.image()
            serial = self.profile.own_serial(image) or self.suite.serial(9)
            session.unlock(None)
            for step in self.profile.make_function(image, serial, contents, self.keys):
                session.write(step)
        return serial

    def said(self) -> list[CardContents]:
        """What the card says in a session of its own, by place."""
        with self.station().session() as session:
            return [reading.contents for reading in session.readings()]

    def shown(self, *contents: CardContents) -> list[CardContents]:
        """What it says of these."""
        return [self.suite.shown(one) for one in contents]

    def apdus_to_write(self) -> int:
        """APDUs that come before the first one that writes on a card of ours."""
        self.reader.on_apdu(None)
        with self.station().session() as session:
            session.unlock(session.serial())
            session.identify_again()
        return self.reader.apdus

    # -- pulled cards ----------------------------------------------------------------------

    def pulled_and_finished(self, work: Callable[[], None], apdu: int) -> Verdict:
        """Pulls the card after an APDU of ``work``, puts it in again and settles the plan.

        Returns what the card showed of the plan when it came back.
        """
        card = self.card
        pull_at(self.reader, apdu, ApduPhase.AFTER)
        with pytest.raises(CardOutcomeUnknown):
            work()
        self.reader.on_apdu(None)
        self.reader.insert(card)
        return self.settle()

    @property
    def may_be_held(self) -> bool:
        """Whether a pull may leave a mystery: while a card of one copy changes its keys."""
        rekeys = self.plan_changes_secret and not self._issues
        return rekeys and not self.profile.declares.tear_safe

    @property
    def plan_changes_secret(self) -> bool:
        """Whether the last plan did."""
        return any(step.kind is StepKind.SECRET for step in self.plan.steps)

    def _execute(
        self,
        session: Session,
        plan: PlanImages,
        contents: tuple[CardContents, ...],
        serial: bytes,
        *,
        issues: bool,
    ) -> None:
        self.plan, self._contents, self._serial, self._issues = plan, contents, serial, issues
        assert session.identify_again() == self.profile.serial_of(plan.before)
        for step in plan.steps:
            session.write(step)
        assert self._verdict(session.image()) is Verdict.HAPPENED

    def settle(self) -> Verdict:
        """What the card shows of the plan; finished, unless that is for people to decide."""
        with self.station().session() as session:
            card = session.image()
            seen = self._verdict(card)
            assert seen is self._expected(card) or (seen is Verdict.UNKNOWN and self.may_be_held)
            if seen in (Verdict.HAPPENED, Verdict.UNKNOWN):
                return seen
            if self._issues:
                session.unlock_for_issue(self._serial)
            elif self.plan_changes_secret:
                session.unlock_for_rekey(self._serial)
            else:
                session.unlock(self._serial)
            assert session.identify_again() == self.profile.serial_of(card)
            for step in remaining_steps(self.plan, card):
                session.write(step)
            assert self._verdict(session.image()) is Verdict.HAPPENED
        return seen

    def _verdict(self, card: CardImage) -> Verdict:
        """As operations ask it (app/operations/card_plan.py)."""
        marked, steps = self.profile.declares.room_for_mark, self.plan.steps
        mark = self._contents[0].mark
        shown = not marked or self.profile.shows_mark(card, mark, self.keys)
        torn = not (marked and shown) and self.profile.torn_copy(card, steps, self.keys)
        taken = self.profile.taken_since(card, steps, self.keys)
        return judge(self.plan, card, mark_shown=shown, torn_copy=torn, taken=taken)

    def _expected(self, card: CardImage) -> Verdict:
        """A card that was with us all the time is never a mystery."""
        if all(shows(card, step) for step in self.plan.steps):
            return Verdict.HAPPENED
        return Verdict.NOT_WRITTEN if card == self.plan.before else Verdict.BEGUN


def tries_of(card: ChipCard) -> int:
    """Tries really left of a card's secret; 9 on a chip that counts none."""
    if isinstance(card, VirtualMifareClassic):
        return 9
    if isinstance(card, VirtualCpuCard):
        return min(tries for tries, _macs in card.snapshot().tries.values())
    if isinstance(card, VirtualAt88sc102):
        return card.tries_left
    return card.error_counter.bit_count()
