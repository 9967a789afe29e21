"""How Hypothesis searches, and what is done once for all tests instead of in each."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from tests.painting import nothing_painted_unseen
from tests.place import place
from tests.sheets import styles_kept

settings.register_profile("default", derandomize=True, max_examples=60, deadline=None)
settings.register_profile("long", max_examples=5_000, deadline=None, print_blob=True)
settings.load_profile("default")


def pytest_configure() -> None:
    """The folders of tests lie where a sync costs nothing, unless somebody says where."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(place()))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All that is loaded and collected stays: the collector need not look for what does not."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _what_was_loaded_stays() -> None:
    """So the collector does not look at all modules and tests again, and at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _quick_pins() -> Iterator[None]:
    """A verifier takes 64 KiB and one pass; tests/operations/test_pins.py makes a real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.operations.pins._MEMORY_KIB", 64)
        patch.setattr("app.operations.pins._PASSES", 1)
        yield


@pytest.fixture(scope="session", autouse=True)
def _programs_take_few_steps() -> Iterator[None]:
    """Every test's program has the same sheets in the same few themes, and no terminal."""
    with styles_kept(), nothing_painted_unseen():
        yield
