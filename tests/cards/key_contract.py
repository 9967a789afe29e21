"""What every key source must hold to. Subclass :class:`KeySourceContract` in a test file."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pytest

from app.cards.errors import CardForeign
from app.cards.keys import KeySource
from app.cards.secrets import CardCiphers, KeyUsage

SERIAL = bytes.fromhex("0011223344556677")
OTHER_SERIAL = bytes.fromhex("0011223344556678")


BLOCK = bytes.fromhex("0123456789ABCDEF")
USAGES = pytest.mark.parametrize("usage", KeyUsage)


def ciphers_of(source: KeySource, *factors: bytes) -> CardCiphers:
    return source.card_ciphers(factors or (SERIAL,), source.version)


class KeySourceContract(ABC):
    """Runs over one key source."""

    @abstractmethod
    def source(self) -> KeySource:
        """A key source that holds at least one version."""

    @abstractmethod
    def unknown_version(self) -> int:
        """A version in 1..255 that it does not hold."""

    @abstractmethod
    def masters(self) -> list[bytes]:
        """Master keys that it holds; empty where they cannot be known."""

    def test_the_version_of_new_cards_is_on_the_card_s_scale(self) -> None:
        assert 1 <= self.source().version <= 255

    @pytest.mark.parametrize("length", [2, 3, 6, 8])
    def test_a_secret_is_the_same_each_time_and_as_long_as_asked(self, length: int) -> None:
        source = self.source()
        secret = source.card_secret(SERIAL, source.version, length)
        assert len(secret) == length
        assert secret == self.source().card_secret(SERIAL, source.version, length)

    def test_each_card_has_its_own_secret(self) -> None:
        source = self.source()
        assert source.card_secret(SERIAL, source.version, 8) != source.card_secret(
            OTHER_SERIAL, source.version, 8
        )

    def test_no_secret_is_a_factory_value(self) -> None:
        """One byte is short enough that among 1500 cards some would get one."""
        source = self.source()
        for number in range(1500):
            secret = source.card_secret(number.to_bytes(8), source.version, 1)
            assert secret not in (b"\x00", b"\xff")

    @pytest.mark.parametrize("length", [4, 8])
    def test_a_mac_is_bound_to_serial_and_data(self, length: int) -> None:
        source = self.source()
        mac = source.card_mac(SERIAL, source.version, b"data", length)
        assert len(mac) == length
        assert mac == source.card_mac(SERIAL, source.version, b"data", length)
        assert mac != source.card_mac(OTHER_SERIAL, source.version, b"data", length)
        assert mac != source.card_mac(SERIAL, source.version, b"datb", length)
        assert mac != source.card_mac(SERIAL, source.version, b"data\x00", length)

    def test_a_secret_is_not_the_mac_of_anything_short(self) -> None:
        """A meter that makes MACs must not be able to make secrets, and the other way round."""
        source = self.source()
        secret = source.card_secret(SERIAL, source.version, 8)
        guesses = [b"", b"\x00", SERIAL]
        assert secret not in [source.card_mac(SERIAL, source.version, g, 8) for g in guesses]

    def test_an_unknown_version_makes_the_card_foreign(self) -> None:
        with pytest.raises(CardForeign):
            self.source().card_mac(SERIAL, self.unknown_version(), b"data", 8)
        with pytest.raises(CardForeign):
            self.source().card_secret(SERIAL, self.unknown_version(), 3)

    @USAGES
    def test_a_cpu_card_s_key_is_the_same_each_time(self, usage: KeyUsage) -> None:
        one, again = ciphers_of(self.source()).of(usage), ciphers_of(self.source()).of(usage)
        assert one.encrypt(BLOCK) == again.encrypt(BLOCK)
        assert one.mac(BLOCK, b"data") == again.mac(BLOCK, b"data")
        assert (len(one.encrypt(BLOCK)), len(one.mac(BLOCK, b"data"))) == (8, 4)

    @USAGES
    def test_each_cpu_card_has_its_own_keys(self, usage: KeyUsage) -> None:
        source = self.source()
        seen = {
            ciphers_of(source, *factors).of(usage).encrypt(BLOCK)
            for factors in [(SERIAL,), (OTHER_SERIAL,), (SERIAL, OTHER_SERIAL)]
        }
        assert len(seen) == 3

    def test_a_cpu_card_s_mac_depends_on_start_and_data(self) -> None:
        cipher = ciphers_of(self.source()).of(KeyUsage.MAINTENANCE)
        macs = [
            cipher.mac(start, data)
            for start in (BLOCK, bytes(8))
            for data in (b"", b"data", b"data\x00", b"data\x80", bytes(239))
        ]
        assert len(set(macs)) == len(macs)

    def test_cpu_cards_of_an_unknown_version_are_foreign(self) -> None:
        with pytest.raises(CardForeign):
            self.source().card_ciphers((SERIAL,), self.unknown_version()).of(
                KeyUsage.INTERNAL
            ).encrypt(BLOCK)

    @pytest.mark.parametrize("factor", [b"", bytes(7), bytes(9)])
    def test_a_factor_has_eight_bytes(self, factor: bytes) -> None:
        with pytest.raises(ValueError, match="8 bytes"):
            ciphers_of(self.source(), factor)

    def test_it_never_shows_a_master_key(self) -> None:
        source = self.source()
        shown = repr(source) + str(source) + repr(ciphers_of(source))
        for master in self.masters():
            assert master.hex() not in shown.lower()
            assert repr(master) not in shown
