"""`tapcard cards`: what is known of cards here, and what stands on one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from app import assembly
from app.cards.key_sources.demo import DEMO_MASTER, DemoKeys
from app.cards.profiles.registry import BUILT_IN, take_in
from app.cards.station import Session, Station
from app.cli import main
from app.simulator.reader import VirtualReader
from tests.cards.at88_cards import SUITE as AT88
from tests.cards.our_cards import PROFILE, SERIAL, issued_card
from tests.cards.test_outside_profile import TOY


@dataclass
class Shell:
    """A kiosk's settings, and commands typed beside them."""

    folder: Path
    more: str = ""

    def run(self, *words: str) -> Result:
        config = self.folder / "kiosk.toml"
        config.write_text(f"[kiosk]\nid = 7\n[state]\npath = 'state'\n{self.more}", "utf-8")
        return CliRunner().invoke(main, ["cards", *words, "--config", str(config)])

    def json(self, *words: str) -> Any:
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return msgspec.json.decode(result.stdout)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    yield Shell(tmp_path)
    take_in(())


class OneReader:
    """The station of a reader that holds one of our cards."""

    @contextmanager
    def session(self) -> Iterator[Session]:
        reader = VirtualReader()
        reader.insert(issued_card())
        with Station(reader, [PROFILE], DemoKeys(), "acs").session() as opened:
            yield opened


@pytest.fixture
def card_in_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "station", lambda _settings, _keys: OneReader())


class TestProfiles:
    def test_every_profile_is_listed_with_what_it_declares(self, shell: Shell) -> None:
        told = shell.json("profiles")["profiles"]
        assert list(told) == [one.name for one in BUILT_IN]
        assert told["cpu68"]["places"] == [["electricity"], ["water"], ["gas"]]
        assert told["at88-water4"]["largest_load"] == 511_990
        lines = shell.run("profiles").stdout.splitlines()
        for line in ("cpu68", "  chips: cpu", "  copyable: no", "  marking: after"):
            assert line in lines

    def test_those_of_the_folder_come_first(self, shell: Shell) -> None:
        (shell.folder / "makers").mkdir(mode=0o755)
        shutil.copy(TOY, shell.folder / "makers" / "toy.py")
        shell.more = "[cards]\nprofiles = 'makers'\n"
        assert next(iter(shell.json("profiles")["profiles"])) == "toy"

    def test_a_folder_that_cannot_be_used_is_said_and_nothing_is_listed(self, shell: Shell) -> None:
        shell.more = "[cards]\nprofiles = 'makers'\n"
        result = shell.run("profiles")
        assert result.exit_code == 3
        assert "makers" in result.stderr
        assert result.stdout == ""


@pytest.mark.usefixtures("card_in_reader")
class TestTheCardInTheReader:
    def test_field_by_field(self, shell: Shell) -> None:
        lines = shell.run("dump").stdout.splitlines()
        for line in (
            f"profile: {PROFILE.name}",
            f"serial: {SERIAL.hex()}",
            "secret: ********",
            "meter 1:",
            "    account: 100000000001",
            "    load: 5000",
            "    phase: empty",
        ):
            assert line in lines
        assert any(line.startswith("  0020  11 22 33 44") for line in lines)

    def test_no_code_and_no_key_is_shown(self, shell: Shell) -> None:
        code = PROFILE.secret_for(SERIAL, DemoKeys())
        assert isinstance(code, bytes)
        for told in (shell.run("dump").stdout, shell.run("dump", "--json").stdout):
            plain = told.replace(" ", "").lower()
            assert code.hex() not in plain
            assert DEMO_MASTER.hex() not in plain

    def test_what_it_prints_for_programs_is_a_dump_file(self, shell: Shell) -> None:
        told = shell.json("dump")
        file = shell.folder / "card.json"
        file.write_bytes(msgspec.json.encode(told))
        assert shell.json("dump", str(file)) == told


class TestADumpFile:
    def dumped(self, shell: Shell, areas: dict[str, bytes]) -> str:
        file = shell.folder / "card.json"
        file.write_bytes(msgspec.json.encode({"areas": {a: d.hex() for a, d in areas.items()}}))
        return str(file)

    def test_every_meter_of_a_card_is_told(self, shell: Shell) -> None:
        card = AT88.issued(AT88.contents(place=1), AT88.contents(place=3, load=7000))
        told = shell.json("dump", self.dumped(shell, card.areas))
        assert told["profile"] == "at88-water4"
        assert [one["contents"]["load"] for one in told["meters"]] == [5000, 7000]
        assert [one["contents"]["place"] for one in told["meters"]] == [1, 3]

    def test_a_damaged_card_shows_its_bytes_and_what_is_wrong(self, shell: Shell) -> None:
        card = AT88.issued()
        told = shell.json("dump", self.dumped(shell, card.areas | {"az2": b"\xff" * 64}))
        assert "damaged" in told["unreadable"]
        assert told["meters"] == []

    def test_a_blank_card_is_blank(self, shell: Shell) -> None:
        result = shell.run("dump", self.dumped(shell, AT88.blank().areas))
        assert "blank: yes" in result.stdout
        assert "  *" in result.stdout

    def test_a_card_of_nobody_is_refused(self, shell: Shell) -> None:
        result = shell.run("dump", self.dumped(shell, {"main": b"\x00" * 99}))
        assert result.exit_code == 3
        assert "No card profile" in result.stderr

    @pytest.mark.parametrize("text", ["", "{}", '{"areas": {"main": "xy"}}'])
    def test_what_is_no_dump_is_refused(self, shell: Shell, text: str) -> None:
        file = shell.folder / "card.json"
        file.write_text(text, encoding="utf-8")
        result = shell.run("dump", str(file))
        assert result.exit_code == 2
        assert "no dump of a card" in result.stderr

    def test_a_file_that_is_not_there_is_refused(self, shell: Shell) -> None:
        assert shell.run("dump", str(shell.folder / "none")).exit_code == 2
