"""What every chip keeps to, whatever its silicon: the suite that each chip's tests inherit.

A chip's test module subclasses one of three and gives a ``make_bench`` fixture, which makes
benches with a fresh card in a reader whose secret is known: :class:`ChipContract` for a chip
that counts no tries, :class:`TriesContract` for one that does, :class:`CountingChipContract` where
the reader can read that counter.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from app.cards.chips.contract import Chip
from app.cards.chips.errors import NotUnlocked
from app.cards.chips.families import ChipFamily
from app.cards.errors import CardForeign, CardLocked, CardOutcomeUnknown, SecretRefused
from app.cards.secrets import MIFARE_KEY_SIZE, Access, Secret, SectorKeys
from app.cards.station import SessionLink
from app.domain.plans import Step, applied, shows
from app.simulator.other_cards import ForeignCard
from app.simulator.reader import ApduPhase
from tests.cards.bench_reader import BenchReader


def _no_counter(*_: int) -> int:
    raise AssertionError("this chip counts no tries")


@dataclass(frozen=True)
class ChipBench:
    """A reader, a card in it, and what the suite must know of both."""

    family: ChipFamily
    reader: BenchReader
    secret: Secret
    wrong_secrets: tuple[Secret, ...]
    """Different from each other and from the secret; where the card counts tries, one more."""
    step: Step
    """A write that changes its first and its last byte and some in between."""
    other_secret: Secret
    access: Access | None = None
    """What the chip must be told to read its whole image."""
    full_tries: int = 0
    tries: Callable[[], int] = _no_counter
    """Tries that are really left on the card."""
    leave_tries: Callable[[int], object] = _no_counter
    """Makes the card one with so many tries left."""

    @contextlib.contextmanager
    def session(self) -> Iterator[Chip]:
        """The chip, powered for the length of the context and read, as a station does it."""
        link = SessionLink(self.reader.connect())
        try:
            chip = self.family.open(link)
            chip.read_image()
            yield chip
        finally:
            link.close()

    def accepts(self, secret: Secret) -> bool:
        """Whether the card takes a secret, in a session of its own."""
        with self.session() as chip:
            try:
                chip.present(secret)
            except SecretRefused:
                return False
            return True


def pull_at(reader: BenchReader, apdu: int, phase: ApduPhase) -> None:
    """Has the card pulled before or after the APDU of that number, 0 first, from now on."""

    def hook(number: int, _apdu: bytes, where: ApduPhase) -> None:
        if (number, where) == (apdu, phase):
            reader.remove()

    reader.on_apdu(hook)


def apdus_sent(reader: BenchReader) -> list[bytes]:
    """APDUs that reach the card from now on, in order."""
    sent: list[bytes] = []

    def note(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE:
            sent.append(apdu)

    reader.on_apdu(note)
    return sent


def whole_job(bench: ChipBench) -> None:
    """Everything that a session does: open, read, present, write, change the secret, read."""
    with bench.session() as chip:
        chip.present(bench.secret)
        chip.write(bench.step)
        chip.change_secret(bench.other_secret)
        chip.read_image()


class ChipContract:
    """For all chips."""

    def job(self, bench: ChipBench) -> None:
        """What a pulled card is pulled from."""
        whole_job(bench)

    def pulls(self, apdus: int) -> Iterable[tuple[int, ApduPhase]]:
        """When it is pulled from a job of so many APDUs: at each one, unless that takes long."""
        return product(range(apdus), ApduPhase)

    @pytest.fixture
    def bench(self, make_bench: Callable[[], ChipBench]) -> ChipBench:
        return make_bench()

    def test_a_few_bytes_are_read_as_in_the_image(self, bench: ChipBench) -> None:
        step = bench.step
        with bench.session() as chip:
            area = chip.read_image(bench.access).areas[step.area]
            few = chip.read(step.area, step.offset, len(step.data))
        assert few == area[step.offset : step.offset + len(step.data)]

    def test_the_right_secret_is_accepted_and_a_wrong_one_refused(self, bench: ChipBench) -> None:
        assert bench.accepts(bench.secret)
        assert not bench.accepts(bench.wrong_secrets[0])

    def test_a_secret_of_another_kind_is_a_fault_of_the_program(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            chip.present(bench.secret)
            bench.reader.on_apdu(None)
            with pytest.raises(TypeError):
                chip.present(_of_another_kind(bench.secret))
            with pytest.raises(TypeError):
                chip.change_secret(_of_another_kind(bench.secret))
            assert bench.reader.apdus == 0

    def test_a_lost_answer_to_the_secret_is_unknown(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            number = _apdus_of_last_present(bench, chip)
            pull_at(bench.reader, number, ApduPhase.AFTER)
            with pytest.raises(CardOutcomeUnknown):
                chip.present(bench.secret)

    def test_writing_changes_the_bytes_of_the_step_and_no_others(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            before = chip.read_image(bench.access)
            chip.present(bench.secret)
            chip.write(bench.step)
            assert chip.read_image(bench.access) == applied(before, (bench.step,))

    def test_what_was_written_is_read_again(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            chip.present(bench.secret)
            chip.write(bench.step)
            again = chip.read_again(bench.access, (bench.step,))
            assert again == chip.read_image(bench.access)
            assert shows(again, bench.step)

    def test_bytes_that_stand_already_are_not_sent(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            chip.present(bench.secret)
            chip.write(bench.step)
            bench.reader.on_apdu(None)
            chip.write(bench.step)
            assert bench.reader.apdus == 0

    def test_nothing_is_sent_to_a_card_that_is_not_unlocked(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            bench.reader.on_apdu(None)
            with pytest.raises(NotUnlocked):
                chip.write(bench.step)
            with pytest.raises(NotUnlocked):
                chip.change_secret(bench.other_secret)
            assert bench.reader.apdus == 0

    def test_the_secret_ends_with_the_session(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            chip.present(bench.secret)
        with bench.session() as chip, pytest.raises(NotUnlocked):
            chip.write(bench.step)

    def test_a_changed_secret_replaces_the_old_one(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            chip.present(bench.secret)
            chip.change_secret(bench.other_secret)
            chip.write(bench.step)
        assert bench.accepts(bench.other_secret)
        assert not bench.accepts(bench.secret)

    def test_a_card_pulled_at_any_apdu_leaves_the_outcome_unknown(
        self, make_bench: Callable[[], ChipBench]
    ) -> None:
        untorn = make_bench()
        self.job(untorn)
        for number, phase in self.pulls(untorn.reader.apdus):
            bench = make_bench()
            pull_at(bench.reader, number, phase)
            with pytest.raises(CardOutcomeUnknown):
                self.job(bench)

    def test_a_link_stays_dead_after_a_lost_answer(self, bench: ChipBench) -> None:
        card = bench.reader.card
        assert card is not None
        with bench.session() as chip:
            pull_at(bench.reader, 0, ApduPhase.BEFORE)
            with pytest.raises(CardOutcomeUnknown):
                chip.read_image()
            bench.reader.insert(card)
            bench.reader.on_apdu(None)
            with pytest.raises(CardOutcomeUnknown):
                chip.read_image()
            assert bench.reader.apdus == 0

    def test_another_chip_is_told_apart(self, bench: ChipBench) -> None:
        bench.reader.insert(ForeignCard(bytes.fromhex("3B6500002063CB6A00")))
        with pytest.raises(CardForeign), bench.session():
            pass


class TriesContract(ChipContract):
    """For chips that count how often a wrong secret may still be presented."""

    def test_reading_spends_no_try(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            chip.read_image()
            assert chip.tries_left() == bench.full_tries
        assert bench.tries() == bench.full_tries

    def test_the_right_secret_is_accepted_and_costs_nothing(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            chip.present(bench.secret)
            assert chip.tries_left() == bench.full_tries
        assert bench.tries() == bench.full_tries

    def test_a_wrong_secret_is_refused_and_the_tries_are_told(self, bench: ChipBench) -> None:
        with bench.session() as chip, pytest.raises(SecretRefused) as refused:
            chip.present(bench.wrong_secrets[0])
        assert refused.value.tries_left == bench.tries() == bench.full_tries - 1

    def test_the_right_secret_after_a_wrong_one_gives_all_tries_back(
        self, bench: ChipBench
    ) -> None:
        with bench.session() as chip:
            with pytest.raises(SecretRefused):
                chip.present(bench.wrong_secrets[0])
            chip.present(bench.secret)
        assert bench.tries() == bench.full_tries

    def test_wrong_secrets_in_one_session_never_reach_the_last_try(self, bench: ChipBench) -> None:
        with bench.session() as chip, pytest.raises(CardLocked):
            for secret in bench.wrong_secrets:
                with contextlib.suppress(SecretRefused):
                    chip.present(secret)
        assert bench.tries() == 1

    def test_wrong_secrets_over_sessions_never_reach_the_last_try(self, bench: ChipBench) -> None:
        with pytest.raises(CardLocked):
            for secret in bench.wrong_secrets:
                bench.accepts(secret)
        assert bench.tries() == 1


class CountingChipContract(TriesContract):
    """For chips whose error counter the reader can read."""

    @pytest.mark.parametrize("tries", [0, 1])
    def test_a_card_with_one_try_or_none_is_never_presented_its_secret(
        self, bench: ChipBench, tries: int
    ) -> None:
        bench.leave_tries(tries)
        with bench.session() as chip:
            assert chip.tries_left() == tries
            with pytest.raises(CardLocked):
                chip.present(bench.secret)
        assert bench.tries() == tries


def _of_another_kind(secret: Secret) -> Secret:
    keys = SectorKeys(bytes(MIFARE_KEY_SIZE), bytes(MIFARE_KEY_SIZE))
    return keys if isinstance(secret, bytes) else bytes(MIFARE_KEY_SIZE)


def _apdus_of_last_present(bench: ChipBench, chip: Chip) -> int:
    """Number of the APDU, counted from the next one, that carries the secret: the last."""
    bench.reader.on_apdu(None)
    chip.present(bench.secret)
    return bench.reader.apdus - 1
