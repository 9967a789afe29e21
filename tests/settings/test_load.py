"""kiosk.toml: what it may say, and what is said to the one who got it wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli_w
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import MoneyState
from app.settings import (
    KEYS,
    PrinterAddress,
    Scheme,
    Settings,
    SettingsError,
    UserReader,
    find_config,
    load_settings,
    parse_address,
)

SMALLEST = "[kiosk]\nid = 7\n[state]\npath = 'state'\n"


def load(file: Path, text: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def refusal(file: Path, text: str | bytes) -> SettingsError:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert caught.value.money is MoneyState.UNTOUCHED
    assert caught.value.remedy
    return caught.value


class TestWhatAFileSays:
    def test_a_kiosk_number_is_enough(self, file: Path) -> None:
        settings = load(file, "[kiosk]\nid = 7\n")
        assert settings.kiosk.id == 7
        assert settings.state.path == Path("/var/lib/tapcard")
        assert settings.ledger.path == Path("/var/lib/tapcard/ledger.db")
        assert (settings.reader.name, settings.reader.psam) == ("", "")
        assert settings.reader.dialect == "auto"
        assert settings.printer.address.scheme is Scheme.NONE
        assert settings.printer.width == 48
        assert settings.backup.path is None
        assert settings.keys.file is None

    def test_every_key(self, file: Path) -> None:
        settings = load(
            file,
            """
            kiosk = { id = 32767 }
            [state]
            path = "/srv/tapcard"
            [ledger]
            path = "/srv/ledger/village.db"
            [reader]
            name = "ACS ACR39U ICC Reader 00 00"
            dialect = "omnikey"
            psam = "Identiv uTrust SAM 00 00"
            [[reader.also]]
            name = "OMNIKEY"
            [printer]
            url = "tcp://192.0.2.7:9100"
            width = 32
            [backup]
            path = "/media/stick/copies"
            [keys]
            source = "file:///etc/tapcard/keys"
            """,
        )
        assert settings.kiosk.id == 32767
        assert settings.ledger.path == Path("/srv/ledger/village.db")
        assert settings.reader.dialect == "omnikey"
        assert settings.reader.psam == "Identiv uTrust SAM 00 00"
        assert settings.reader.also == (UserReader("OMNIKEY"),)
        assert settings.printer.address == parse_address("tcp://192.0.2.7:9100")
        assert settings.printer.width == 32
        assert settings.backup.path == Path("/media/stick/copies")
        assert settings.keys.file == Path("/etc/tapcard/keys")
        assert settings.devices_file == Path("/srv/tapcard/devices.toml")

    def test_relative_paths_start_beside_the_file(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir("/")
        settings = load(file, SMALLEST + "[backup]\npath = '../copies'\n")
        assert settings.ledger.path == file.parent / "state" / "ledger.db"
        assert settings.backup.path == file.parent / "../copies"

    def test_an_empty_text_is_the_default(self, file: Path) -> None:
        settings = load(file, SMALLEST + "[printer]\nurl = ''\n[backup]\npath = ''\n")
        assert settings.printer.address.scheme is Scheme.NONE
        assert settings.backup.path is None

    def test_an_editor_may_leave_a_byte_order_mark(self, file: Path) -> None:
        file.write_bytes(b"\xef\xbb\xbf" + SMALLEST.encode())
        assert load_settings(file).kiosk.id == 7

    def test_settings_cannot_be_altered_in_place(self, file: Path) -> None:
        settings = load(file, SMALLEST)
        with pytest.raises(AttributeError):
            settings.kiosk.id = 8  # type: ignore[misc]  # what must not work

    @pytest.mark.parametrize(
        ("url", "host", "port"),
        [
            ("tcp://printer.local:9101", "printer.local", 9101),
            ("tcp://printer.local", "printer.local", 9100),
            ("tcp://[fe80::1]:9100", "fe80::1", 9100),
        ],
    )
    def test_network_printers(self, file: Path, url: str, host: str, port: int) -> None:
        address = load(file, SMALLEST + f"[printer]\nurl = '{url}'\n").printer.address
        assert address == PrinterAddress(scheme=Scheme.TCP, url=url, host=host, port=port)

    @pytest.mark.parametrize(
        ("url", "scheme", "path", "baud"),
        [
            ("unix:///run/tapcard/printer.sock", Scheme.UNIX, "/run/tapcard/printer.sock", 0),
            ("serial:///dev/ttyUSB0", Scheme.SERIAL, "/dev/ttyUSB0", 115_200),
            ("serial:///dev/ttyUSB0?baud=9600", Scheme.SERIAL, "/dev/ttyUSB0", 9600),
            ("file:///dev/usb/lp0", Scheme.FILE, "/dev/usb/lp0", 0),
            ("file:///srv/a%20b", Scheme.FILE, "/srv/a b", 0),
        ],
    )
    def test_local_printers(
        self, file: Path, url: str, scheme: Scheme, path: str, baud: int
    ) -> None:
        address = load(file, SMALLEST + f"[printer]\nurl = '{url}'\n").printer.address
        assert address == PrinterAddress(scheme=scheme, url=url, path=path, baud=baud)


class TestRefusals:
    def test_names_file_key_value_and_remedy(self, file: Path) -> None:
        error = refusal(file, SMALLEST + "[printer]\nwidth = 40\n")
        assert (error.file, error.key, error.value) == (file, "printer.width", "40")
        assert str(file) in error.message
        assert "printer.width = 40" in error.message
        assert "32" in error.remedy
        assert "48" in error.remedy
        assert error.code == "settings"

    @pytest.mark.parametrize(
        ("key", "literal"),
        [
            ("kiosk.id", "0"),
            ("kiosk.id", "32768"),
            ("kiosk.id", "-1"),
            ("kiosk.id", "true"),
            ("kiosk.id", "7.0"),
            ("kiosk.id", "'7'"),
            ("kiosk.id", "''"),
            ("kiosk.id", "nan"),
            ("kiosk.id", "2026-11-23"),
            ("kiosk.id", "0x" + "f" * 5000),
            ("state.path", "5"),
            ("state.path", '"a\\u0000b"'),
            ("ledger.path", "''"),
            ("ledger.path", "['a']"),
            ("reader.name", '"two\\nlines"'),
            ("reader.dialect", "'ACS'"),
            ("reader.psam", "{ name = 'x' }"),
            ("printer.width", "'48'"),
            ("printer.width", "48.0"),
            ("printer.url", "'tcp://:9100'"),
            ("printer.url", "'tcp://host:lp'"),
            ("printer.url", "'none:'"),
            ("printer.url", "'none:///x'"),
            ("printer.url", "'tcp://host:0'"),
            ("printer.url", "'tcp://host:65536'"),
            ("printer.url", "'tcp://host:9100/queue'"),
            ("printer.url", "'tcp://user@host:9100'"),
            ("printer.url", "'tcp://ho st:9100'"),
            ("printer.url", "'tcp://a..b:9100'"),
            ("printer.url", "'tcp://[::1:9100'"),
            ("printer.url", "'unix://host/path'"),
            ("printer.url", "'unix:///" + "x" * 107 + "'"),
            ("printer.url", "'serial:///dev/ttyUSB0?baud=9601'"),
            ("printer.url", "'serial:///dev/ttyUSB0?speed=9600'"),
            ("printer.url", "'serial:///dev/ttyUSB0?baud=9600&baud=9600'"),
            ("printer.url", "'serial:///dev/ttyUSB0?baud'"),
            ("printer.url", "'file:///dev/usb/'"),
            ("printer.url", "'file://lp0'"),
            ("printer.url", "'file:///dev/%00'"),
            ("printer.url", "'file:///dev/%FF'"),
            ("printer.url", "'file:///dev/lp0#1'"),
            ("printer.url", "'usb:///dev/usb/lp0'"),
            ("printer.url", "'http://192.0.2.7'"),
            ("printer.url", "'tcp://'"),
            ("printer.url", "'tcp://host:9100?baud=9600'"),
            ("printer.url", "'unix:printer.sock'"),
            ("printer.url", "'serial://'"),
            ("printer.url", "'serial:///dev/ttyUSB0?baud=-1'"),
            ("printer.url", "'none://'"),
            ("printer.url", "'/dev/usb/lp0'"),
            ("backup.path", "7"),
            ("keys.source", "'Demo'"),
            ("keys.utility", "'53A'"),
            ("keys.utility", "'water works'"),
            ("keys.source", "'/etc/tapcard/keys'"),
            ("keys.source", "'https://example.org/keys'"),
            ("keys.source", "'file:///etc/tapcard/keys?x=1'"),
        ],
    )
    def test_values_that_do_not_fit(self, file: Path, key: str, literal: str) -> None:
        section, name = key.split(".")
        tables = {"kiosk": {"id": "7"}, "state": {"path": "'state'"}}
        tables.setdefault(section, {})[name] = literal
        error = refusal(
            file,
            "".join(
                f"[{section}]\n" + "".join(f"{name} = {text}\n" for name, text in table.items())
                for section, table in tables.items()
            ),
        )
        assert error.key == key
        assert len(error.message) < 400

    @pytest.mark.parametrize(
        ("text", "key", "meant"),
        [
            ("[printer]\nwidht = 32", "printer.widht", "printer.width"),
            ("[printr]\nurl = 'none'", "printr.url", "printer.url"),
            ("id = 3", "id", "kiosk.id"),
            ("[reader]\nsam = 'x'", "reader.sam", "reader.psam"),
            ("[ledger]\nfile = 'x'", "ledger.file", "ledger.path"),
            ("reader = 'ACS'", "reader", "reader."),
            ("[[printer]]\nwidth = 32", "printer", "printer.url"),
        ],
    )
    def test_an_unknown_key_comes_with_the_nearest(
        self, file: Path, text: str, key: str, meant: str
    ) -> None:
        error = refusal(file, f"{text}\n")
        assert error.key == key
        assert meant in error.remedy

    def test_a_key_like_none_comes_with_all(self, file: Path) -> None:
        error = refusal(file, "[zzzzzz]\n")
        assert all(key in error.remedy for key in KEYS)

    def test_what_utilities_decide_has_no_place_here(self, file: Path) -> None:
        assert refusal(file, SMALLEST + "[tariff]\nprice = 5\n").key == "tariff.price"

    def test_a_missing_number(self, file: Path) -> None:
        error = refusal(file, "[printer]\nwidth = 32\n")
        assert (error.key, error.value) == ("kiosk.id", "")
        assert "32767" in error.remedy

    def test_bad_syntax_names_the_line(self, file: Path) -> None:
        error = refusal(file, "[kiosk]\nid 7\n")
        assert str(file) in error.message
        assert "line 2" in error.message

    @pytest.mark.parametrize(
        "content",
        [
            b"\xff\xfe",
            b"x" * 17_000,
            b"a = " + b"[" * 15_000,
            b"a = " + b"9" * 5_000,
            b"a." * 3_000 + b"a = 1",
            b"a = 2026-13-99",
            b"\x00",
        ],
        ids=["not UTF-8", "large", "deep", "huge number", "long key", "no date", "zeros"],
    )
    def test_no_settings_file_at_all(self, file: Path, content: bytes) -> None:
        assert refusal(file, content).file == file

    def test_no_file_and_a_directory(self, file: Path) -> None:
        for path in (file, file.parent, file / "below"):
            with pytest.raises(SettingsError) as caught:
                load_settings(path)
            assert caught.value.file == path

    def test_text_for_a_terminal_carries_no_control_characters(self, file: Path) -> None:
        error = refusal(file, '["\\u001b[2J"]\n"\\u0007" = "\\u001b[31m"\n')
        assert error.message.isprintable()

    def test_a_copy_is_not_the_ledger(self, file: Path) -> None:
        error = refusal(file, SMALLEST + "[backup]\npath = 'state/ledger.db'\n")
        assert error.key == "backup.path"


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none().map(lambda _: "")
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text()
    | st.datetimes()
    | st.sampled_from(["tcp://", "file:///", "serial:///x?baud=", "unix:///"]).flatmap(
        lambda start: st.text().map(lambda rest: start + rest)
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


class TestGarbage:
    @given(key=st.sampled_from(KEYS), value=VALUES)
    def test_any_value_is_taken_or_refused(
        self, tmp_path_factory: pytest.TempPathFactory, key: str, value: object
    ) -> None:
        section, name = key.split(".")
        tables: dict[str, dict[str, object]] = {"kiosk": {"id": 7}, "state": {"path": "s"}}
        tables.setdefault(section, {})[name] = value
        file = tmp_path_factory.getbasetemp() / "garbage.toml"
        file.write_bytes(tomli_w.dumps(tables).encode("utf-8", "surrogatepass"))
        try:
            settings = load_settings(file)
        except SettingsError as error:
            assert error.message.isprintable() or str(file) in error.message
            assert error.remedy
        else:
            assert isinstance(settings.printer.address, PrinterAddress)
            assert settings.keys.file is None or settings.keys.file.is_absolute()
            assert settings.ledger.path.is_absolute()

    @given(content=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
    @example(content=b"")
    def test_any_bytes_are_refused(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes
    ) -> None:
        file = tmp_path_factory.getbasetemp() / "bytes.toml"
        file.write_bytes(content)
        with pytest.raises(SettingsError):
            load_settings(file)


class TestWhichFile:
    def test_the_command_line_goes_first_then_the_environment(self, tmp_path: Path) -> None:
        (tmp_path / "kiosk.toml").touch()
        environment = {"TAPCARD_CONFIG": "/from/environment.toml"}
        found = find_config(Path("/from/option.toml"), environment, [tmp_path])
        assert found == Path("/from/option.toml")
        assert find_config(None, environment, [tmp_path]) == Path("/from/environment.toml")
        assert find_config(None, {"TAPCARD_CONFIG": ""}, [tmp_path]) == tmp_path / "kiosk.toml"

    def test_here_goes_before_the_system(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        system = tmp_path / "etc"
        system.mkdir()
        (system / "kiosk.toml").touch()
        assert find_config(None, {}, [Path(), system]) == system / "kiosk.toml"
        (tmp_path / "kiosk.toml").touch()
        assert find_config(None, {}, [Path(), system]) == tmp_path / "kiosk.toml"

    def test_none_names_all_places(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError) as caught:
            find_config(None, {}, [tmp_path / "a", tmp_path / "b"])
        assert str(tmp_path / "a" / "kiosk.toml") in caught.value.message
        assert str(tmp_path / "b" / "kiosk.toml") in caught.value.message
        assert "--config" in caught.value.remedy


def test_settings_can_be_shown_as_json(file: Path) -> None:
    settings = load(file, SMALLEST)
    shown = json.loads(msgspec.json.encode(settings, enc_hook=str))
    assert shown["kiosk"] == {"id": 7}


class TestReadme:
    TEXT = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

    def test_its_example_loads(self, file: Path) -> None:
        (example,) = re.findall(r"```toml\n(.*?)```", self.TEXT, re.DOTALL)
        assert load(file, example).kiosk.id == 7

    def test_its_table_has_every_key(self) -> None:
        assert set(re.findall(r"^\| `(\w+\.\w+)` \|", self.TEXT, re.MULTILINE)) == set(KEYS)
