"""An auditor takes the journal away: whatever is changed in it is found, and where."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.audit_export import lines
from app.ledger.audit_export.errors import ExportFailed, NoExport
from app.ledger.audit_export.folder import NewFolder
from app.ledger.audit_export.lines import EVENT, Line
from app.ledger.audit_export.manifest import fingerprint
from app.ledger.audit_export.verifying import verify_export
from app.ledger.audit_export.writing import export_audit
from app.ledger.checkpoint import Signer
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged
from app.ledger.ledger import Ledger
from app.ledger.snapshot_client import borrowed_snapshot
from app.ledger.snapshot_server import SnapshotServer
from tests.ledger.exported_journal import export, files, named, places, two_lives, verdict
from tests.ledger.test_personal import AMINA

JOURNAL = "journal/K07-02.txt"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export; nobody changes it."""
    folder = tmp_path_factory.mktemp("exported")
    with two_lives(folder) as ledger:
        export(ledger, folder / "export")
    return folder / "export"


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    """One to change."""
    return Path(shutil.copytree(original, tmp_path / "copy"))


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    place.mkdir()
    return place


class TestExport:
    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Ledger:
        return two_lives(tmp_path)

    def test_it_holds_and_says_whose_it_is(self, original: Path, workplace: Path) -> None:
        found = verdict(original, workplace)
        assert found.findings == ()
        assert found.report is not None
        assert (found.report.events, found.report.checkpoints) == (10, 2)
        assert found.report.unproven == 1
        assert found.currency == "KES"

    def test_the_same_journal_gives_the_same_bytes(self, ledger: Ledger, tmp_path: Path) -> None:
        with ledger:
            export(ledger, tmp_path / "one")
            export(ledger, tmp_path / "other")
        assert files(tmp_path / "one") == files(tmp_path / "other")

    def test_every_event_and_run_stands_in_it_by_its_bytes(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        with ledger:
            export(ledger, tmp_path / "export")
            with ledger.read() as reader:
                connection = connection_of(reader.db)
                kept = [(row[3], row[4]) for row in journal.rows_in_order(connection)]
                headers = set(journal.runs(connection).values())
        written = [
            lines.read(raw)
            for name, data in files(tmp_path / "export").items()
            if name.startswith("journal/")
            for raw in data.splitlines(keepends=True)
        ]
        read = [line for line in written if line is not None]
        assert len(read) == len(written)
        assert [(one.data, one.hash) for one in read if one.kind == EVENT] == kept
        assert {one.data for one in read if one.kind != EVENT} == headers

    def test_nobody_is_named_and_no_secret_goes_along(self, ledger: Ledger, tmp_path: Path) -> None:
        with ledger:
            export(ledger, tmp_path / "export")
        everything = b"".join(files(tmp_path / "export").values())
        assert not any(value.encode() in everything for value in AMINA.values())
        secret = (tmp_path / "ledger.db.key").read_bytes()
        assert secret not in everything

    def test_a_running_counter_lends_what_is_exported(
        self, ledger: Ledger, tmp_path: Path, workplace: Path
    ) -> None:
        with ledger, SnapshotServer(ledger), borrowed_snapshot(ledger.path) as seen:
            export_audit(seen, Signer.load(ledger.path), tmp_path / "export")
        assert places(tmp_path / "export", workplace) == []

    def test_another_ledgers_key_signs_nothing(self, ledger: Ledger, tmp_path: Path) -> None:
        with ledger, pytest.raises(LedgerDamaged):
            export_audit(ledger, Signer(bytes(32)), tmp_path / "export")
        assert not list(tmp_path.glob("export*"))

    def test_what_is_there_is_not_replaced(self, ledger: Ledger, tmp_path: Path) -> None:
        (tmp_path / "export").mkdir()
        with ledger, pytest.raises(ExportFailed):
            export(ledger, tmp_path / "export")

    def test_cut_off_it_leaves_nothing_at_its_place(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="full"), NewFolder(tmp_path / "export") as folder:
            folder.write("one", b"line\n")
            raise OSError("full")
        assert not list(tmp_path.iterdir())

    def test_openssl_believes_the_signature(self, original: Path) -> None:
        words = "pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json"
        told = subprocess.run(
            ["openssl", *words.split(), "-sigfile", "manifest.sig"],
            cwd=original,
            capture_output=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr


class TestVerdict:
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(data=st.data())
    def test_one_changed_byte_anywhere_is_found_and_named(
        self, original: Path, workplace: Path, data: st.DataObject
    ) -> None:
        kept = {name: content for name, content in files(original).items() if content}
        name = data.draw(st.sampled_from(sorted(kept)))
        at = data.draw(st.integers(0, len(kept[name]) - 1))
        flip = data.draw(st.integers(1, 255))
        changed = bytearray(kept[name])
        changed[at] ^= flip
        assert named(original, workplace, name, bytes(changed))

    def test_one_changed_byte_in_every_file_is_found_and_named(
        self, original: Path, workplace: Path
    ) -> None:
        for name, content in files(original).items():
            middle = len(content) // 2
            changed = content[:middle] + b"\x00" + content[middle + 1 :]
            assert named(original, workplace, name, changed), name

    def test_another_keys_signature_is_found(self, copy: Path, workplace: Path) -> None:
        manifest = (copy / "manifest.json").read_bytes()
        (copy / "manifest.sig").write_bytes(Signer(bytes(32)).sign(manifest))
        assert places(copy, workplace) == ["manifest.sig"]

    def test_a_document_that_says_something_else_is_named_by_its_event(
        self, copy: Path, workplace: Path
    ) -> None:
        path = copy / "documents" / "approvals.csv"
        path.write_bytes(path.read_bytes().replace(b",region_set,1,2,", b",region_set,1,3,"))
        assert "documents/approvals.csv:2 K07-01-4" in places(copy, workplace)

    @pytest.mark.parametrize("end", [1, 64, 700])
    def test_a_cut_end_is_found(self, copy: Path, workplace: Path, end: int) -> None:
        path = copy / JOURNAL
        path.write_bytes(path.read_bytes()[:-end])
        assert any(JOURNAL in place for place in places(copy, workplace))

    def test_a_changed_event_is_named(self, copy: Path, workplace: Path) -> None:
        path = copy / JOURNAL
        path.write_bytes(path.read_bytes().replace(b'"name":"Region 5"', b'"name":"Region 9"'))
        assert f"{JOURNAL}:4 K07-02-2" in places(copy, workplace)

    def test_events_written_anew_with_all_digests_are_found_by_the_chain(
        self, copy: Path, workplace: Path
    ) -> None:
        path = copy / JOURNAL
        raws = path.read_bytes().splitlines(keepends=True)
        line = lines.read(raws[3])
        assert line is not None
        data = line.data.replace(b"Region 5", b"Region 9")
        raws[3] = lines.written(line._replace(data=data))
        path.write_bytes(b"".join(raws))
        found = verdict(copy, workplace).findings
        assert "K07-02-2" in next(one.what for one in found if one.check == "chain")

    def test_an_event_taken_out_with_its_line_is_found(self, copy: Path, workplace: Path) -> None:
        path = copy / JOURNAL
        raws = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(raws[:4] + raws[5:]))
        found = verdict(copy, workplace).findings
        assert "K07-02-4" in next(one.what for one in found if one.check == "chain")

    def test_a_file_more_or_less_or_of_another_name_is_found(
        self, copy: Path, workplace: Path
    ) -> None:
        (copy / "documents" / "more.csv").write_text("a\n")
        (copy / "key.pem").rename(copy / "pem.key")
        (copy / "journal" / "K09-01.txt").unlink()
        found = places(copy, workplace)
        for name in ("documents/more.csv", "key.pem", "pem.key", "journal/K09-01.txt"):
            assert name in found

    def test_epochs_that_changed_places_are_found(self, copy: Path, workplace: Path) -> None:
        one, other = copy / "journal" / "K07-01.txt", copy / JOURNAL
        first, second = one.read_bytes(), other.read_bytes()
        one.write_bytes(second)
        other.write_bytes(first)
        found = places(copy, workplace)
        assert "journal/K07-01.txt:2 K07-02-1" in found
        assert f"{JOURNAL}:2 K07-01-1" in found

    def test_a_link_is_not_followed(self, copy: Path, workplace: Path, tmp_path: Path) -> None:
        (copy / "key.pem").rename(tmp_path / "elsewhere")
        (copy / "key.pem").symlink_to(tmp_path / "elsewhere")
        assert places(copy, workplace) == ["key.pem"]

    def test_only_the_right_fingerprint_is_believed(self, original: Path, workplace: Path) -> None:
        right = verdict(original, workplace).fingerprint
        assert verdict(original, workplace, right.upper().replace(" ", ":")).findings == ()
        wrong = verdict(original, workplace, fingerprint(bytes(32)))
        assert [one.check for one in wrong.findings] == ["key"]

    def test_what_is_no_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(NoExport):
            verify_export(tmp_path / "nothing", tmp_path, None)


class TestLines:
    @given(
        data=st.binary(min_size=1, max_size=40),
        hash=st.none() | st.binary(min_size=32, max_size=32),
    )
    def test_any_bytes_stand_in_one_line_and_come_back(
        self, data: bytes, hash: bytes | None
    ) -> None:
        line = Line(EVENT, EventId(7, 1, 3), hash, data)
        raw = lines.written(line)
        assert re.fullmatch(rb"[^\n]+\n", raw)
        assert lines.read(raw) == line
