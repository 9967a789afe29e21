"""What a counter does with a card of any layout at any reader: the suite that every profile passes.

Unlike tests/cards/profile_contract.py, which looks at bytes, this one works a real chip through a
station of all layouts. A subclass gives a ``desk``; :class:`StationContract` runs at any reader,
:class:`InProcessContract` adds what takes too many cards for the real daemon.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.cards.errors import (
    CardForeign,
    CardLocked,
    CardMute,
    CardOutcomeUnknown,
    CardUnsupported,
    NoCard,
    SecretRefused,
)
from app.cards.keys import KeySource
from app.cards.secrets import CardCiphers
from app.domain.cards import CardContents
from app.domain.function_cards import FunctionContents, FunctionKind
from app.domain.plans import Verdict
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.reader import ApduPhase
from tests.cards.chip_contract import apdus_sent, pull_at
from tests.cards.profile_keys import NewKeysContract
from tests.cards.station_desk import Desk, tries_of

BANK_CARD = bytes.fromhex("3B6500002063CB6A00")


class OtherSecrets:
    """Keys that say the same of whose a card is, and open none."""

    def __init__(self, keys: KeySource) -> None:
        self._keys = keys
        self.demo = keys.demo
        self.version = keys.version

    def card_secret(self, serial: bytes, version: int, length: int) -> bytes:
        secret = self._keys.card_secret(serial, version, length)
        # Both halves of sector keys are one secret; the first, which reads, stays.
        return secret[: length // 2] + bytes(0xFF ^ byte for byte in secret[length // 2 :])

    def card_mac(self, serial: bytes, version: int, data: bytes, length: int) -> bytes:
        return self._keys.card_mac(serial, version, data, length)

    def card_ciphers(self, factors: tuple[bytes, ...], version: int) -> CardCiphers:
        return self._keys.card_ciphers((*factors[:-1], factors[-1][::-1]), version)


class StationContract:
    """For every layout at every reader. ``desk`` has a blank card in its reader."""

    def test_a_card_is_made_read_and_written(self, desk: Desk) -> None:
        first = [desk.suite.contents(place=place) for place in desk.places]
        desk.make(*first)
        assert desk.said() == desk.shown(*first)
        last = desk.suite.contents(2, number=2, load=7000, place=desk.places[-1])
        desk.write(last)
        assert desk.said() == desk.shown(*first[:-1], last)
        all_again = [desk.suite.contents(3, number=3, place=place) for place in desk.places]
        desk.write(*all_again)
        assert desk.said() == desk.shown(*all_again)

    def test_pulled_in_the_middle_of_a_write_it_is_finished(self, desk: Desk) -> None:
        desk.make(desk.suite.contents())
        seen = desk.pulled_and_finished(
            lambda: desk.write(desk.suite.contents(2, number=2)), desk.apdus_to_write() + 1
        )
        assert seen in (Verdict.BEGUN, Verdict.HAPPENED)
        assert desk.said() == desk.shown(desk.suite.contents(2, number=2))


class InProcessContract(StationContract):
    """For every layout."""

    torn_secrets = 0
    """Pulls in the making, and in the change of keys, that lose a card of this chip."""

    held = 0
    """Pulls in the change of keys after which two people decide."""

    def test_each_place_can_be_written_alone(self, desk: Desk) -> None:
        known = [desk.suite.contents(place=place) for place in desk.places]
        desk.make(*known)
        for sequence, place in enumerate(desk.places, start=2):
            known[place - 1] = desk.suite.contents(sequence, number=2, load=7000, place=place)
            desk.write(known[place - 1])
            assert desk.said() == desk.shown(*known)

    # -- which card it is ------------------------------------------------------------------

    def test_a_blank_is_blank_and_its_session_says_so(self, desk: Desk) -> None:
        with desk.station().session() as session:
            assert session.blank()
            assert session.profile.name == desk.profile.name
            with pytest.raises(CardForeign):
                session.readings()
            with pytest.raises(CardForeign):
                session.unlock(desk.suite.serial())

    def test_a_card_of_ours_is_no_blank(self, desk: Desk) -> None:
        serial = desk.make(desk.suite.contents())
        with desk.station().session() as session:
            assert (session.blank(), session.serial()) == (False, serial)
            assert session.profile.name == desk.profile.name
            sent = apdus_sent(desk.reader)
            for other in (None, serial[:-1] + bytes([serial[-1] ^ 1])):
                with pytest.raises(CardForeign):
                    session.unlock(other)
            assert not sent

    def test_what_is_no_card_of_ours_is_told_apart(self, desk: Desk) -> None:
        for card, error in ((MuteCard(), CardMute), (ForeignCard(BANK_CARD), CardUnsupported)):
            desk.reader.insert(card)
            with pytest.raises(error), desk.station().session():
                pass
        desk.reader.remove()
        with pytest.raises(NoCard), desk.station().session():
            pass

    def test_another_utility_s_card_is_foreign_and_nothing_is_presented(self, desk: Desk) -> None:
        theirs = Desk(desk.suite, desk.reader, desk.suite.other_keys(), desk.profiles)
        serial = theirs.make_new(desk.suite.contents())
        tries = tries_of(theirs.card)
        # A card that has its keys from its maker proves itself, or not, before we do.
        error = CardForeign if desk.profile.declares.own_secret else SecretRefused
        with desk.station().session() as session, pytest.raises(error):
            session.unlock(serial)
        assert tries_of(theirs.card) == tries

    def test_function_cards_are_not_sold_to(self, desk: Desk) -> None:
        if FunctionKind.CHECK in desk.profile.declares.function_cards:
            kind = FunctionKind.CHECK
            uses = 1 if desk.profile.declares.counts_uses else 0
            region = desk.suite.contents().region
            contents = FunctionContents(function=kind, utility=17, region=region, uses=uses)
            serial = desk.make_function(contents)
            with desk.station().session() as session:
                reading = desk.profile.function_of(session.image(), desk.keys)
                assert reading is not None
                assert (reading.serial, reading.contents.function) == (serial, kind)
                assert not session.blank()
                with pytest.raises(CardForeign):
                    session.readings()

    # -- secrets ---------------------------------------------------------------------------

    def test_a_wrong_secret_is_refused_and_one_try_is_kept(self, desk: Desk) -> None:
        strange = Desk(desk.suite, desk.reader, OtherSecrets(desk.keys), desk.profiles)
        serial = strange.make_new(desk.suite.contents())
        station, refused = desk.station(), 0
        for _time in range(10):
            with station.session() as session:
                try:
                    session.unlock(serial)
                except SecretRefused:
                    refused += 1
                except CardLocked:
                    break
        assert refused >= 1
        assert tries_of(strange.card) >= 1

    @pytest.mark.parametrize("begun", ["issue", "rekey"])
    def test_the_second_guess_keeps_a_try_too(self, desk: Desk, begun: str) -> None:
        strange = Desk(desk.suite, desk.reader, OtherSecrets(desk.keys), desk.profiles)
        serial = strange.make_new(desk.suite.contents())
        station = desk.station()
        for _time in range(6):
            with station.session() as session, pytest.raises((SecretRefused, CardLocked)):
                if begun == "issue":
                    session.unlock_for_issue(serial)
                else:
                    session.unlock_for_rekey(serial)
        assert tries_of(strange.card) >= 1

    # -- swapped and pulled ----------------------------------------------------------------

    def test_a_card_swapped_after_the_look_is_noticed(self, desk: Desk) -> None:
        serial = desk.make(desk.suite.contents())
        first = desk.card
        other = desk.make_new(desk.suite.contents(), number=2)
        second, before = desk.card, desk.card.snapshot()
        assert serial != other
        with desk.station().session() as session, pytest.raises(CardForeign):
            session.unlock(serial)
        desk.reader.insert(first)
        with desk.station().session() as session:
            image = session.image()
            session.unlock(serial)
            desk.reader.insert(second)
            with pytest.raises(CardOutcomeUnknown):
                session.identify_again()
            steps = desk.profile.rewrite(image, (desk.suite.contents(2, 2),), desk.keys)
            with pytest.raises(CardOutcomeUnknown):
                session.write(steps[0])
        assert second.snapshot() == before

    def test_pulled_anywhere_in_its_making_a_card_is_finished(self, desk: Desk) -> None:
        contents = [desk.suite.contents(place=place) for place in desk.places]
        blank = desk.card.snapshot()

        def make() -> None:
            desk.make(*contents)

        self.check_pulls(desk, make, lambda: desk.restore(blank), contents)

    def test_pulled_anywhere_in_a_write_a_card_is_finished(self, desk: Desk) -> None:
        desk.make(*(desk.suite.contents(place=place) for place in desk.places))
        contents = [desk.suite.contents(2, number=2, place=place) for place in desk.places]
        first = desk.card.snapshot()

        def write() -> None:
            desk.write(*contents)

        self.check_pulls(desk, write, lambda: desk.restore(first), contents)

    def test_pulled_anywhere_in_its_retrieval_a_card_becomes_blank(self, desk: Desk) -> None:
        if not desk.profile.declares.retrievable:
            return
        desk.make(*(desk.suite.contents(place=place) for place in desk.places))
        first, seen, lost = desk.card.snapshot(), list[Verdict](), 0
        desk.reader.on_apdu(None)
        desk.retrieve()
        for number in range(desk.reader.apdus):
            desk.restore(first)
            card = desk.card
            pull_at(desk.reader, number, ApduPhase.AFTER)
            with pytest.raises(CardOutcomeUnknown):
                desk.retrieve()
            desk.reader.on_apdu(None)
            desk.reader.insert(card)
            try:
                seen.append(desk.settle_retrieval())
            except (SecretRefused, CardLocked):
                lost += 1
                continue
            with desk.station().session() as session:
                assert session.blank()
        assert lost == self.torn_secrets
        assert seen == sorted(seen, key=_AS_TIME_GOES.index)
        desk.make(desk.suite.contents())
        assert desk.said() == desk.shown(desk.suite.contents())

    def check_pulls(
        self,
        desk: Desk,
        work: Callable[[], None],
        renew: Callable[[], None],
        contents: list[CardContents],
    ) -> None:
        """Pulls the card after each APDU of ``work``, and before the first."""
        desk.reader.on_apdu(None)
        work()
        plan, seen, lost, held = desk.plan, [], 0, 0
        for number in range(desk.reader.apdus):
            renew()
            try:
                seen.append(desk.pulled_and_finished(work, number))
            except (SecretRefused, CardLocked):
                lost += 1
                continue
            assert desk.plan == plan
            if seen[-1] is Verdict.UNKNOWN:
                held += 1
                seen.pop()
                continue
            assert desk.said() == desk.shown(*contents)
        assert held == (self.held if desk.may_be_held else 0)
        assert lost == (self.torn_secrets if desk.plan_changes_secret else 0)
        assert seen[0] is Verdict.NOT_WRITTEN
        assert seen[-1] is Verdict.HAPPENED
        assert seen == sorted(seen, key=_AS_TIME_GOES.index)

    # -- newer keys ------------------------------------------------------------------------

    def test_a_card_moves_to_newer_keys_when_it_is_written(self, desk: Desk) -> None:
        suite = desk.suite
        if not isinstance(suite, NewKeysContract):
            return
        desk.make(suite.contents())
        desk.keys = suite.newer_keys()
        for sequence in (2, 3, 4):
            contents = suite.contents(sequence, number=sequence)
            desk.write(contents)
            assert desk.said() == desk.shown(contents)
            with desk.station().session() as session:
                assert session.readings()[0].key_version == desk.keys.version

    def test_pulled_anywhere_in_that_write_a_card_is_finished(self, desk: Desk) -> None:
        suite = desk.suite
        if not isinstance(suite, NewKeysContract):
            return
        desk.make(suite.contents())
        first, contents = desk.card.snapshot(), suite.contents(2, number=2)
        desk.keys = suite.newer_keys()
        self.check_pulls(
            desk, lambda: desk.write(contents), lambda: desk.restore(first), [contents]
        )


_AS_TIME_GOES = (Verdict.NOT_WRITTEN, Verdict.BEGUN, Verdict.HAPPENED)
