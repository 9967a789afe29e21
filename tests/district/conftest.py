"""A district is founded once for all that live in one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.model_households import CalendarClock
from tests.counter import Counter
from tests.district.founding import founded


@pytest.fixture(scope="session")
def found_district(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Counter]:
    """A counter on a ledger of its own, in which nobody lives yet."""
    template = tmp_path_factory.mktemp("founded") / "district"
    template.mkdir()
    founded(template / "ledger.db").close()

    def copied() -> Counter:
        here: Path = tmp_path_factory.mktemp("district") / "ledger"
        shutil.copytree(template, here)
        return Counter(here / "ledger.db", clock=CalendarClock()).open()

    return copied
