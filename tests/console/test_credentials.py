"""The passphrase of the card keys, as systemd hands it over."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import assembly
from app.cards.key_sources.errors import PassphraseEmpty
from app.commands.asking import card_keys
from app.settings import load_settings

TYPED = "typed in a trial"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bytes | None]:
    """The passphrases that a key file was opened with."""
    given: list[bytes | None] = []
    monkeypatch.setattr(assembly, "key_source", lambda _settings, phrase: given.append(phrase))
    return given


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text('[kiosk]\nid = 7\n[keys]\nsource = "file:///etc/tapcard/keys"\n')
    return file


def test_a_credential_goes_before_the_environment(
    tmp_path: Path, config: Path, opened: list[bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key-passphrase").write_text("wells and rivers\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("TAPCARD_KEY_PASSPHRASE", TYPED)
    card_keys(load_settings(config))
    assert opened == [b"wells and rivers"]


def test_an_empty_credential_is_refused_rather_than_asked_for(
    tmp_path: Path, config: Path, opened: list[bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody could type at a kiosk that starts by itself."""
    (tmp_path / "key-passphrase").write_text("\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("TAPCARD_KEY_PASSPHRASE", TYPED)
    with pytest.raises(PassphraseEmpty):
        card_keys(load_settings(config))
    assert not opened


@pytest.mark.parametrize("handed", [True, False])
def test_without_it_the_environment_counts(
    tmp_path: Path,
    config: Path,
    opened: list[bytes | None],
    monkeypatch: pytest.MonkeyPatch,
    handed: bool,
) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    if handed:  # systemd hands over other things
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("TAPCARD_KEY_PASSPHRASE", TYPED)
    card_keys(load_settings(config))
    assert opened == [TYPED.encode()]
