"""The journal of a kiosk with two lives and a neighbour, as an auditor gets it."""

from __future__ import annotations

from pathlib import Path

from app.ledger.audit_export.verifying import ExportVerdict, verify_export
from app.ledger.audit_export.writing import ExportReport, export_audit
from app.ledger.backup import backup
from app.ledger.events.codec import encode_entry
from app.ledger.events.master_data import TariffRevisionSet
from app.ledger.ledger import Ledger
from app.ledger.restore import restore
from tests.ledger.events import TODAY, region
from tests.ledger.goods import revision
from tests.ledger.kiosks import Kiosks
from tests.ledger.stand_ins import SeededRandomness, StandingClock, genesis
from tests.ledger.test_personal import AMINA, open_account


def two_lives(folder: Path) -> Ledger:
    """Kiosk 7, restored once: regions, a tariff, an account, what two signed, checkpoints.

    Of kiosk 9 the third event is here, and those before it are not.
    """
    clock, stick = StandingClock(), folder / "stick"
    first = Ledger.create(
        folder / "old.db", node=7, genesis=genesis, clock=clock, random=SeededRandomness(1)
    )
    with first:
        open_account(first, "1201000017", AMINA)
        first.commit(
            lambda tx: tx.append(TariffRevisionSet(revision=revision(1, TODAY)), operator=1)
        )
        first.commit(lambda tx: tx.append(region(4), operator=1, second=2))
        first.commit(lambda tx: tx.sign_checkpoint())
        backup(first, stick)
    second = restore(
        stick, folder / "ledger.db", clock=clock, random=SeededRandomness(2), reason="card died"
    )
    second.commit(lambda tx: tx.append(region(5), operator=1))
    second.commit(lambda tx: tx.sign_checkpoint())
    second.commit(lambda tx: tx.append(region(6), operator=1))
    neighbour = Kiosks()
    neighbour.genesis(node=9, site="13")
    neighbour.append(region(8), node=9)
    neighbour.append(region(9), node=9)
    id, entry = neighbour.chain[-1]
    second.accept([(id, encode_entry(entry))])
    return second


def export(ledger: Ledger, target: Path) -> ExportReport:
    """Writes it."""
    return export_audit(ledger, ledger.signer, target)


def verdict(folder: Path, workplace: Path, fingerprint: str | None = None) -> ExportVerdict:
    """What a machine without a ledger says of it; its tables are thrown away."""
    try:
        return verify_export(folder, workplace, fingerprint)
    finally:
        for path in workplace.iterdir():
            path.unlink()


def places(folder: Path, workplace: Path) -> list[str]:
    """Where something does not hold."""
    return [finding.where for finding in verdict(folder, workplace).findings]


def files(folder: Path) -> dict[str, bytes]:
    """Everything in it, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def named(folder: Path, workplace: Path, name: str, content: bytes) -> bool:
    """Whether the file is named where something else stands in it; then it is put right again."""
    path = folder / name
    kept = path.read_bytes()
    path.write_bytes(content)
    try:
        found = places(folder, workplace)
    finally:
        path.write_bytes(kept)
    itself = tuple(name + end for end in (":", " "))
    return any(f"{place} ".startswith((*itself, f"manifest.json files {name} ")) for place in found)
