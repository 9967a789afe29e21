"""`tapcard keys`: the life of the sealed key file. No key is ever said."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cards.key_sources.components import KeyKind, check_value, put_together, taken_apart, typed
from app.cards.key_sources.errors import ComponentUnfit
from app.cards.key_sources.sealed_file import Cost, SealedKeyFile
from app.cards.secrets import KeyUsage
from app.cli import main

PASS = "four words of mine"
KEY = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
CHEAP = Cost(rounds=1, memory_kib=64, lanes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def made(path: Path) -> Path:
    SealedKeyFile.create(path, PASS.encode(), {1: KEY}, CHEAP)
    return path


def run(path: Path, *words: str, typing: str = "", passphrase: str | None = PASS) -> Result:
    return CliRunner().invoke(
        main,
        ["keys", *words, "--file", str(path)],
        input=typing,
        env={"TAPCARD_KEY_PASSPHRASE": passphrase, "CREDENTIALS_DIRECTORY": None},
    )


def on_paper(key: bytes, kind: KeyKind = KeyKind.AES, count: int = 2) -> str:
    """What people type: components with their check values, then that of the key."""
    lines = [f"{part.hex(' ', 2)}\n{check_value(part, kind)}" for part in taken_apart(key, count)]
    return "\n".join([*lines, check_value(key, kind)]) + "\n"


def test_making_asks_twice_and_says_a_check_value_only(path: Path) -> None:
    done = run(path, "make", typing=f"{PASS}\n{PASS}\n")
    assert done.exit_code == 0, done.output
    assert path.stat().st_mode & 0o777 == 0o600
    source = SealedKeyFile.open(path, PASS.encode())
    assert source.version == 1
    assert source.check_values()[1]["master"] in done.stdout
    assert put_together(source.components(1, "master", 2)).hex() not in done.output.lower()
    assert PASS not in done.output


@pytest.mark.parametrize("typing", ["\n\n", f"{PASS}\nanother\n"])
def test_no_file_is_made_without_a_passphrase_typed_twice(path: Path, typing: str) -> None:
    assert run(path, "make", typing=typing).exit_code != 0
    assert not path.exists()


def test_adding_keeps_old_versions_and_who_may_read_the_file(made: Path) -> None:
    made.chmod(0o640)
    before = made.stat().st_ino
    assert run(made, "add").exit_code == 0
    source = SealedKeyFile.open(made, PASS.encode())
    assert source.version == 2
    assert put_together(source.components(1, "master", 3)) == KEY
    assert made.stat().st_mode & 0o777 == 0o640
    assert made.stat().st_ino != before
    assert list(made.parent.iterdir()) == [made]


def test_a_wrong_passphrase_changes_nothing(made: Path) -> None:
    before = made.read_bytes()
    assert run(made, "add", passphrase="wrong").exit_code == 3
    assert made.read_bytes() == before


def test_showing_names_versions_and_uses_and_no_key(made: Path) -> None:
    pboc = {2: {usage: bytes([7 + number]) * 16 for number, usage in enumerate(KeyUsage)}}
    SealedKeyFile.extend(made, PASS.encode(), {2: KEY[::-1]}, pboc)
    for words in (("show",), ("show", "--json")):
        shown = run(made, *words).output.lower()
        for word in ("master", "internal", "external", "maintenance", check_value(KEY).lower()):
            assert word in shown
        for key in (KEY, KEY[::-1], *pboc[2].values()):
            assert key.hex() not in shown


@pytest.mark.parametrize("count", [2, 3])
def test_components_make_the_same_key_at_another_kiosk(path: Path, count: int) -> None:
    typing = f"{PASS}\n{PASS}\n" + on_paper(KEY, count=count)
    done = run(path, "import", "4", "--components", str(count), typing=typing)
    assert done.exit_code == 0, done.output
    assert put_together(SealedKeyFile.open(path, PASS.encode()).components(4, "master", 2)) == KEY
    assert KEY.hex() not in done.output.lower()
    assert not any(line[:14] in done.output for line in on_paper(KEY).splitlines() if " " in line)


def test_a_makers_keys_are_taken_in_by_use(made: Path) -> None:
    keys = {usage: bytes([16 * number + 1, *range(15)]) for number, usage in enumerate(KeyUsage)}
    typing = "".join(on_paper(key, KeyKind.TRIPLE_DES) for key in keys.values())
    assert run(made, "import", "1", "--maker", typing=typing).exit_code == 0
    source = SealedKeyFile.open(made, PASS.encode())
    assert {put_together(source.components(1, one.value, 2)) for one in KeyUsage} == set(
        keys.values()
    )


def test_a_figure_typed_wrong_is_asked_for_again(made: Path) -> None:
    right = on_paper(KEY[::-1])
    wrong = "00" * 16 + "\n123456\n" + "xyz\n"
    assert run(made, "import", "2", typing=wrong + right).exit_code == 0


@pytest.mark.parametrize(
    ("version", "end"), [("1", ""), ("2", "0" * 6)], ids=["another key", "another check value"]
)
def test_what_does_not_fit_is_not_stored(made: Path, version: str, end: str) -> None:
    before, paper = made.read_bytes(), on_paper(KEY[::-1])
    typing = paper[: -len(end) - 1] + end + "\n" if end else paper
    assert run(made, "import", version, typing=typing).exit_code == 3
    assert made.read_bytes() == before


def test_the_same_component_twice_is_no_key() -> None:
    with pytest.raises(ComponentUnfit):
        put_together([KEY, KEY])


def test_components_do_not_go_into_a_pipe_or_json(made: Path) -> None:
    for words in (("export", "1"), ("export", "1", "--json")):
        refused = run(made, *words)
        assert refused.exit_code == 2
        assert "terminal only" in refused.output


def test_a_key_on_the_command_line_is_not_taken(path: Path) -> None:
    assert run(path, "import", "1", KEY.hex()).exit_code == 2
    assert not path.exists()


def test_a_terminal_shows_each_component_once_and_wipes_it(made: Path) -> None:
    main_end, end = pty.openpty()
    script = "from app.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", script, "keys", "export", "1", "--file", str(made)],
        stdin=end,
        stdout=end,
        stderr=end,
        env={**os.environ, "TAPCARD_KEY_PASSPHRASE": PASS},
    ) as process:
        os.close(end)
        os.write(main_end, b"\n" * 4)
        seen = b""
        while True:
            try:
                seen += os.read(main_end, 4096)
            except OSError:
                break
    os.close(main_end)
    assert process.returncode == 0, seen
    text = seen.decode()
    parts = [line.split(":")[1] for line in text.splitlines() if line.startswith("Component:")]
    assert put_together([typed(part) for part in parts]) == KEY
    assert all("\x1b[3J" in text[text.index(part) :] for part in parts)
