"""Keys in a PSAM in the second slot: the same keys as in a file, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.assembly import key_source
from app.cards.errors import CardError
from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.errors import (
    KeyVersionUnknown,
    PsamForeign,
    PsamLocked,
    PsamMissing,
    PsamRefused,
)
from app.cards.key_sources.master import MasterKeys
from app.cards.key_sources.psam import PsamKeys
from app.cards.key_sources.security_module import PsamLayout
from app.cards.keys import KeySource
from app.cards.secrets import KeyUsage
from app.domain.errors import MoneyState
from app.settings import load_settings
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.psam_card import VirtualPsam
from app.simulator.reader import ApduPhase, VirtualReader
from tests.cards.chip_contract import apdus_sent, pull_at
from tests.cards.key_contract import BLOCK, SERIAL, KeySourceContract, ciphers_of

UTILITY = bytes.fromhex("5301020000000017")
MASTERS = {1: bytes(range(16))}
TYPES = {KeyUsage.INTERNAL: 0x07, KeyUsage.EXTERNAL: 0x09, KeyUsage.MAINTENANCE: 0x08}
PBOC = {1: {usage: bytes([byte * 2]) * 16 for usage, byte in TYPES.items()}}
LAYOUT = PsamLayout(types=TYPES)
FILE = MasterKeys(MASTERS, PBOC)
"""The same keys in this program's memory."""


def psam(*, forgets: bool = False) -> VirtualPsam:
    keys = {(TYPES[usage], 1): key for usage, key in PBOC[1].items()}
    return VirtualPsam(UTILITY, keys, forgets=forgets)


def slot(card: VirtualPsam | ForeignCard | None) -> VirtualReader:
    reader = VirtualReader("Identiv uTrust SAM 00 00")
    if card is not None:
        reader.insert(card)
    return reader


def source_in(reader: VirtualReader, utility: bytes = UTILITY) -> PsamKeys:
    return PsamKeys(reader, MasterKeys(MASTERS), utility, LAYOUT)


def use(source: KeySource) -> bytes:
    return ciphers_of(source).of(KeyUsage.MAINTENANCE).mac(BLOCK, b"data")


class TestPsamKeys(KeySourceContract):
    def source(self) -> KeySource:
        return source_in(slot(psam()))

    def unknown_version(self) -> int:
        return 2

    def masters(self) -> list[bytes]:
        return [*MASTERS.values(), *PBOC[1].values()]


@pytest.mark.parametrize("usage", KeyUsage)
@pytest.mark.parametrize("length", [0, 3, 8, 57, 239])
def test_a_psam_computes_what_the_same_keys_do_in_a_file(usage: KeyUsage, length: int) -> None:
    inside = ciphers_of(source_in(slot(psam()))).of(usage)
    known = ciphers_of(FILE).of(usage)
    assert inside.encrypt(BLOCK) == known.encrypt(BLOCK)
    assert inside.mac(BLOCK, bytes(range(length))) == known.mac(BLOCK, bytes(range(length)))


def test_two_factors_are_two_levels() -> None:
    inside = ciphers_of(source_in(slot(psam())), SERIAL, BLOCK).of(KeyUsage.INTERNAL)
    known = ciphers_of(FILE, SERIAL, BLOCK).of(KeyUsage.INTERNAL)
    assert inside.encrypt(BLOCK) == known.encrypt(BLOCK)


def test_other_cards_are_served_by_the_other_source_without_a_psam() -> None:
    source, others = source_in(slot(None)), MasterKeys(MASTERS)
    assert source.card_secret(SERIAL, 1, 3) == others.card_secret(SERIAL, 1, 3)
    assert source.card_mac(SERIAL, 1, b"x", 8) == others.card_mac(SERIAL, 1, b"x", 8)
    assert (source.demo, source.version) == (False, 1)


def test_the_commands_are_those_of_the_notes() -> None:
    reader = slot(psam())
    sent = apdus_sent(reader)
    use(source_in(reader))
    start = BLOCK + b"data" + bytes.fromhex("80000000")
    assert sent == [
        bytes.fromhex("00A40000023F00"),
        bytes.fromhex("00B0970108"),
        bytes.fromhex("801A280108") + SERIAL,
        bytes.fromhex("80FA050010") + start,
        bytes.fromhex("00C0000004"),
    ]


def test_a_temporary_key_is_made_once_for_uses_in_a_row() -> None:
    reader = slot(psam())
    source = source_in(reader)
    first = use(source)
    reader.on_apdu(None)
    assert use(source) == first
    assert reader.apdus == 2


def test_a_psam_that_gives_up_its_key_after_each_use_is_told_it_again() -> None:
    source = source_in(slot(psam(forgets=True)))
    assert use(source) == use(source) == use(FILE)


