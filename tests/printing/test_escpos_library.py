from __future__ import annotations

import importlib.metadata

import pytest

from app.domain.errors import MoneyState
from app.printing import escpos_library
from app.printing.errors import RendererMissing


def load_afresh() -> None:
    escpos_library.escpos_module.cache_clear()
    escpos_library.escpos_module("escpos.printer")


def test_another_release_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda _name: "3.2")
    with pytest.raises(RendererMissing) as refused:
        load_afresh()
    assert "3.2" in refused.value.message
    assert refused.value.money is MoneyState.SAFE


def test_the_look_alike_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import escpos.version

    monkeypatch.setattr(escpos.version, "version", "2.0.0")
    with pytest.raises(RendererMissing):
        load_afresh()


def test_a_missing_library_is_a_typed_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    with pytest.raises(RendererMissing):
        load_afresh()
