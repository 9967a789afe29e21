"""`tapcard office init`: identity, certificate, own ledger and store, with no set-up before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import tomli_w

from app.domain.text import _
from app.ledger.files import write_durably
from app.office.store.errors import StoreError
from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger
from app.settings.files import is_there
from app.settings.office import OfficeSettings, load_office_settings


class FounderFailed(StoreError):
    """The disk does not take it."""

    code = "founding_failed"


class Founding(NamedTuple):
    """What is decided where there is no office.toml yet."""

    node: int
    host: str
    """Name or address by which kiosks reach it."""
    listen: str
    """Address and port to listen at."""
    store: str
    """Empty: a folder beside the ledger."""


def found(file: Path, founding: Founding, given: BeginLedgerArguments, pin: str) -> OfficeSettings:
    """Makes what is not there yet; may be called again after it was cut.

    Raises FounderFailed, LedgerExists, BadArgument, SettingsError, StoreError.
    """
    from app.clock import SystemClock, SystemRandomness
    from app.office.certificate import make_certificate
    from app.office.head_office import HeadOffice
    from app.office.identity import make_identity

    clock, random = SystemClock(), SystemRandomness()
    try:
        if not is_there(file):
            _write(file, founding)
        settings = load_office_settings(file)
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_identity(settings.identity, random)
        if not settings.certificate.exists():
            made = make_certificate(founding.host, given.utility_name, datetime.now(UTC))
            made.save(settings.certificate, settings.key)
        begin_ledger(
            settings.ledger,
            given,
            pin,
            node=settings.node,
            clock=clock,
            random=random,
            office=True,
        ).close()
    except OSError as error:
        raise FounderFailed(
            _("Head office cannot be made at {path}: {reason}.").format(
                path=file.parent, reason=error.strerror
            ),
            _("Correct it and repeat the command; what is there already is kept."),
        ) from error
    with HeadOffice(settings, clock, random):
        pass  # makes the store, with head office's first events in it
    return settings


def _write(file: Path, founding: Founding) -> None:
    port = founding.listen.rpartition(":")[2]
    tables = {
        "office": {
            "node": founding.node,
            "folder": ".",
            "listen": founding.listen,
            "url": f"https://{founding.host}:{port}",
            "store": founding.store,
        }
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    write_durably(file, tomli_w.dumps(tables).encode(), mode=0o640)
