"""Whether an export is what a ledger wrote, on a machine that has neither ledger nor keys.

Nothing in the folder is believed for standing there: lines by their digests, events by chain and
checkpoints, files by the manifest, the manifest by its signature, documents by being computed
again, and the key by the fingerprint that a person compares.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import apsw
import msgspec

from app.domain.text import _
from app.ledger.audit.audit import AuditReport, audit
from app.ledger.audit.finding import Finding
from app.ledger.audit_export.document_checking import check_documents
from app.ledger.audit_export.errors import NoExport
from app.ledger.audit_export.found import Found
from app.ledger.audit_export.journal_reading import JournalFile
from app.ledger.audit_export.manifest import (
    JOURNALS,
    MANIFEST,
    SIGNATURE,
    Manifest,
    Part,
    decoded,
    differences,
    encoded,
    fingerprint,
    same_fingerprint,
)
from app.ledger.audit_export.rebuilt import Rebuilt, rebuilt
from app.ledger.audit_export.writing import journal_name, manifest_of
from app.ledger.checkpoint import genuine
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged, LedgerNewer
from app.ledger.generations import file_digest
from app.ledger.queries import settings

_JOURNAL = re.compile(r"journal/K(\d{2,5})-(\d{2,5})\.txt")
_LONGEST_MANIFEST = 64 << 20


class ExportVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What was found."""

    fingerprint: str
    """Of the key that the manifest names; empty where the manifest cannot be read."""
    report: AuditReport | None
    """Of the journal; None where its chain does not hold."""
    currency: str
    currency_digits: int
    findings: tuple[Finding, ...]
    """Everything that does not hold."""


def verify_export(folder: Path, workplace: Path, expected: str | None) -> ExportVerdict:
    """Checks everything.

    ``workplace``: an empty folder for the journal's tables, with room for twice the export.
    ``expected``: the fingerprint that a person brought. Raises NoExport, DiskFull, LedgerNewer.
    """
    if not folder.is_dir():
        raise NoExport(
            _("{path} is no folder.").format(path=folder),
            _("Name the folder that `tapcard audit export` wrote."),
        )
    found = Found()
    manifest = _manifest(folder, found)
    if manifest is None:
        return _verdict("", None, None, found)
    print_of_key = _checked_key(manifest, expected, found)
    with rebuilt(workplace / "rebuilt.ledger", manifest.node, manifest.epoch) as ledger:
        parts = _load(folder, manifest, ledger, found)
        report = _audited(ledger, found)
        _check_manifest(folder, manifest, ledger, parts, found)
        return _verdict(print_of_key, report, ledger, found)


def _manifest(folder: Path, found: Found) -> Manifest | None:
    try:
        with (folder / MANIFEST).open("rb") as file:
            return decoded(file.read(_LONGEST_MANIFEST))
    except (OSError, ValueError) as error:
        what = _("the manifest is not as it was written: {error}").format(error=error)
        found.add("manifest", MANIFEST, what)
        return None


def _checked_key(manifest: Manifest, expected: str | None, found: Found) -> str:
    try:
        key = bytes.fromhex(manifest.public_key)
    except ValueError:
        found.add("manifest", f"{MANIFEST} public_key", _("this is no key"))
        return ""
    if expected is not None and not same_fingerprint(expected, key):
        what = _("the fingerprint of the key is {found}, not the one that was typed")
        found.add("key", f"{MANIFEST} public_key", what.format(found=fingerprint(key)))
    return fingerprint(key)


def _load(folder: Path, manifest: Manifest, ledger: Rebuilt, found: Found) -> list[Part]:
    """Reads every file; what each of them is."""
    try:
        ledger.take_series(manifest.series)
    except apsw.ConstraintError as error:
        found.add("manifest", f"{MANIFEST} series", str(error))
    parts = []
    for name in _names(folder, manifest, found):
        kind = _JOURNAL.fullmatch(name)
        node, epoch = (int(kind[1]), int(kind[2])) if kind else (0, 0)
        if name == journal_name(node, epoch):
            parts.append(JournalFile(folder, name, node, epoch, found).load(ledger))
        else:
            parts.append(_part(folder, name))
    return parts


def _names(folder: Path, manifest: Manifest, found: Found) -> list[str]:
    """Files that are there and named; the others are findings."""
    here = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    named = {part.name for part in manifest.files}
    for name in sorted(named - here):
        found.add("files", name, _("the file is missing"))
    for name in sorted(here - named - {MANIFEST, SIGNATURE}):
        found.add("files", name, _("the file does not belong here"))
    good = sorted(name for name in named & here if _is_plain(folder / name))
    for name in sorted((named & here) - set(good)):
        found.add("files", name, _("this is no plain file"))
    return good


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _part(folder: Path, name: str) -> Part:
    path = folder / name
    with path.open("rb") as file:
        lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    digest = file_digest(path).hex()
    return Part(name=name, size=path.stat().st_size, lines=lines, sha256=digest)


def _audited(ledger: Rebuilt, found: Found) -> AuditReport | None:
    """The checks of a ledger; without their sums where the chain does not hold."""
    try:
        report = audit(ledger)
        ledger.project()
    except (LedgerDamaged, LedgerNewer) as error:
        found.add("chain", JOURNALS, error.message)
        return None
    for finding in report.findings:
        found.add(finding.check, finding.where, finding.what)
    return report


def _check_manifest(
    folder: Path, manifest: Manifest, ledger: Rebuilt, parts: list[Part], found: Found
) -> None:
    """Documents against the journal, manifest against the files, signature against the manifest."""
    with ledger.read() as reader:
        connection = connection_of(reader.db)
        try:
            check_documents(connection, folder, {part.name for part in parts}, found)
            actual = manifest_of(connection, manifest.node, manifest.epoch, parts)
        except (LedgerDamaged, LedgerNewer) as error:
            found.add("chain", JOURNALS, error.message)
            actual = msgspec.structs.replace(manifest, files=tuple(parts))
    different = list(differences(manifest, actual))
    for field, said, is_so in different:
        what = _("the manifest says {said}, it is {found}").format(said=said, found=is_so)
        found.add("manifest", f"{MANIFEST} {field}", what)
    if not _is_signed(folder, manifest):
        same = not different and [part.name for part in manifest.files] == [
            part.name for part in actual.files
        ]
        name = SIGNATURE if same else MANIFEST
        found.add("signature", name, _("the signature is not one of this manifest and key"))


def _is_signed(folder: Path, manifest: Manifest) -> bool:
    try:
        with (folder / SIGNATURE).open("rb") as file:
            signature = file.read(65)
        key = bytes.fromhex(manifest.public_key)
    except (OSError, ValueError):
        return False
    return genuine(key, encoded(manifest), signature)


def _verdict(
    print_of_key: str, report: AuditReport | None, ledger: Rebuilt | None, found: Found
) -> ExportVerdict:
    currency, digits = "", 0
    if report is not None and ledger is not None:
        # A manifest may name a node whose genesis is not in the journal; that is found, too.
        with ledger.read() as reader, suppress(LookupError):
            utility = settings.utility(reader.db)
            currency, digits = utility.currency, utility.currency_digits
    return ExportVerdict(
        fingerprint=print_of_key,
        report=report,
        currency=currency,
        currency_digits=digits,
        findings=found.told(),
    )
