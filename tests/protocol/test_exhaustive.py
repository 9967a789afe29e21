"""The search of every order of steps, as far as it goes in seconds; and that it can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from app.domain.comparison import SELLABLE, Standing
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.operations import untaken
from tests.protocol import exhaustive, model
from tests.protocol.bottoms import bottoms
from tests.protocol.ledger_search import search
from tests.protocol.model import Desk
from tests.protocol.paper_ledger import Ledger, Status, carried, open_rows, with_row, writes
from tests.protocol.pulls import Pull
from tests.protocol.rule_search import Bounds, RuleFigures, RuleSearch
from tests.protocol.truth import Rules
from tests.protocol.variants import VARIANTS, Variant

Break: TypeAlias = Callable[[pytest.MonkeyPatch], None]
IN_METER, _, _, ON_CARD, ON_CARD_BEFORE, ON_CARD_AFTER = VARIANTS
ONCE = Bounds(steps=1, torn_counts=False, restores=True)
"""Everything that may befall once at each kiosk."""
TWICE = Bounds(steps=2, cards=1)
"""Twice, without new cards."""
TORN_AND_MENDED = TWICE._replace(torn_counts=False)


def kinds(wrong: list[tuple[str, tuple[str, ...]]]) -> set[str]:
    """What is wrong, whosever purchase it is: merged states give plans new names."""
    return {said.partition(" ")[2] for said, _path in wrong}


def searched(variant: Variant, bounds: Bounds) -> RuleFigures:
    """The figures of a whole search on the rules alone."""
    *_, figures = RuleSearch(variant, bounds).run()
    return figures


@pytest.mark.parametrize(
    ("variant", "steps", "least"),
    [(variant, 2, 200) if variant == IN_METER else (variant, 1, 10) for variant in VARIANTS],
    ids=str,
)
def test_all_is_well_on_real_ledgers(
    variant: Variant, steps: int, least: int, tmp_path: Path
) -> None:
    *_, figures = search(variant, steps, tmp_path, 1)
    assert figures.wrong == []
    assert figures.states >= least


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
@pytest.mark.parametrize(("bounds", "least"), [(ONCE, 50), (TWICE, 100)], ids=str)
def test_all_is_well_on_the_rules(variant: Variant, bounds: Bounds, least: int) -> None:
    figures = searched(variant, bounds)
    assert figures.wrong == []
    assert figures.states >= least
    assert figures.last >= 50


def unloaded_sells(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(model, "SELLABLE", SELLABLE | {Standing.UNLOADED})


def every_refund_is_paid(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(model, "refund_refusal", lambda _case: None)


def every_kiosk_restores(patch: pytest.MonkeyPatch) -> None:
    def restores(ledger: Ledger) -> tuple[EventId | None, Quantity]:
        last = writes(ledger)[-1]
        return (carried(ledger, last.mark) if last.contents.load else None), 0

    patch.setattr(model, "restores", restores)


def money_back_writes_nothing(patch: pytest.MonkeyPatch) -> None:
    def money_back(desk: Desk, _rules: Rules, _pull: Pull | None) -> Desk | None:
        for row in open_rows(desk.ledger):
            if row.plan.id.node == desk.ledger.node:
                ledger = with_row(desk.ledger, row._replace(status=Status.MONEY_BACK))
                return desk._replace(ledger=ledger, paper=desk.paper.paid_out(row.plan.id))
        return None

    patch.setitem(model.WITH_A_CARD, "gives money back", money_back)


BROKEN = [
    (unloaded_sells, ON_CARD, ONCE, "is paid for and gone"),
    (every_refund_is_paid, ON_CARD_AFTER, ONCE, "both credited and paid back"),
    (every_kiosk_restores, ON_CARD_BEFORE, ONCE, "both credited and paid back"),
    (money_back_writes_nothing, IN_METER, TORN_AND_MENDED, "both credited and paid back"),
]


@pytest.mark.parametrize(("broken", "variant", "bounds", "what"), BROKEN)
def test_it_finds_what_a_broken_rule_leads_to(
    broken: Break, variant: Variant, bounds: Bounds, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether equal states are merged or not, and it says how one comes there."""
    broken(monkeypatch)
    merged = searched(variant, bounds).wrong
    plain = searched(variant, bounds._replace(merge=False)).wrong
    assert any(what in said and path for said, path in merged)
    assert kinds(merged) == kinds(plain)


def test_a_broken_rule_shows_on_real_ledgers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(untaken, "refund_refusal", lambda _case: None)
    *_, figures = search(ON_CARD_AFTER, 2, tmp_path, 1)
    paths = [path for said, path in figures.wrong if "both credited and paid back" in said]
    assert ("meter U ~between mark and credit", "A refund U") in paths


def test_what_is_wrong_is_told_with_its_path(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    every_refund_is_paid(monkeypatch)
    asked = ["rules", "--steps", "1", "--variant", "5", "--processes", "1"]
    assert exhaustive.main(asked) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(
        line.startswith("WRONG: K07-01-1 both") and line.endswith("A refunds, card 1")
        for line in lines
    )
    monkeypatch.undo()
    assert exhaustive.main(asked) == 0


def test_a_round_without_end_is_an_end() -> None:
    """Two new cards may replace each other in a meter for ever."""
    graph = {"start": ["round", "stop"], "round": ["back"], "back": ["round"], "stop": []}
    assert bottoms(graph) == {"round", "back", "stop"}
