"""A round goes out, comes back filled, and what is wrong in it is caught and named."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import TapcardError
from app.domain.identity import EventId
from app.ledger.queries import dial_readings
from app.ledger.rebuild import compare_tables
from app.operations.errors import AlreadyThere, BadArgument, StaleQuote, UnknownRecord
from app.operations.make_reading_round import RoundNotWritten
from app.operations.operation import Caller, parse_arguments
from app.operations.take_readings import TAKE_READINGS
from app.telling.results import in_words
from tests.counter import CASHIER, REGION, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.proofs import count_events, events, ledger_of
from tests.operations.round_village import meter_of, settle_village, today

Row = dict[str, str]
BY: dict[str, Any] = {"by": SUPERVISOR}


@pytest.fixture
def village(make_counter: MakeCounter) -> Counter:
    counter = make_counter()
    settle_village(counter, 12)
    return counter


def send_out(counter: Counter, stick: Path, **how: str) -> list[Path]:
    given: dict[str, Any] = {"region": str(REGION), "readers": "Juma", "folder": str(stick), **how}
    done = counter.do("make-reading-round", **BY, **given)
    return [stick / name for name in done.files]


def rows_of(file: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(file.read_text())))


def write_rows(file: Path, rows: list[Row]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue())
    return file


def filled(counter: Counter, file: Path) -> list[Row]:
    """As somebody brings it back who read every meter: each used 7.5 m3."""
    day = today(counter).isoformat()
    return [{**row, "dial": "7.500", "read_on": day} for row in rows_of(file)]


def take_in(counter: Counter, file: Path, **how: Any) -> Any:
    return counter.do("take-readings", **BY, file=str(file), **how)


def told_of(file: Path) -> dict[str, tuple[str, str]]:
    """What the list beside a file says: verdict and faults, by line."""
    return {
        row["line"]: (row["verdict"], row["faults"])
        for row in rows_of(file.with_name(f"{file.name}.result.csv"))
    }


class TestGoingOut:
    def test_each_reader_gets_a_stretch_of_the_way(self, village: Counter, tmp_path: Path) -> None:
        files = send_out(village, tmp_path, readers="Juma, Asha")
        first, second = map(rows_of, files)
        assert [row["order"] for row in (*first, *second)] == [str(at) for at in range(1, 13)]
        # House 989 stands before 990, whenever their meters came.
        houses = [row["address"] for row in (*first, *second)]
        assert houses == [*(f"Mill Road {at}" for at in range(989, 1000)), ""]
        assert {row["reader"] for row in second} == {"Asha"}
        assert first[0]["last_dial"] == "0.000"
        assert first[0]["expected_use"] == "2.000"
        assert not [name for name in tmp_path.iterdir() if name.suffix == ".part"]

    def test_the_json_form_says_the_same(self, village: Counter, tmp_path: Path) -> None:
        (as_csv,) = send_out(village, tmp_path)
        (as_json,) = send_out(village, tmp_path, form="json")
        found = json.loads(as_json.read_text())
        assert (found["format"], found["version"]) == ("tapcard-reading-round", 1)
        for row, stop in zip(rows_of(as_csv), found["stops"], strict=True):
            assert {key: str(value) for key, value in stop.items()} == {
                key: value for key, value in row.items() if key not in ("round", "reader")
            }

    def test_what_cannot_be_walked_is_refused(self, village: Counter, tmp_path: Path) -> None:
        before = count_events(village)
        for wrong, error in (
            ({"region": "999"}, UnknownRecord),
            ({"readers": ","}, BadArgument),
            ({"readers": ",".join(map(str, range(13)))}, BadArgument),
            ({"folder": str(tmp_path / "none")}, BadArgument),
        ):
            with pytest.raises(error):
                send_out(village, tmp_path, **wrong)
        assert count_events(village) == before

    def test_a_stick_that_is_pulled_is_said(self, village: Counter, tmp_path: Path) -> None:
        (tmp_path / f"round-{EventId(7, 1, count_events(village) + 1)}-1.csv.part").mkdir()
        with pytest.raises(RoundNotWritten):
            send_out(village, tmp_path)


class TestComingBack:
    def test_the_file_comes_back_filled(self, village: Counter, tmp_path: Path) -> None:
        (file,) = send_out(village, tmp_path)
        rows = filled(village, file)
        rows[4]["dial"] = ""
        done = take_in(village, write_rows(file, rows))
        assert (done.event.accepted, done.event.unread) == (11, 1)
        assert {one.used for one in done.readings} == {7_500}
        # The next round begins where this one ended.
        (again,) = send_out(village, tmp_path)
        assert [row["last_dial"] for row in rows_of(again)].count("7.500") == 11
        assert compare_tables(ledger_of(village)) == []

    def test_the_json_file_comes_back_filled(self, village: Counter, tmp_path: Path) -> None:
        (file,) = send_out(village, tmp_path, form="json")
        text = file.read_text().replace('"dial": ""', '"dial": "3"')
        file.write_text(text.replace('"read_on": ""', f'"read_on": "{today(village)}"'))
        assert take_in(village, file).event.accepted == 12

    def test_the_same_file_twice_changes_nothing(self, village: Counter, tmp_path: Path) -> None:
        (file,) = send_out(village, tmp_path)
        rows = filled(village, file)
        take_in(village, write_rows(file, rows[:6]))
        before = count_events(village)
        again = take_in(village, Path(shutil.copy(file, tmp_path / "copy.csv")))
        assert again.before
        assert "taken in before" in in_words(village.kiosk, again)[0]
        assert count_events(village) == before
        # Sent again with more in it, only what is new counts; what is read again is asked about.
        rows[0]["dial"] = "8.000"
        later = take_in(village, write_rows(tmp_path / "later.csv", rows))
        event = later.event
        assert (event.accepted, event.questioned, event.known) == (6, 1, 5)
        assert len(events(village, "dial_read")) == 13

    def test_a_maker_s_own_form_comes_in_by_a_mapping(
        self, village: Counter, tmp_path: Path
    ) -> None:
        mapping = Path("docs/examples/reading-mappings/semicolon.toml")
        day = today(village).strftime("%d.%m.%Y")
        file = tmp_path / "export.txt"
        text = f"Export 7\r\nZähler;Stand;Datum;Bemerkung\r\n500003;7,25;{day};dog\r\n"
        file.write_bytes(text.encode("cp1252"))
        (read,) = take_in(village, file, mapping=str(mapping)).readings
        assert (read.meter, read.dial, read.remark) == (meter_of(3), 7_250, "dog")
        assert read.reading_round is None

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"\xff\xfe\x00",
            b"meter,dial\n1,2\n",
            b'{"format": "other", "version": 1, "round": "", "stops": []}',
            b"{nonsense",
            b"round,meter,dial,read_on\nK07-01-1,1,1,2026-12-01\nK07-01-2,1,1,2026-12-01\n",
            b"round,meter,dial,read_on\nK07-01-999,1,1,2026-12-01\n",
            b"round,meter,dial,read_on\nx,1,1,2026-12-01\n",
            b"meter,dial,read_on\n1,,\n",
            b'meter,dial,read_on\n"1,1,\n',
        ],
    )
    def test_what_is_no_file_of_readings_is_refused_whole(
        self, village: Counter, tmp_path: Path, body: bytes
    ) -> None:
        before = count_events(village)
        (tmp_path / "file").write_bytes(body)
        with pytest.raises(TapcardError):
            take_in(village, tmp_path / "file")
        assert count_events(village) == before

    def test_what_was_read_meanwhile_is_looked_at_again(
        self, village: Counter, tmp_path: Path
    ) -> None:
        (file,) = send_out(village, tmp_path)
        write_rows(file, filled(village, file))
        arguments = parse_arguments(TAKE_READINGS, {"file": str(file)})
        caller = Caller(operator=SUPERVISOR)
        look = TAKE_READINGS.look(village.kiosk, caller, arguments)
        village.do("take-reading", **BY, meter=meter_of(3), dial="9")
        with pytest.raises(StaleQuote):
            TAKE_READINGS.perform(village.kiosk, caller, TAKE_READINGS.quote(look, arguments))
        assert len(events(village, "dial_read")) == 1

    def test_a_stick_without_room_loses_the_list_and_no_reading(
        self, village: Counter, tmp_path: Path
    ) -> None:
        (file,) = send_out(village, tmp_path)
        write_rows(file, filled(village, file))
        (tmp_path / f"{file.name}.result.csv").mkdir()
        done = take_in(village, file)
        assert done.listing_failure
        assert len(events(village, "dial_read")) == 12


def plant(counter: Counter, rows: list[Row]) -> tuple[list[Row], dict[str, tuple[str, str]]]:
    """20 errors among the rows of a round, and what is to be said of each, by line."""
    day = today(counter)
    planted: dict[str, tuple[str, str]] = {}
    kinds: list[tuple[str, str, Callable[[Row], None]]] = [
        ("refused", "unknown_meter", lambda row: row.update(meter="000000999999")),
        ("refused", "unknown_meter", lambda row: row.update(meter="no number")),
        ("refused", "future", lambda row: row.update(read_on=str(day + timedelta(days=1)))),
        ("refused", "unreadable", lambda row: row.update(dial="7.5 m3")),
        ("refused", "unreadable", lambda row: row.update(read_on="yesterday")),
        ("refused", "too_long", lambda row: row.update(dial="10000")),
        ("refused", "before_meter", lambda row: row.update(read_on="2026-11-01")),
        ("questioned", "other_region", lambda row: row.update(meter=meter_of(503))),
        ("questioned", "other_region", lambda row: row.update(meter=meter_of(504))),
        # 31 days of 2 m3 an hour.
        ("questioned", "jump", lambda row: row.update(dial="1488.001")),
        ("questioned", "jump", lambda row: row.update(dial="9999.999")),
    ]
    for at, (verdict, fault, spoil) in enumerate(kinds):
        spoil(rows[at * 40])
        planted[str(at * 40 + 1)] = (verdict, fault)
    for line in (15, 55, 95, 135, 175):  # these meters were read before, at 5 m3
        rows[line - 1]["dial"] = "4.999"
        planted[str(line)] = ("questioned", "lower")
    for line in (215, 255):
        rows[line - 1]["read_on"] = str(day - timedelta(days=3))
        planted[str(line)] = ("questioned", "earlier")
    for at in (20, 60):  # read again on the same walk, and otherwise
        rows.append({**rows[at], "dial": "7.600"})
        planted[str(len(rows))] = ("questioned", "twice")
    return rows, planted


def test_20_errors_in_a_round_of_500_meters_are_caught_and_named(
    make_counter: MakeCounter, tmp_path: Path
) -> None:
    counter = make_counter()
    settle_village(counter, 500)
    (file,) = send_out(counter, tmp_path)
    rows = filled(counter, file)
    assert len(rows) == 500
    read_before = [rows[line - 1]["meter"] for line in (15, 55, 95, 135, 175, 215, 255)]
    for meter in read_before:
        counter.do("take-reading", **BY, meter=meter, dial="5")
    rows, planted = plant(counter, rows)
    assert len(planted) == 20
    done = take_in(counter, write_rows(file, rows))
    told = told_of(file)
    assert {line: said for line, said in told.items() if said != ("accepted", "")} == planted
    assert (done.event.accepted, done.event.questioned, done.event.refused) == (482, 13, 7)
    # On the screen and to a command they are named, too; and nobody's last dial is a wrong one.
    said = "\n".join(in_words(counter.kiosk, done))
    for words in ("unknown meter", "date in the future", "lower than before", "read twice",
                  "more than can flow", "other region"):  # fmt: skip
        assert words in said
    with ledger_of(counter).read() as reader:
        kept = {
            last.dial
            for one in dial_readings.on_round(reader.db, frozenset({REGION, 40}))
            if (last := dial_readings.last_dial(reader.db, EventId.from_key(one.allocation)))
        }
    assert kept == {5_000, 7_500}
    assert compare_tables(ledger_of(counter)) == []


class TestDeciding:
    def test_a_questioned_reading_counts_once_somebody_says_so(self, village: Counter) -> None:
        village.do("take-reading", **BY, meter=meter_of(3), dial="2000")
        (one,) = village.do("dial-readings", verdict="questioned").readings
        settled: dict[str, Any] = {
            "reading": str(one.event),
            "accept": "yes",
            "reason": "burst pipe",
        }
        village.do("settle-reading", **BY, **settled)
        with ledger_of(village).read() as reader:
            last = dial_readings.last_dial(reader.db, one.allocation)
        assert last is not None
        assert last.dial == 2_000_000
        assert village.do("dial-readings", verdict="questioned").readings == ()
        assert len(village.do("dial-readings", verdict="accepted").readings) == 1
        with pytest.raises(AlreadyThere):
            village.do("settle-reading", **BY, **{**settled, "accept": "no"})
        assert compare_tables(ledger_of(village)) == []

    def test_one_that_is_refused_does_not_count(self, village: Counter) -> None:
        village.do("take-reading", **BY, meter=meter_of(3), dial="2000")
        (one,) = village.do("dial-readings").readings
        village.do("settle-reading", **BY, reading=str(one.event), accept="no", reason="misread")
        assert len(village.do("dial-readings", verdict="refused").readings) == 1
        with ledger_of(village).read() as reader:
            assert dial_readings.last_dial(reader.db, one.allocation) is None

    def test_there_must_be_something_to_decide(self, village: Counter) -> None:
        village.do("take-reading", **BY, meter=meter_of(3), dial="2")
        (one,) = village.do("dial-readings").readings
        for reading, error in ((str(one.event), AlreadyThere), ("K07-01-1", UnknownRecord)):
            with pytest.raises(error):
                village.do("settle-reading", **BY, reading=reading, accept="yes", reason="x")


class TestTyping:
    def test_a_reading_is_typed(self, village: Counter) -> None:
        read = village.do("take-reading", **BY, meter="500003", dial="2.5", note="gate locked")
        assert (read.dial, read.used, read.remark) == (2_500, 2_500, "gate locked")
        with pytest.raises(AlreadyThere):
            village.do("take-reading", **BY, meter="500003", dial="2.5")
        assert village.do("take-reading", **BY, meter="500003", dial="2.6").faults == ("twice",)

    def test_only_of_a_meter_that_somebody_has(self, village: Counter) -> None:
        with pytest.raises(UnknownRecord):
            village.do("take-reading", **BY, meter="999", dial="1")

    def test_pages_of_readings_go_on(self, village: Counter) -> None:
        for which in range(5):
            village.do("take-reading", **BY, meter=meter_of(which), dial="1")
        page = village.do("dial-readings", by=CASHIER, rows="3")
        rest = village.do("dial-readings", by=CASHIER, rows="3", after=page.next)
        assert [one.meter for one in (*page.readings, *rest.readings)] == [
            meter_of(which) for which in (4, 3, 2, 1, 0)
        ]


def test_a_taking_in_that_dies_anywhere_leaves_nothing_or_all(
    village: Counter, tmp_path: Path
) -> None:
    (file,) = send_out(village, tmp_path)
    write_rows(file, filled(village, file)[:6])
    village.close()
    shutil.copytree(village.path.parent, tmp_path / "before")
    shutil.copy(file, tmp_path / "before" / file.name)
    shutil.copytree(tmp_path / "before", tmp_path / "done")
    done = Counter(tmp_path / "done" / "ledger.db", clock=village.clock).open()
    take_in(done, tmp_path / "done" / file.name)
    done.close()
    command = (sys.executable, "-m", "tests.operations.killed_import")
    ran = subprocess.run(
        [*command, str(tmp_path), file.name, str(village.clock.now)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    # Beside the commit twice, before each of 7 events, after them, and at the list's two steps.
    assert int(ran.stdout) >= 12
