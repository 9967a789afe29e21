"""CPU cards for tests: a water directory as in notes/domain.md 6.1, keys by the demo source."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from app.cards.chips.contract import Chip
from app.cards.chips.cpu_card import CpuCardFamily
from app.cards.chips.errors import SecretFixed
from app.cards.chips.families import ChipFamily
from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.pboc import PbocCiphers, PbocKey
from app.cards.secrets import CardFile, Files, KeyUsage
from app.domain.plans import Step, StepKind
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.cpu_files import DirectorySpec, FileSpec
from app.simulator.reader import VirtualReader
from tests.cards.bench_reader import BenchReader
from tests.cards.chip_contract import ChipBench, TriesContract

SERIAL = bytes.fromhex("5301000000012345")
WATER = 0xDF02
GAS = 0xDF03
PURCHASE, RETURN, WALLET, LONG, GAS_PURCHASE = "purchase", "return", "wallet", "long", "gas"
SIZES = {PURCHASE: 50, RETURN: 124, WALLET: 8, LONG: 258}
NUMBERS = {PURCHASE: 1, RETURN: 2, WALLET: 3, LONG: 5}
WATER_FILES = tuple(CardFile(area, WATER, NUMBERS[area], SIZES[area]) for area in SIZES)
FILES = Files(WATER_FILES)
FILES_BEHIND_A_KEY = Files(WATER_FILES, external=(WATER,))
ALL_KEYS = frozenset(KeyUsage)
NEW_PURCHASE = bytes(range(200, 250))
STEP = Step(StepKind.WRITE, PURCHASE, 0, NEW_PURCHASE)


def content(area: str) -> bytes:
    """What a file holds at first: bytes that are told apart by their place."""
    return bytes((NUMBERS[area] * 50 + at) % 251 for at in range(SIZES[area]))


def keys_of(serial: bytes = SERIAL) -> PbocCiphers:
    return DemoKeys().card_ciphers((serial,), 1)


def with_another(usage: KeyUsage, number: int = 0) -> PbocCiphers:
    """The card's keys but for one."""
    return PbocCiphers({**keys_of().keys, usage: PbocKey(bytes([0x10 + 2 * number]) * 16)})


def cpu_card(
    *, external: bool = False, serial: bytes = SERIAL, atomic: int = 256
) -> VirtualCpuCard:
    """A card as it comes from the maker; ``external``: its files want an authentication."""
    files = {NUMBERS[area]: FileSpec(content(area), external=external) for area in SIZES}
    gas = {1: FileSpec(bytes(range(45)), external=external)}
    directories = {
        WATER: DirectorySpec(files, ALL_KEYS),
        GAS: DirectorySpec(gas, ALL_KEYS),
    }
    return VirtualCpuCard(serial, keys_of(serial or SERIAL), directories, atomic=atomic)


class CpuBench(ChipBench):
    @contextlib.contextmanager
    def session(self) -> Iterator[Chip]:
        """With the whole image read, as a station does it before it writes."""
        with super().session() as chip:
            chip.read_image(self.access)
            yield chip


def bench_of(card: VirtualCpuCard, access: Files, *, with_key: KeyUsage) -> CpuBench:
    """``with_key``: the key that wrong secrets have wrong."""
    reader = VirtualReader()
    reader.insert(card)
    return bench_at(reader, card, access, with_key=with_key)


def bench_at(
    reader: BenchReader, card: VirtualCpuCard, access: Files, *, with_key: KeyUsage
) -> CpuBench:
    """As :func:`bench_of`, at a reader that has the card."""
    return CpuBench(
        family=CpuCardFamily(),
        reader=reader,
        secret=keys_of(),
        wrong_secrets=tuple(with_another(with_key, number) for number in range(4)),
        step=STEP,
        other_secret=with_another(with_key, 9),
        access=access,
        full_tries=3,
        tries=lambda: card.tries(WATER)[0],
        leave_tries=lambda tries: card.leave_tries(WATER, tries),
    )


def behind_a_key() -> CpuBench:
    card = cpu_card(external=True)
    return bench_of(card, FILES_BEHIND_A_KEY, with_key=KeyUsage.EXTERNAL)


def sealed_only() -> CpuBench:
    return bench_of(cpu_card(), FILES, with_key=KeyUsage.INTERNAL)


def job(bench: ChipBench) -> None:
    """Everything that a prepayment does."""
    with bench.session() as chip:
        chip.present(bench.secret)
        chip.read("serial", 0, 8)
        chip.write(bench.step)
        chip.read_image(bench.access)


@contextlib.contextmanager
def opened(card: VirtualCpuCard, family: ChipFamily | None = None) -> Iterator[Chip]:
    """The chip of a card, with only its family opened."""
    reader = VirtualReader()
    reader.insert(card)
    link = reader.connect()
    try:
        yield (family or CpuCardFamily()).open(link)
    finally:
        link.close()


class CpuContract(TriesContract):
    """The contract on a card that wants an external authentication, whose key has tries."""

    def job(self, bench: ChipBench) -> None:
        job(bench)

    def test_a_changed_secret_replaces_the_old_one(self, bench: ChipBench) -> None:
        """It does not: cards come with their keys."""
        with bench.session() as chip:
            chip.present(bench.secret)
            bench.reader.on_apdu(None)
            with pytest.raises(SecretFixed):
                chip.change_secret(bench.other_secret)
            assert bench.reader.apdus == 0
        assert bench.accepts(bench.secret)
