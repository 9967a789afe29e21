"""Every operation of the counter is played by keys on a real terminal; the ledger proves itself."""

from __future__ import annotations

import pytest

from app.operations.catalogue import OPERATIONS
from tests.end_to_end.scenes.lives import Lived, lived
from tests.end_to_end.scenes.table import DOCUMENT, page, shown

pytestmark = [pytest.mark.xdist_group("scenes"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return lived(tmp_path_factory.mktemp("scenes"))


def test_each_operation_has_its_scene(life: Lived) -> None:
    assert shown(life) == {operation.name for operation in OPERATIONS}


def test_the_ledgers_prove_themselves(life: Lived) -> None:
    for desk in life.desks:
        assert desk.proves_itself()


def test_the_document_is_what_was_played(life: Lived) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == page(life), "make scenes writes it anew"