def test_a_psam_whose_answer_is_lost_is_asked_once_more() -> None:
    """Computing twice harms nothing; a lost answer here says nothing about the customer's card."""
    reader, card = slot(psam()), psam()
    source = source_in(reader)
    use(source)

    def pushed_in_again(_number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.AFTER:
            reader.on_apdu(None)
            reader.insert(card)

    reader.on_apdu(pushed_in_again)
    assert use(source) == use(FILE)


def removed(reader: VirtualReader) -> None:
    reader.remove()


def unplugged(reader: VirtualReader) -> None:
    reader.unplug()


def backwards(reader: VirtualReader) -> None:
    reader.insert(MuteCard())


def pulled_within(reader: VirtualReader) -> None:
    pull_at(reader, 1, ApduPhase.AFTER)


@pytest.mark.parametrize("used_before", [True, False])
@pytest.mark.parametrize("happens", [removed, unplugged, backwards, pulled_within])
def test_without_a_psam_that_answers_nothing_is_lost(
    happens: Callable[[VirtualReader], None], used_before: bool
) -> None:
    reader = slot(psam())
    source = source_in(reader)
    if used_before:
        use(source)
    happens(reader)
    with pytest.raises(PsamMissing) as missing:
        use(source)
    assert missing.value.money is MoneyState.UNTOUCHED
    assert "Nothing was paid" in missing.value.remedy
    reader.on_apdu(None)
    reader.plug_in()
    reader.insert(psam())
    assert use(source) == use(FILE)


def test_a_psam_of_another_utility_is_refused_before_it_is_used() -> None:
    reader = slot(psam())
    sent = apdus_sent(reader)
    source = source_in(reader, UTILITY[:-1] + b"\x18")
    for _time in range(2):
        with pytest.raises(PsamForeign, match="not of this utility"):
            use(source)
    assert not [apdu for apdu in sent if apdu[0] == 0x80]


def test_a_psam_is_looked_at_anew_when_it_was_changed() -> None:
    reader = slot(psam())
    source = source_in(reader)
    use(source)
    reader.insert(VirtualPsam(bytes(8), {}))
    with pytest.raises(PsamForeign):
        use(source)


def test_a_customer_s_card_in_the_second_slot_is_no_psam() -> None:
    with pytest.raises(PsamForeign):
        use(source_in(slot(ForeignCard(bytes.fromhex("3B6500002063CB6A00")))))


def test_any_psam_is_taken_where_the_utility_is_not_set() -> None:
    assert use(source_in(slot(psam()), b"")) == use(FILE)


def test_a_locked_psam_says_so() -> None:
    card = psam()
    card.locked = True
    with pytest.raises(PsamLocked):
        use(source_in(slot(card)))


def test_another_refusal_is_told_with_its_status() -> None:
    source = PsamKeys(slot(psam()), FILE, UTILITY, PsamLayout(types=TYPES, levels_shift=6))
    with pytest.raises(PsamRefused) as refused:
        use(source)
    assert refused.value.status == 0x6700


def test_an_unknown_version_is_the_card_s_fault_not_the_psam_s() -> None:
    source = source_in(slot(psam()))
    with pytest.raises(KeyVersionUnknown) as unknown:
        source.card_ciphers((SERIAL,), 9).of(KeyUsage.INTERNAL).encrypt(BLOCK)
    assert unknown.value.version == 9
    assert use(source) == use(FILE)


def test_more_than_one_command_carries_is_refused_here() -> None:
    cipher = ciphers_of(source_in(slot(psam()))).of(KeyUsage.MAINTENANCE)
    with pytest.raises(ValueError, match="239"):
        cipher.mac(BLOCK, bytes(240))
    with pytest.raises(ValueError, match="8 bytes"):
        cipher.encrypt(bytes(7))


def test_all_its_errors_stop_a_card_write_as_other_card_errors_do() -> None:
    for kind in (PsamMissing, PsamForeign, PsamLocked, PsamRefused, KeyVersionUnknown):
        assert issubclass(kind, CardError)


@pytest.mark.parametrize(("psam_reader", "kind"), [("", DemoKeys), ("Identiv", PsamKeys)])
def test_the_settings_say_whether_there_is_a_psam(
    tmp_path: Path, psam_reader: str, kind: type[KeySource]
) -> None:
    """Its reader is not asked for before a CPU card needs it, or no kiosk would open without."""
    config = tmp_path / "kiosk.toml"
    config.write_text(
        f"[kiosk]\nid = 7\n[reader]\npsam = '{psam_reader}'\n[keys]\nutility = '{UTILITY.hex()}'\n"
    )
    source = key_source(load_settings(config), None)
    assert type(source) is kind
    assert source.demo
    assert source.card_secret(SERIAL, 1, 3) == DemoKeys().card_secret(SERIAL, 1, 3)
