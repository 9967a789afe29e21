"""Head office, killed when acts stand in its journal and none is done in its store.

Told: office.toml, the JSON of what each act is about.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import msgspec

from app.clock import SystemClock, SystemRandomness
from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.fleet import BundleAdmitted
from app.office.acts import Acts
from app.office.administration import Act, Administration
from app.office.head_office import HeadOffice
from app.settings.office import load_office_settings


def _cut(_acts: Acts, _id: EventId, event: Event) -> None:
    if isinstance(event, BundleAdmitted):
        os.kill(os.getpid(), signal.SIGKILL)


def main(settings: Path, acts: bytes) -> None:
    """Does them, up to the bundle that is admitted."""
    Acts._carry_out = _cut  # type: ignore[assignment,method-assign]
    with HeadOffice(load_office_settings(settings), SystemClock(), SystemRandomness()) as office:
        for act in msgspec.json.decode(acts, type=list[Act]):
            Administration(office).answer(act)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].encode())
