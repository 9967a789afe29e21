"""A report as a file, in one of its forms: whole, or not there at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.domain.file_forms import FileForm
from app.domain.text import _
from app.ledger.files import move_durably, sync_file
from app.reports.errors import FileNotWritten
from app.reports.formats.csv_file import write_csv
from app.reports.formats.pdf_file import write_pdf
from app.reports.formats.xlsx_file import write_xlsx
from app.reports.running import Running


def write_report(running: Running, form: FileForm, out: Path) -> None:
    """Writes it, over an older one of this name. Raises ReportCancelled, BadReport."""
    whole_or_not_at_all(out, lambda path: _write(running, form, path))


def _write(running: Running, form: FileForm, path: Path) -> None:
    match form:
        case FileForm.XLSX:
            write_xlsx(running, path)
        case FileForm.PDF:
            write_pdf(running, path)
        case FileForm.CSV:
            with path.open("w", encoding="utf-8", newline="") as out:
                write_csv(running, out)


def whole_or_not_at_all(out: Path, write: Callable[[Path], None]) -> None:
    """Writes beside the file and puts it in its place once it is whole and on the medium.

    Raises FileNotWritten.
    """
    beside = out.with_name(f".{out.name}.part")
    try:
        write(beside)
        sync_file(beside)
        move_durably(beside, out)
    except OSError as error:
        raise FileNotWritten(
            _("{file} cannot be written: {reason}.").format(file=out, reason=error.strerror),
            _("No report was made. Choose another file."),
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
