"""`tapcard sync enrol`: looks whether it may be, before the code is used."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.commands.enrolled import require_number
from app.domain.text import _
from app.settings.errors import missing_key, refused_value
from app.settings.model import EXPECTED

if TYPE_CHECKING:
    from app.settings import Settings
    from app.sync.enrolling import Places, Way
    from app.sync.enrolment import EnrolAnswer, EnrolmentCode


def enrol_machine(
    settings: Settings, way: Way, typed: str, agent: Path, identity: Path
) -> EnrolAnswer:
    """``agent``: where sync.toml is written; ``identity``: the agent's key.

    Raises SettingsError, NotACode, and what :func:`enrol` and opening a ledger raise.
    """
    from app.clock import SystemRandomness
    from app.sync.enrolling import Places, enrol
    from app.sync.enrolment import EnrolmentCode
    from app.sync.errors import SyncError

    code = EnrolmentCode.parse(typed)
    shared = settings.sync.folder
    if shared is None:
        raise missing_key(settings.file, "sync.folder", EXPECTED["sync.folder"])
    _require_address(way, agent)
    places = Places(settings.state.enrolment, identity.absolute(), agent, shared)
    try:
        if settings.ledger.path.exists():
            return _join(settings, way, code, places)
        require_number(settings, code.node)
        answer = enrol(way, code, places, socket.gethostname(), SystemRandomness())
        for written in (places.enrolment, identity, agent):
            _give(written)
    except OSError as error:
        raise SyncError(
            _("{path} cannot be written: {reason}.").format(
                path=error.filename, reason=error.strerror
            )
        ) from error
    return answer


def _join(settings: Settings, way: Way, code: EnrolmentCode, places: Places) -> EnrolAnswer:
    """The counter must be closed: its ledger is opened. Raises OSError too."""
    from app.assembly import open_ledger
    from app.clock import SystemClock, SystemRandomness
    from app.commands.sync_joining import enrol_ledger

    with open_ledger(settings, SystemClock(), SystemRandomness()) as ledger:
        answer = enrol_ledger(way, code, places, ledger)
    _give(places.identity)
    _give(places.agent)
    return answer


def _give(file: Path) -> None:
    """What root writes belongs to whoever has the folder: counter, or agent. Raises OSError."""
    if os.geteuid() == 0:
        folder = file.absolute().parent.stat()
        os.chown(file, folder.st_uid, folder.st_gid)


def _require_address(way: Way, agent: Path) -> None:
    """Raises SettingsError."""
    try:
        parts = urlsplit(way.url)
        usable = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise refused_value(agent, "office.url", way.url, _("It looks like https://host:port."))
