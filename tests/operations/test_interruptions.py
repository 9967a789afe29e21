"""A card torn, a process killed, a day cut short: a sample of what `make campaign` does in full."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from app.cards.profiles import at88_water4, cpu68
from app.cards.profiles.tapcard_sle4442 import NAME as SLE4442
from app.ledger.database import connection_of
from app.operations.card_plan import execute
from app.operations.catalogue import OPERATIONS
from app.simulator.tears import TearPhase
from tests.campaign.errands import ANOTHER, FUNCTION_CARD, PROFILES, SEVERAL, Key
from tests.campaign.killing import first_alike
from tests.campaign.kinds import Kind
from tests.campaign.lives import Step
from tests.campaign.recovery import Ending, Route
from tests.campaign.script import act_out, script
from tests.campaign.tearing import AMID_ONE_IN, FADE, Tearing, errands, parsed
from tests.campaign.trial import Tally, Trial
from tests.campaign.workplace import workplace
from tests.campaign.world import begin

ROOT = Path(__file__).resolve().parents[2]
TEARS_EACH = 16
TEARS_OF_OTHERS = 8
KILLS_ONE_IN = "16"
DAYS_KILLED = "6"
READING_A_CPU_CARD = 14
"""APDUs."""
MANY = 12
WRITES_OF_A_SALE = 2
"""APDUs: the copy, and the mark at its end."""
ENDS = 4
"""Before, after, the first and the last of what is changed."""
ROOMS = ("app.operations.", "tests.campaign.")
MAKERS_OF_FUNCTION_CARDS = [name for name, errand in errands() if errand == FUNCTION_CARD]
_RUNS = (
    "SELECT node, epoch, first_seq, boot, previous_hash, header FROM journal_run ORDER BY 1, 2, 3"
)
_EVENTS = "SELECT node, epoch, seq, body, hash, wall FROM journal_event ORDER BY 1, 2, 3"


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with workplace() as folder:
        yield folder


@pytest.mark.parametrize("name", ["allocation", "prepayment", "refund", "reissue", "retrieval"])
def test_a_card_torn_on_the_way_ends_with_credit_for_money(name: str, place: Path) -> None:
    endings = torn((SLE4442, name), place, TEARS_EACH)
    assert (Route.COUNTER, Ending.WRITTEN) in endings
    # A card that nobody touched since it tore can always tell.
    assert (Route.COUNTER, Ending.HELD) not in endings


@pytest.mark.parametrize("profile", [name for name in PROFILES if name != SLE4442])
def test_so_does_one_for_two_meters_of_every_other_profile(profile: str, place: Path) -> None:
    with_card = (Route.COUNTER, Route.METER, Route.ONE_METER)
    endings = torn((profile, SEVERAL), place, TEARS_OF_OTHERS, with_card)
    assert any(ending in (Ending.WRITTEN, Ending.HAPPENED) for _route, ending in endings)


@pytest.mark.parametrize("profile", MAKERS_OF_FUNCTION_CARDS)
def test_a_torn_function_card_gives_its_credit_once(profile: str, place: Path) -> None:
    endings = torn((profile, FUNCTION_CARD), place, TEARS_OF_OTHERS)
    assert (Route.COUNTER, Ending.HELD) not in endings


def test_no_step_is_left_out_where_moments_amid_bytes_are_thinned(place: Path) -> None:
    tearing = Tearing(errands()[SLE4442, "prepayment"], place / "steps", AMID_ONE_IN)
    torn_at = {trial.where for trial in tearing.trials() if trial.route is Route.COUNTER}
    tears = [parsed(where).point for where in torn_at if not where.startswith(FADE)]
    apdus = {point.apdu for point in tears}
    assert apdus == set(range(max(apdus) + 1))
    assert {point.apdu for point in tears if point.phase is TearPhase.BEFORE} == apdus
    assert {f"{FADE}{apdu}" for apdu in apdus} <= torn_at
    written = {point.apdu for point in tears if point.phase is TearPhase.AFTER}
    assert len(written) == WRITES_OF_A_SALE
    assert all(len([one for one in tears if one.apdu == apdu]) >= ENDS for apdu in written)
    assert 0 < tearing.extent.amid_tried < tearing.extent.amid


def test_a_kill_is_tried_once_where_nothing_that_lasts_happened_since_another() -> None:
    names = (
        "apdu 0",
        "apdu 1",
        "commit before",
        "apdu 2",
        "apdu 3",
        "commit before",
        "print after",
    )
    cards = ("blank", "blank", "blank", "blank", "sold", "sold", "sold")
    steps = [Step(name, kept) for name, kept in zip(names, cards, strict=True)]
    assert first_alike(steps) == [0, 0, 2, 3, 4, 5, 6]


def test_every_operation_that_writes_a_card_is_interrupted() -> None:
    writing = {one.name for one in OPERATIONS if execute in reached(one.carry_out)}
    words = [reached(errand.act) for _key, errand in errands().items()]
    interrupted = {word for found in words for function in found for word in said(function)}
    assert len(writing) > MANY
    assert writing <= interrupted


def reached(function: Any) -> set[FunctionType]:
    """It, and all that it calls by name in the rooms of operations and of the campaign."""
    found: set[FunctionType] = set()
    waiting = [function]
    while waiting:
        one = waiting.pop()
        if isinstance(one, FunctionType) and one not in found and one.__module__.startswith(ROOMS):
            found.add(one)
            waiting += [one.__globals__.get(name) for code in codes(one) for name in code.co_names]
    return found


def said(function: FunctionType) -> set[object]:
    """Texts that stand in it."""
    return {text for code in codes(function) for text in code.co_consts if isinstance(text, str)}


def codes(function: FunctionType) -> Iterator[CodeType]:
    """Its own code and that of the functions within it."""
    waiting = [function.__code__]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += [inner for inner in one.co_consts if isinstance(inner, CodeType)]


def test_a_bad_contact_while_a_card_is_settled_holds_nothing(place: Path) -> None:
    tearing = Tearing(errands()[cpu68.NAME, f"settle {SEVERAL}, halfway"], place)
    fades = [f"{FADE}{apdu}" for apdu in range(READING_A_CPU_CARD)]
    tally = Tally()
    for trial in tearing.trials():
        if trial.where in fades and trial.route is Route.COUNTER:
            tally.add(tearing.run(trial))
    tearing.close()
    assert tally.failures == []
    assert tally.endings.total() == len(fades)


def test_a_place_half_written_that_its_meter_answered_is_held_and_goes_on_with_a_new_card(
    place: Path,
) -> None:
    tearing = Tearing(errands()[cpu68.NAME, ANOTHER], place)
    half = next(
        t for t in tearing.trials() if TearPhase.AFTER in t.where and t.route is Route.METER
    )
    tally = tearing.run(half)
    tearing.close()
    assert tally.failures == []
    assert [ending for *_trial, ending in tally.endings] == [Ending.HELD]


@pytest.mark.parametrize(
    "key",
    [
        (SLE4442, "allocation"),
        (SLE4442, "prepayment"),
        (SLE4442, "refund"),
        (SLE4442, "refund, no copies"),
        (SLE4442, "reversal, no copies"),
        (SLE4442, "money back"),
        (SLE4442, "reissue"),
        (at88_water4.NAME, "prepayment"),
        (cpu68.NAME, SEVERAL),
    ],
)
def test_a_torn_card_that_is_lost_ends_with_credit_for_money(key: Key, place: Path) -> None:
    endings = torn(key, place / "lost", TEARS_OF_OTHERS, (Route.LOST, Route.FOUND))
    assert (Route.LOST, Ending.DECIDED) in endings


def torn(
    key: Key, place: Path, count: int, through: Iterable[Route] = Route
) -> set[tuple[str, Ending]]:
    """So many of an errand's tears, half of them after a change; by route, how they ended."""
    tearing = Tearing(errands()[key], place)
    trials = [trial for trial in tearing.trials() if trial.route in tuple(through)]
    changed = [trial for trial in trials if not trial.where.startswith(FADE)]
    changed = [trial for trial in changed if TearPhase.BEFORE not in trial.where]
    tally = Tally()
    for trial in (*spread(trials, count // 2), *spread(changed, count // 2)):
        tally.add(tearing.run(trial))
    tearing.close()
    assert tally.failures == []
    return {(route, ending) for _part, _profile, _name, route, ending in tally.endings}


def spread(trials: list[Trial], count: int) -> list[Trial]:
    """So many of them, or a few more."""
    return trials[:: max(1, len(trials) // count)]


def test_a_killed_process_ends_with_credit_for_money_and_one_paper_each() -> None:
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "tests.campaign", "kill", "day"),
            *("--profile", SLE4442, "--only", "prepayment", "--every", KILLS_ONE_IN),
            *("--only", "0", "--runs", DAYS_KILLED, "--processes", "1"),
        ],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.stdout.splitlines()[-1:] == ["wrong: 0"], answer.stdout + answer.stderr
    assert answer.returncode == 0


def test_the_same_day_from_the_same_seed_gives_the_same_journal(place: Path) -> None:
    first, again, other = (
        journal(place / name, seed) for name, seed in (("1", 3), ("2", 3), ("3", 4))
    )
    assert first == again
    assert first != other


def journal(folder: Path, seed: int) -> list[tuple[object, ...]]:
    """Headers of runs, bytes and hashes of events."""
    world = begin(folder, Kind(), seed).thaw()
    act_out(world, script(seed))
    with world.ledger.read() as reader:
        connection = connection_of(reader.db)
        rows = [row for query in (_RUNS, _EVENTS) for row in connection.execute(query)]
    world.scrap()
    return rows
