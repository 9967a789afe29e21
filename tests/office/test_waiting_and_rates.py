"""Kiosks that wait for news, and how often somebody may ask."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.office.news import News
from app.office.rates import Rates


class Versions:
    """Heads of scopes, and how often they were looked at."""

    def __init__(self) -> None:
        self.now: dict[str, int] = {"everyone": 3, "region:12": 0}
        self.looks = 0
        self.fails = False

    async def heads(self, scopes: Sequence[str]) -> Mapping[str, int]:
        self.looks += 1
        if self.fails:
            raise OSError("no database")
        return {scope: self.now[scope] for scope in scopes}


async def test_all_who_wait_for_a_scope_hear_of_it_by_one_look() -> None:
    versions = Versions()
    news = News(versions.heads)
    known = dict(versions.now)
    waiting = [asyncio.create_task(news.wait(known, 30)) for _kiosk in range(50)]
    other = asyncio.create_task(news.wait({"everyone": 3}, 30))
    await asyncio.sleep(0)
    versions.now["region:12"] = 1
    assert await asyncio.gather(*waiting) == [True] * 50
    assert versions.looks == 1
    assert not other.done()
    news.close()
    assert await other is False
    assert await news.wait(known, 30) is False


async def test_waiting_ends_with_its_time() -> None:
    news = News(Versions().heads)
    assert await news.wait({"everyone": 3}, 0.01) is False


async def test_whoever_waits_hears_that_the_store_failed_and_may_wait_again() -> None:
    versions = Versions()
    news = News(versions.heads)
    versions.fails = True
    with pytest.raises(OSError, match="no database"):
        await news.wait({"everyone": 3}, 30)
    versions.fails = False
    again = asyncio.create_task(news.wait({"everyone": 3}, 30))
    await asyncio.sleep(0)
    versions.now["everyone"] = 4
    assert await again is True


@given(
    steps=st.lists(st.tuples(st.floats(0, 100), st.sampled_from("ab")), max_size=60),
    burst=st.integers(1, 5),
)
def test_nobody_asks_more_often_than_allowed_and_nobody_pays_for_another(
    steps: list[tuple[float, str]], burst: int
) -> None:
    now = 0.0
    rates = Rates(burst, 0.1, lambda: now)
    allowed = {"a": 0, "b": 0}
    for pause, who in steps:
        now += pause
        had = rates.has_left(who)
        assert rates.allow(who) is had
        allowed[who] += had
    assert all(count <= burst + now * 0.1 + 1e-6 for count in allowed.values())
    now += burst / 0.1 + 1  # floats do not add up to the last bit
    assert all(rates.allow(who) for who in "ab" for _time in range(burst))
