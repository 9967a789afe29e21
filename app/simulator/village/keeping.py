"""The village beside its ledger: ``<ledger>.village``, replaced in one step at every change."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _
from app.ledger.files import write_durably
from app.simulator.belongings import KeptVillage

_PRIVATE = 0o600
_SUFFIX = ".village"


class VillageUnreadable(TapcardError):
    """There is no village beside the ledger, or it is none."""

    code = "village"


def village_file(ledger: Path) -> Path:
    """Where the village of a ledger is kept."""
    return ledger.with_name(ledger.name + _SUFFIX)


def save_village(ledger: Path, village: KeptVillage) -> None:
    """Keeps cards and meters, whatever happens to the power afterwards."""
    write_durably(village_file(ledger), msgspec.json.encode(village), mode=_PRIVATE)


def load_village(ledger: Path) -> KeptVillage:
    """The village of a ledger. Raises VillageUnreadable."""
    path = village_file(ledger)
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeptVillage)
    except (OSError, msgspec.DecodeError) as error:
        raise VillageUnreadable(
            _("The village beside the ledger cannot be read: {path} ({error}).").format(
                path=path, error=error
            ),
            _("Nothing was changed. Make another one: `tapcard demo --build --ledger PATH`."),
        ) from error
