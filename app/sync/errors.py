"""What can be wrong with a file from another node. Nothing of such a file is kept."""

from __future__ import annotations

from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _


class SyncError(TapcardError):
    """Root of errors of what is exchanged: the journal that it came from still has everything."""

    code = "sync"
    money = MoneyState.SAFE

    def __init__(self, why: str) -> None:
        """``why``: a sentence."""
        super().__init__(
            why, _("Nothing of it was kept. Sales are not affected; the sender still has it.")
        )


class BundleDamaged(SyncError):
    """The file is cut, altered, or no bundle."""

    code = "bundle_damaged"


class BundleTooLarge(SyncError):
    """The file is, or says that it is, larger than any bundle may be."""

    code = "bundle_too_large"


class BundleNewer(SyncError):
    """A newer program made the file; this one cannot read it."""

    code = "bundle_newer"


class WrongSignature(SyncError):
    """The signature is not of the key that is known for the node and epoch."""

    code = "wrong_signature"


class ChainBroken(SyncError):
    """The hashes of the events do not lead from the one that is said to the other."""

    code = "chain_broken"


class NotForUs(SyncError):
    """What is sealed in the file was sealed to another receiver, or altered."""

    code = "not_for_us"


def damaged(why: object) -> BundleDamaged:
    """The error for a file that does not hold together."""
    return BundleDamaged(_("This is not a whole bundle: {why}.").format(why=why))
