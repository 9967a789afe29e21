"""What can go wrong with keys."""

from __future__ import annotations

from app.cards.errors import CardError, CardForeign
from app.domain.errors import TapcardError
from app.domain.text import _


class KeyVersionUnknown(CardForeign):
    """A card names a key version that this source does not hold."""

    code = "key_version_unknown"

    def __init__(self, version: int) -> None:
        """``version``: what the card names, 0..255."""
        super().__init__(
            _("The card belongs to key version {version}, which is not on this kiosk.").format(
                version=version
            ),
            _("Nothing was paid. If it is a card of this utility, ask head office for new keys."),
        )
        self.version = version


class KeyFileError(TapcardError):
    """Root of errors of the sealed key file. No card can be written before it is open."""

    code = "key_file"


class KeyFileMissing(KeyFileError):
    """A key file or passphrase file is not there or cannot be read."""

    code = "key_file_missing"


class KeyFileExists(KeyFileError):
    """A new key file would replace one that exists."""

    code = "key_file_exists"


class KeyFileDamaged(KeyFileError):
    """Not a key file, cut short, or changed since it was made."""

    code = "key_file_damaged"


class PassphraseWrong(KeyFileError):
    """The passphrase does not open the file."""

    code = "passphrase_wrong"


class PassphraseEmpty(KeyFileError):
    """An empty passphrase would not seal anything."""

    code = "passphrase_empty"


class KeyVersionTaken(KeyFileError):
    """The key file holds another key under this version."""

    code = "key_version_taken"


class ComponentUnfit(KeyFileError):
    """What was typed is no component of a key, or does not make the key of its check value."""

    code = "component_unfit"


class PsamError(CardError):
    """Root of errors of the PSAM in the second slot. Nothing went to the customer's card."""

    code = "psam"


class PsamMissing(PsamError):
    """No reader of that name, nothing in it, or what is in it does not answer."""

    code = "psam_missing"


class PsamForeign(PsamError):
    """The PSAM is of another utility, or no PSAM."""

    code = "psam_foreign"


class PsamLocked(PsamError):
    """The PSAM has locked itself, its application or the key."""

    code = "psam_locked"


class PsamRefused(PsamError):
    """The PSAM answered with an error status."""

    code = "psam_refused"

    def __init__(self, message: str, remedy: str, *, status: int) -> None:
        super().__init__(message, remedy)
        self.status = status
