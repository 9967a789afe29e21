"""PBOC keys against published vectors and a second implementation of their rules."""

from __future__ import annotations

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from app.cards.key_sources.pboc import PbocKey, card_ciphers, padded, same_for_all
from app.cards.secrets import KeyUsage

ISO_KEY = PbocKey(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
"""Of ISO/IEC 9797-1, annex B."""
MASTERS = {usage: bytes([number * 16]) * 16 for number, usage in enumerate(KeyUsage, start=1)}
"""Different in more than their parity bits."""
FACTOR = bytes.fromhex("1000000000012345")
CITY = bytes.fromhex("5301FFFFFFFFFFFF")


def des(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(TripleDES(key * 3), modes.ECB()).encryptor()
    return encryptor.update(block)


def undes(key: bytes, block: bytes) -> bytes:
    decryptor = Cipher(TripleDES(key * 3), modes.ECB()).decryptor()
    return decryptor.update(block)


def triple(key: bytes, block: bytes) -> bytes:
    """Encrypt left, decrypt right, encrypt left, each with single DES."""
    return des(key[:8], undes(key[8:], des(key[:8], block)))


def inverted(block: bytes) -> bytes:
    return (int.from_bytes(block) ^ (1 << 64) - 1).to_bytes(8)


@pytest.mark.parametrize(
    ("text", "mac"),
    [(b"Now is the time for all ", "E9086230"), (b"Now is the time for it", "5A692CE6")],
)
def test_macs_are_those_of_iso_9797_1_annex_b(text: bytes, mac: str) -> None:
    """Algorithm 3, padding method 2; PBOC keeps 4 bytes."""
    assert ISO_KEY.mac(bytes(8), text) == bytes.fromhex(mac)


def test_a_block_is_enciphered_left_right_left() -> None:
    block = bytes.fromhex("1122334455667788")
    assert ISO_KEY.encrypt(block) == triple(ISO_KEY.key, block)


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 55, 200])
def test_a_mac_chains_single_des_from_its_start_and_ends_in_triple(length: int) -> None:
    start, data = bytes.fromhex("A1B2C3D400000000"), bytes(range(length))
    state, plain = start, padded(data)
    for at in range(0, len(plain), 8):
        mixed = bytes(a ^ b for a, b in zip(state, plain[at : at + 8], strict=True))
        last = at + 8 == len(plain)
        state = triple(ISO_KEY.key, mixed) if last else des(ISO_KEY.key[:8], mixed)
    assert ISO_KEY.mac(start, data) == state[:4]


def test_padding_adds_a_block_where_the_last_one_is_whole() -> None:
    assert padded(b"") == bytes.fromhex("8000000000000000")
    assert padded(bytes(7)) == bytes(7) + b"\x80"
    assert padded(bytes(8)) == bytes(8) + bytes.fromhex("8000000000000000")


def test_a_card_s_key_is_its_factor_and_the_opposite_under_the_master() -> None:
    card = card_ciphers(MASTERS, (FACTOR,)).of(KeyUsage.MAINTENANCE)
    master = MASTERS[KeyUsage.MAINTENANCE]
    assert card.key == triple(master, FACTOR) + triple(master, inverted(FACTOR))


def test_two_factors_diversify_twice_and_in_order() -> None:
    once = card_ciphers(MASTERS, (CITY,)).of(KeyUsage.INTERNAL)
    twice = card_ciphers(MASTERS, (CITY, FACTOR)).of(KeyUsage.INTERNAL)
    assert twice == once.diversified(FACTOR)
    assert twice != card_ciphers(MASTERS, (FACTOR, CITY)).of(KeyUsage.INTERNAL)


def test_each_usage_has_a_key_of_its_own_unless_the_factory_gave_one() -> None:
    ciphers, fresh = card_ciphers(MASTERS, (FACTOR,)), same_for_all(b"\xff" * 16)
    assert len({ciphers.of(usage).key for usage in KeyUsage}) == len(KeyUsage)
    assert {fresh.of(usage).key for usage in KeyUsage} == {b"\xff" * 16}


def test_keys_never_show_themselves() -> None:
    ciphers = card_ciphers(MASTERS, (FACTOR,))
    for usage in KeyUsage:
        key = ciphers.of(usage).key
        assert key.hex() not in repr(ciphers).lower()
        assert repr(key) not in repr(ciphers)


def test_other_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        PbocKey(bytes(8))
    for bad in (b"", bytes(7), bytes(16)):
        with pytest.raises(ValueError, match="8 bytes"):
            ISO_KEY.encrypt(bad)
        with pytest.raises(ValueError, match="8 bytes"):
            ISO_KEY.mac(bad, b"data")
        with pytest.raises(ValueError, match="8 bytes"):
            card_ciphers(MASTERS, (bad,))
