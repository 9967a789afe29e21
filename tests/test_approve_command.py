"""`tapcard approve`: says in words what is approved, and answers only what was agreed to."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.commands import approver_key
from app.domain.approval import (
    Signed,
    answer_to,
    challenge_of,
    grouped,
    key_mark,
    signed_credit,
    signed_money,
    written,
)

PASS = "four words of mine"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretching a passphrase takes no time here."""
    monkeypatch.setattr(approver_key, "_MEMORY_KIB", 64)


def run(path: Path, *words: str, typing: str = "", passphrase: str = PASS) -> Result:
    environment = {"TAPCARD_APPROVAL_PASSPHRASE": passphrase}
    return CliRunner().invoke(
        main, ["approve", "--key", str(path), *words], input=typing, env=environment
    )


def made(path: Path) -> str:
    told = run(path, "--new-key", "--json")
    assert told.exit_code == 0, told.output
    key: str = msgspec.json.decode(told.stdout)["key"]
    return key


def challenge(signed: Signed) -> str:
    return written(challenge_of(7, signed, 2, b"8 bytes."))


def test_a_key_is_shown_once_and_stands_sealed_in_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "key"
    told = run(path, "--new-key")
    key = approver_key.opened(path, PASS.encode())
    assert grouped(key) in told.stdout
    assert key_mark(key) in told.stdout
    assert key.encode() not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = run(path, "--new-key")
    assert again.exit_code == 3
    assert "already" in again.stderr
    assert approver_key.opened(path, PASS.encode()) == key
    assert run(tmp_path / "other", "--new-key", passphrase="").exit_code == 3


def test_it_says_what_is_approved_and_answers_after_a_yes(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = made(path)
    digits = challenge(
        msgspec.structs.replace(signed_money("801000018", 123_450), operation="refund")
    )
    told = run(path, *grouped(digits).split(), typing="y\n")
    assert told.exit_code == 0
    for words in ("K07", "refund: ", "801000018", "1234.50"):
        assert words in told.stderr
    assert grouped(answer_to(digits, key)) in told.stdout
    credit = msgspec.structs.replace(signed_credit("801000018", 900_000), operation="compensate")
    told = run(path, "--json", challenge(credit), typing="y\n")
    assert "900.000" in told.stderr
    assert msgspec.json.decode(told.stdout)["unit"] == "credit"


def test_nothing_is_answered_without_a_yes_a_key_or_a_whole_challenge(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = made(path)
    digits = challenge(Signed(operation="release-card"))
    answer = grouped(answer_to(digits, key))
    for typing in ("n\n", "\n", ""):
        refused = run(path, digits, typing=typing)
        assert refused.exit_code == 2
        assert answer not in refused.output
    wrong = run(path, digits, typing="y\n", passphrase="another")
    assert (wrong.exit_code, "cannot be opened" in wrong.stderr) == (3, True)
    missing = run(tmp_path / "nowhere", digits, typing="y\n")
    assert "--new-key" in missing.stderr
    for bad in (digits[:-1], "1" + digits, "٠١٢", "12-34", ""):
        refused = run(path, *([bad] if bad else []), typing="\n")
        assert refused.exit_code in (2, 3)
        assert "Answer" not in refused.stdout
    unknown = run(path, challenge(Signed(operation="sign-in")), typing="y\n")
    assert (unknown.exit_code, "does not know" in unknown.stderr) == (3, True)
