"""Key derivation, demo keys and the sealed key file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.kdf.kbkdf import KBKDFCMAC, CounterLocation, Mode

from app.cards.key_sources.demo import DEMO_MASTER, DemoKeys
from app.cards.key_sources.errors import (
    KeyFileDamaged,
    KeyFileError,
    KeyFileExists,
    KeyFileMissing,
    PassphraseEmpty,
    PassphraseWrong,
)
from app.cards.key_sources.master import MasterKeys
from app.cards.key_sources.pboc import PbocKey, card_ciphers
from app.cards.key_sources.sealed_file import Cost, SealedKeyFile, passphrase_from
from app.cards.keys import KeySource
from app.cards.secrets import KeyUsage
from app.domain.errors import MoneyState
from tests.cards.key_contract import SERIAL, KeySourceContract

MASTERS = {1: bytes(range(16)), 3: bytes(range(16, 32))}
CHEAP = Cost(rounds=1, memory_kib=64, lanes=1)
PASSPHRASE = b"four words of your own"
PBOC = {3: {usage: bytes([number]) * 16 for number, usage in enumerate(KeyUsage, start=1)}}
FORM_1 = b"""TAPCARD SEALED KEYS 1
2f264d1676edbf3d2f05ca82d195ecb187043f5cb114f4c5a4399453aa6fc8bb
{"header":{"salt":"t/ut7QYlM/F2da6z1hKBug==","cost":{"rounds":1,"memory_kib":64,"lanes":1},\
"check":"YHkoyeXEyFk3f9xkFCzguw=="},"nonce":"fPgsufn0WiEjczQ8","keys":\
"HKXzXf0MK22piPC7YFNabQT9jvNos8HwsEScVtpA8S/pbTS0ktQrIRAqqfAMrjXYqXjA3zxOuQ=="}
"""
""":data:`MASTERS` sealed before there were PBOC keys."""


PAGE = Path(__file__).parents[2] / "docs" / "card-profiles.md"


def spaced(data: bytes) -> str:
    return data.hex(" ").upper()


def derived(master: bytes, label: bytes, version: int, serial: bytes) -> bytes:
    """The same by another implementation of NIST SP 800-108."""
    return KBKDFCMAC(
        algorithm=AES128,
        mode=Mode.CounterMode,
        length=16,
        rlen=1,
        llen=2,
        location=CounterLocation.BeforeFixed,
        label=label,
        context=bytes([version]) + serial,
        fixed=None,
    ).derive(master)


def cmac(key: bytes, data: bytes) -> bytes:
    function = CMAC(AES128(key))
    function.update(data)
    return function.finalize()


class TestMasterKeys(KeySourceContract):
    def source(self) -> KeySource:
        return MasterKeys(MASTERS)

    def unknown_version(self) -> int:
        return 2

    def masters(self) -> list[bytes]:
        return list(MASTERS.values())

    def test_new_cards_get_the_newest_version_and_old_ones_keep_theirs(self) -> None:
        source = MasterKeys(MASTERS)
        assert source.version == 3
        old = MasterKeys({1: MASTERS[1]})
        assert source.card_secret(SERIAL, 1, 3) == old.card_secret(SERIAL, 1, 3)
        assert source.card_mac(SERIAL, 1, b"x", 8) != source.card_mac(SERIAL, 3, b"x", 8)

    def test_the_version_counts_even_where_two_versions_share_a_master(self) -> None:
        source = MasterKeys({1: MASTERS[1], 2: MASTERS[1]})
        assert source.card_secret(SERIAL, 1, 8) != source.card_secret(SERIAL, 2, 8)

    @pytest.mark.parametrize("version", [1, 3])
    def test_keys_follow_sp_800_108_with_cmac(self, version: int) -> None:
        source = MasterKeys(MASTERS)
        secret_key = derived(MASTERS[version], b"tapcard-secret", version, SERIAL)
        mac_key = derived(MASTERS[version], b"tapcard-mac", version, SERIAL)
        assert source.card_secret(SERIAL, version, 3) == cmac(secret_key, b"\x00")[:3]
        assert source.card_mac(SERIAL, version, b"data", 8) == cmac(mac_key, b"data")[:8]

    def test_a_factory_value_is_passed_over_for_the_next_counter(self) -> None:
        source = MasterKeys(MASTERS)
        number = next(n for n in range(5000) if _first_byte(n) in (b"\x00", b"\xff"))
        key = derived(MASTERS[3], b"tapcard-secret", 3, number.to_bytes(8))
        assert source.card_secret(number.to_bytes(8), 3, 1) == cmac(key, b"\x01")[:1]

    @pytest.mark.parametrize("length", [0, 17])
    def test_no_more_is_derived_than_one_block(self, length: int) -> None:
        with pytest.raises(ValueError, match="1 to 16"):
            MasterKeys(MASTERS).card_mac(SERIAL, 1, b"", length)

    @pytest.mark.parametrize("usage", KeyUsage)
    def test_pboc_masters_are_derived_with_a_label_per_usage(self, usage: KeyUsage) -> None:
        label = f"tapcard-pboc-{usage.value}".encode()
        master = PbocKey(derived(MASTERS[3], label, 3, b""))
        ciphers = MasterKeys(MASTERS).card_ciphers((SERIAL,), 3)
        assert ciphers.of(usage) == master.diversified(SERIAL)

    def test_a_maker_s_pboc_masters_go_before_derived_ones(self) -> None:
        source = MasterKeys(MASTERS, PBOC)
        assert source.card_ciphers((SERIAL,), 3) == card_ciphers(PBOC[3], (SERIAL,))
        assert source.card_ciphers((SERIAL,), 1) == MasterKeys(MASTERS).card_ciphers((SERIAL,), 1)

    @pytest.mark.parametrize(
        "pboc",
        [
            {0: PBOC[3]},
            {3: {}},
            {3: {KeyUsage.INTERNAL: bytes(16)}},
            {3: PBOC[3] | {KeyUsage.EXTERNAL: bytes(8)}},
        ],
    )
    def test_pboc_masters_of_another_shape_are_refused(
        self, pboc: dict[int, dict[KeyUsage, bytes]]
    ) -> None:
        with pytest.raises(ValueError, match="every usage"):
            MasterKeys(MASTERS, pboc)

    @pytest.mark.parametrize("masters", [{}, {0: bytes(16)}, {256: bytes(16)}, {1: bytes(15)}])
    def test_masters_of_another_shape_are_refused(self, masters: dict[int, bytes]) -> None:
        with pytest.raises(ValueError, match="16 bytes each"):
            MasterKeys(masters)


def _first_byte(number: int) -> bytes:
    return cmac(derived(MASTERS[3], b"tapcard-secret", 3, number.to_bytes(8)), b"\x00")[:1]


class TestDemoKeys(KeySourceContract):
    def source(self) -> KeySource:
        return DemoKeys()

    def unknown_version(self) -> int:
        return 2

    def masters(self) -> list[bytes]:
        return [DEMO_MASTER]

    def test_they_announce_themselves(self) -> None:
        assert DemoKeys().demo

    @pytest.mark.parametrize("usage", KeyUsage)
    def test_their_cpu_cards_are_those_of_the_page_for_meter_makers(self, usage: KeyUsage) -> None:
        serial = bytes.fromhex("5EC0A1B2C3D4E5F6")
        master = derived(DEMO_MASTER, f"tapcard-pboc-{usage.value}".encode(), 1, b"")
        card = DemoKeys().card_ciphers((serial,), 1).of(usage)
        row = f"| {usage.value} | {spaced(master)} | {spaced(card.key)} |"
        assert row in PAGE.read_text(encoding="utf-8").splitlines()


class TestSealedKeyFile(KeySourceContract):
    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "keys"
        SealedKeyFile.create(self.path, PASSPHRASE, MASTERS, CHEAP, PBOC)

    def source(self) -> KeySource:
        return SealedKeyFile.open(self.path, PASSPHRASE)

    def unknown_version(self) -> int:
        return 2

    def masters(self) -> list[bytes]:
        return [*MASTERS.values(), *PBOC[3].values()]

    def test_it_derives_what_its_masters_derive(self) -> None:
        source, expected = self.source(), MasterKeys(MASTERS, PBOC)
        assert not source.demo
        assert source.version == 3
        assert source.card_secret(SERIAL, 1, 3) == expected.card_secret(SERIAL, 1, 3)
        assert source.card_mac(SERIAL, 3, b"x", 8) == expected.card_mac(SERIAL, 3, b"x", 8)
        for version in (1, 3):
            ciphers = source.card_ciphers((SERIAL,), version)
            assert ciphers == expected.card_ciphers((SERIAL,), version)

    def test_a_file_from_before_pboc_keys_still_opens(self) -> None:
        self.path.write_bytes(FORM_1)
        assert self.source().card_mac(SERIAL, 1, b"x", 8) == MasterKeys(MASTERS).card_mac(
            SERIAL, 1, b"x", 8
        )
        assert self.source().card_ciphers((SERIAL,), 3) == MasterKeys(MASTERS).card_ciphers(
            (SERIAL,), 3
        )

    @pytest.mark.parametrize("form", [b"1", b"2"])
    def test_a_file_does_not_pass_as_one_of_another_form(self, form: bytes) -> None:
        whole = FORM_1 if form == b"2" else self.path.read_bytes()
        _title, rest = whole.split(b"\n", 1)
        self.path.write_bytes(b"TAPCARD SEALED KEYS " + form + b"\n" + rest)
        with pytest.raises(KeyFileDamaged):
            SealedKeyFile.open(self.path, PASSPHRASE)

    def test_keys_never_stand_in_clear_on_disk(self) -> None:
        text = self.path.read_bytes()
        for master in MASTERS.values():
            assert master not in text
            assert master.hex().encode() not in text.lower()

    def test_only_its_owner_may_read_it(self) -> None:
        assert self.path.stat().st_mode & 0o777 == 0o600

    def test_the_same_keys_sealed_twice_look_different(self, tmp_path: Path) -> None:
        SealedKeyFile.create(tmp_path / "again", PASSPHRASE, MASTERS, CHEAP)
        assert (tmp_path / "again").read_bytes() != self.path.read_bytes()

    def test_a_wrong_passphrase_is_said_to_be_wrong(self) -> None:
        with pytest.raises(PassphraseWrong) as raised:
            SealedKeyFile.open(self.path, b"five words of your own")
        assert raised.value.code == "passphrase_wrong"
        assert raised.value.money is MoneyState.UNTOUCHED
        assert raised.value.remedy

    def test_damage_anywhere_is_said_to_be_damage(self) -> None:
        whole = self.path.read_bytes()
        for at in range(len(whole)):
            self.path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
            with pytest.raises(KeyFileDamaged):
                SealedKeyFile.open(self.path, PASSPHRASE)

    @pytest.mark.parametrize("kept", [0, 1, 50, -1])
    def test_a_file_cut_short_is_damaged(self, kept: int) -> None:
        self.path.write_bytes(self.path.read_bytes()[:kept])
        with pytest.raises(KeyFileDamaged):
            SealedKeyFile.open(self.path, PASSPHRASE)

    @pytest.mark.parametrize(
        "change",
        [
            {"keys": "AAAA"},
            {"nonce": "AAAAAAAAAAAAAAAA"},
            {"header": {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="}},
            {"header": {"salt": "AAAA"}},
            {"header": {"cost": {"rounds": 2, "memory_kib": 64, "lanes": 1}}},
            {"header": {"cost": {"rounds": 1, "memory_kib": 1 << 40, "lanes": 1}}},
            {"header": {"cost": {"rounds": 1, "memory_kib": 1, "lanes": 0}}},
            {"header": {"check": "AAAAAAAAAAAAAAAAAAAAAA=="}},
            {"header": {"cost": "free"}},
        ],
    )
    def test_a_change_on_purpose_never_gives_keys(self, change: dict[str, object]) -> None:
        """The checksum over the line is made good again, as somebody with an editor could."""
        title, _digest, line, _end = self.path.read_bytes().split(b"\n")
        sealed = msgspec.json.decode(line)
        header = change.get("header")
        sealed |= {"header": sealed["header"] | header} if isinstance(header, dict) else change
        forged = msgspec.json.encode(sealed)
        digest = hashlib.sha256(forged).hexdigest().encode()
        self.path.write_bytes(b"\n".join((title, digest, forged, b"")))
        with pytest.raises(KeyFileError):
            SealedKeyFile.open(self.path, PASSPHRASE)

    def test_keys_sealed_in_another_file_do_not_pass(self, tmp_path: Path) -> None:
        other = tmp_path / "other"
        SealedKeyFile.create(other, PASSPHRASE, {1: bytes(16)}, CHEAP)
        title, _digest, line, _end = self.path.read_bytes().split(b"\n")
        mixed = msgspec.json.decode(line) | {
            "keys": msgspec.json.decode(other.read_bytes().split(b"\n")[2])["keys"]
        }
        forged = msgspec.json.encode(mixed)
        digest = hashlib.sha256(forged).hexdigest().encode()
        self.path.write_bytes(b"\n".join((title, digest, forged, b"")))
        with pytest.raises(KeyFileDamaged):
            SealedKeyFile.open(self.path, PASSPHRASE)

    def test_a_file_that_exists_is_never_replaced(self) -> None:
        before = self.path.read_bytes()
        with pytest.raises(KeyFileExists):
            SealedKeyFile.create(self.path, PASSPHRASE, {1: bytes(16)}, CHEAP)
        assert self.path.read_bytes() == before

    def test_an_empty_passphrase_makes_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(PassphraseEmpty):
            SealedKeyFile.create(tmp_path / "new", b"", MASTERS, CHEAP)
        assert not (tmp_path / "new").exists()

    def test_a_missing_file_or_directory_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(KeyFileMissing, match="nowhere"):
            SealedKeyFile.open(tmp_path / "nowhere", PASSPHRASE)
        with pytest.raises(KeyFileMissing, match="nowhere"):
            SealedKeyFile.create(tmp_path / "nowhere" / "keys", PASSPHRASE, MASTERS, CHEAP)

    def test_the_usual_cost_is_that_of_rfc_9106(self) -> None:
        assert Cost() == Cost(rounds=3, memory_kib=65536, lanes=4)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_passphrase_comes_from_a_credential_file(tmp_path: Path, end: bytes) -> None:
    (tmp_path / "credential").write_bytes(PASSPHRASE + end)
    assert passphrase_from(tmp_path / "credential") == PASSPHRASE


def test_an_empty_credential_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "credential").write_bytes(b"\n")
    with pytest.raises(PassphraseEmpty):
        passphrase_from(tmp_path / "credential")
