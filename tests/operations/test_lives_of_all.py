"""Random lives in which every operation is done, on every profile's cards, keep the sums of
``tapcard verify``.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.operations.catalogue import OPERATIONS
from tests.operations.village import LEFT_OUT, Builder
from tests.operations.village_errands import ERRANDS
from tests.operations.village_script import drawn_profile, random_steps


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    return Builder(tmp_path_factory.mktemp("villages"))


def test_every_operation_is_drawn_or_left_out() -> None:
    assert {one.name for one in OPERATIONS} == set(ERRANDS) | LEFT_OUT
    assert not set(ERRANDS) & LEFT_OUT


@settings(
    max_examples=settings().max_examples // 6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 1_000_000))
def test_the_sums_hold_whatever_is_done(builder: Builder, seed: int) -> None:
    """What is refused leaves nothing, no meter has water that nobody paid for, all is proved."""
    builder.play(random_steps(str(seed)), drawn_profile(str(seed)))
