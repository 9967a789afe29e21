"""Reports that are made by themselves: a thread beside the sales, which never wait for it.

What is due is entered into a local table before anybody makes it, and marked there once its file
is in its place; a file that is there already under its name is whole, and is not made again. So
neither a power cut nor a medium that is missing leaves a hole or a double.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import monotonic_ns

from peewee import Database

from app.domain.text import _
from app.ledger import automatic_files
from app.ledger.automatic_files import AutomaticFile, Place
from app.ledger.database import SALE_ROOM, free_bytes
from app.ledger.errors import ClockRefused, LedgerError
from app.ledger.ledger import Ledger
from app.ledger.queries.automatic_reports import Which, choices, chosen
from app.ledger.transaction import Transaction
from app.reports.asked import Asked
from app.reports.automatic_due import due, held_by, shift_of
from app.reports.errors import BadReport, FileNotWritten, ReportCancelled
from app.reports.watch import Watch

_logger = logging.getLogger(__name__)

_SECONDS = 2
"""Between two looks."""
_AGAIN = 60_000_000_000
"""Nanoseconds after which what waits is tried again although nothing seems to be new."""
_QUARTER = 900_000
"""Milliseconds: no zone's day begins within a quarter of an hour."""

Sticks = Callable[[], Sequence[str]]
"""Folders of the sticks that are in."""


