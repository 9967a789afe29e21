"""Makes a village: a ledger with months of history, and the cards and meters beside it."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from app.ledger.checkpoint import key_path
from app.ledger.files import write_durably
from app.ledger.ledger import require_absent
from app.simulator.belongings import KeptVillage, Roll
from app.simulator.village.closing import leave_open
from app.simulator.village.desk import Desk
from app.simulator.village.keeping import save_village
from app.simulator.village.life import Life
from app.simulator.village.plan import VillagePlan, village_plan

_MEMORY = Path("/dev/shm")  # noqa: S108  a private directory is made in it
_ROOM = 256 << 20
"""Bytes that a village may take while it is made, several times over."""
_PRIVATE = 0o600


def build_village(ledger: Path, seed: int, until: date) -> None:
    """Makes the village of a seed at ``ledger``; its last day is the one before ``until``.

    The same seed and day give the same journal, byte for byte. Raises LedgerExists.
    """
    build_planned(ledger, village_plan(seed, until))


def build_planned(ledger: Path, plan: VillagePlan) -> None:
    """Makes a village by its plan.

    History needs thousands of commits and no power cut can harm it: it is simply made again. So
    it is made in memory where there is room, and the ledger appears at its place last, whole.
    Raises LedgerExists.
    """
    require_absent(ledger)
    with tempfile.TemporaryDirectory(prefix="tapcard-village-", dir=_workshop()) as folder:
        made = Path(folder) / ledger.name
        desk = Desk(made, plan.seed)
        try:
            Life(desk, plan).pass_by(leave_open)
        finally:
            desk.close()
        save_village(ledger, _kept(desk, plan.seed))
        _place(key_path(made), key_path(ledger))
        _place(made, ledger)


def _place(made: Path, target: Path) -> None:
    write_durably(target, made.read_bytes(), mode=_PRIVATE)


def _workshop() -> Path | None:
    """Where to work: in memory if possible, else where temporary files go."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM
    return _MEMORY if roomy else None


def _kept(desk: Desk, seed: int) -> KeptVillage:
    return KeptVillage(
        seed=seed,
        ahead=0,
        boots=desk.clock.boots,
        tears=desk.pull.pulled,
        cards=desk.belongings.kept_cards(),
        meters=desk.belongings.kept_meters(),
        on_reader=None,
        roll=Roll.LOW,
    )
