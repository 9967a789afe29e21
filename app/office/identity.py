"""The office identity: one key for the life of the utility, which signs answers and feeds."""

from __future__ import annotations

from pathlib import Path

from app.domain.text import _
from app.kiosk import Randomness
from app.ledger.checkpoint import Signer
from app.ledger.files import write_durably
from app.office.store.errors import StoreError


class OfficeIdentityMissing(StoreError):
    """Without it no kiosk believes this head office."""

    code = "office_identity_missing"

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("Head office's identity {path} cannot be read.").format(path=path),
            _("Put it back from a backup: kiosks believe no other. Or make a new head office."),
        )


def make_identity(path: Path, random: Randomness) -> Signer:
    """A new one, where there is none; the one that is there otherwise. Raises OSError."""
    if path.exists():
        return load_identity(path)
    secret = random.bytes(32)
    write_durably(path, secret, mode=0o600)
    return Signer(secret)


def load_identity(path: Path) -> Signer:
    """Raises OfficeIdentityMissing."""
    try:
        return Signer(path.read_bytes())
    except (OSError, ValueError) as error:
        raise OfficeIdentityMissing(path) from error