class AutomaticReports:
    """Enters what is due and writes it, again and again."""

    def __init__(self, ledger: Ledger, folder: Path, sticks: Sticks | None) -> None:
        """``sticks``: where a stick gets the same files; else None."""
        self._ledger = ledger
        self._folder = folder
        self._sticks = sticks
        self._places = (Place.FOLDER,) if sticks is None else (Place.FOLDER, Place.STICK)
        self._failed: set[int] = set()
        """Since the start: no file is tried twice that cannot be made."""
        self._waits = False
        self._words = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="automatic-reports", daemon=True)

    @property
    def words(self) -> str:
        """How it stands, for the status bar; empty while there is nothing to tell."""
        return self._words

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends; a report that is being made is given up, and made after the next start."""
        self._stop.set()
        self._thread.join()

    def step(self) -> None:
        """Everything once. Raises LedgerError, ReportCancelled; the next step goes on."""
        self._enter()
        self._strike_off()
        with self._ledger.read() as reader:
            waiting = automatic_files.waiting(reader.db)
        for one in waiting:
            if one.id not in self._failed:
                self._words = _("reports are being written")
                self._write(one)
        self._tell()

    def _run(self) -> None:
        seen: object = None
        while not self._stop.is_set():
            try:
                look = self._look()
                if look != seen:
                    self.step()
                seen = look
            except ReportCancelled:
                return
            except Exception:
                _logger.exception("automatic reports")
                self._words = _("reports cannot be written")
            self._stop.wait(_SECONDS)

    def _look(self) -> object:
        """Another one whenever there may be something to do."""
        always = (self._ledger.last, self._ledger.clock.milliseconds() // _QUARTER)
        if not self._waits:
            return always
        sticks = () if self._sticks is None else tuple(self._sticks())
        return (*always, sticks, monotonic_ns() // _AGAIN)

    # -- what is due -----------------------------------------------------------------------

    def _enter(self) -> None:
        ledger = self._ledger
        try:
            ledger.check_clock()
            now: int | None = ledger.clock.milliseconds()
        except ClockRefused:
            now = None
        with ledger.read() as reader:
            found = due(reader.db, ledger.node, ledger.epoch, now, self._places)
            known = automatic_files.mark(reader.db)
        if found.until != known:
            ledger.commit(lambda tx: automatic_files.enter(tx.db, found.files, found.until))

    def _strike_off(self) -> None:
        """What is not written and not chosen any more."""
        with self._ledger.read() as reader:
            wanted = chosen(choices(reader.db))
            waiting = automatic_files.waiting(reader.db)
        for one in waiting:
            which = Which(one.due.report, one.due.occasion)
            if which not in wanted or one.due.place not in self._places:
                self._ledger.commit(partial(_strike_off, one.id))

    # -- one file --------------------------------------------------------------------------

    def _write(self, one: AutomaticFile) -> None:
        try:
            folder = self._make(one)
        except (LedgerError, ReportCancelled):
            raise
        except FileNotWritten as error:
            self._not_written(one, error.message, failed=False)
        except OSError as error:
            words = _("{file} cannot be written: {reason}.")
            said = words.format(file=error.filename, reason=error.strerror)
            self._not_written(one, said, failed=False)
        except BadReport as error:
            self._not_written(one, error.message, failed=True)
        except Exception as error:
            _logger.exception("automatic report %s", one.due.file)
            self._not_written(one, repr(error), failed=True)
        else:
            at = self._ledger.clock.milliseconds()
            self._ledger.commit(lambda tx: automatic_files.written(tx.db, one.id, folder, at))

    def _make(self, one: AutomaticFile) -> str:
        """Puts it into its place, where it may be already; returns the folder.

        Raises FileNotWritten, OSError, and what a report raises.
        """
        with self._ledger.read() as reader:
            operator = held_by(reader.db, self._ledger.node, one.due)
            if operator is not None:
                raise FileNotWritten(
                    _("The shift of operator {operator} is still open in this month.").format(
                        operator=operator
                    ),
                    _("The report is made once it is closed."),
                )
            folder = self._place(one.due.place)
            target = folder.joinpath(one.due.file)
            if not target.exists():
                self._fill(reader.db, one, target)
        return str(folder)

    def _fill(self, db: Database, one: AutomaticFile, target: Path) -> None:
        # Nobody waits for all reports to be loaded who only opens a counter.
        from app.reports.catalogue import report_named
        from app.reports.formats.written import whole_or_not_at_all, write_report
        from app.reports.running import Running

        twin = automatic_files.beside(db, one.due) if one.due.place is Place.STICK else None
        if twin is not None and twin.folder is not None:
            source = Path(twin.folder) / twin.due.file
            if source.is_file():
                whole_or_not_at_all(target, lambda part: _copy(source, part))
                return
        report = report_named(one.due.report)
        asked = Asked(
            since=one.due.since,
            until=one.due.until,
            by=one.due.by,
            shift=shift_of(one.due) if report.of_shift else None,
        )
        running = Running(db, report, asked, Watch(given_up=self._stop.is_set))
        write_report(running, one.due.form, target)

    def _place(self, place: Place) -> Path:
        """A folder that is there. Raises FileNotWritten, OSError."""
        if place is Place.STICK:
            found = next(iter(self._sticks() if self._sticks is not None else ()), None)
            if found is None:
                raise FileNotWritten(
                    _("No stick is in."), _("The report is written once there is one.")
                )
            return Path(found)
        self._folder.mkdir(exist_ok=True)
        self._require_room()
        return self._folder

    def _require_room(self) -> None:
        """Reports never take the room that sales need. Raises FileNotWritten, OSError."""
        ledger = self._ledger.path.parent
        same = self._folder.stat().st_dev == ledger.stat().st_dev
        if same and free_bytes(self._folder) < 2 * SALE_ROOM:
            raise FileNotWritten(
                _("There is no room in {folder}.").format(folder=self._folder),
                _("The report is written once there is."),
            )

    def _not_written(self, one: AutomaticFile, error: str, *, failed: bool) -> None:
        if failed:
            self._failed.add(one.id)
        if (error, failed) != (one.error, one.failed):
            self._ledger.commit(
                lambda tx: automatic_files.not_written(tx.db, one.id, error, failed=failed)
            )

    # -- how it stands ---------------------------------------------------------------------

    def _tell(self) -> None:
        with self._ledger.read() as reader:
            waiting = automatic_files.waiting(reader.db)
        failed = sum(one.failed for one in waiting)
        waits = [one for one in waiting if not one.failed]
        self._waits = bool(waits)
        said = []
        if failed:
            said.append(_("reports failed: {count}").format(count=failed))
        if waits and all(one.due.place is Place.STICK for one in waits):
            said.append(_("reports for a stick: {count}").format(count=len(waits)))
        elif waits:
            said.append(_("reports waiting: {count}").format(count=len(waits)))
        self._words = ", ".join(said)


def _strike_off(id: int, tx: Transaction) -> None:
    automatic_files.strike_off(tx.db, id)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
