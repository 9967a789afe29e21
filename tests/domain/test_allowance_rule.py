"""Grants by rule: renewed in time, and never counted twice, whenever they arrive."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.allowance import NOT_GRANTED, Allowance, Takings, left, refusal, taken_up
from app.domain.allowance_rule import AllowanceRule, known_left, renewed

TODAY = date(2026, 11, 23)
RULE = AllowanceRule(money=1_000, count=20, days=10)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(1, 700)),
        st.tuples(st.just("give back"), st.integers(1, 300)),
        st.tuples(st.sampled_from(["hear", "count", "renew"]), st.just(0)),
        st.tuples(st.just("arrive"), st.integers(0, 30)),
    ),
    max_size=60,
)


class World:
    """A counter, and what head office knows of it."""

    def __init__(self) -> None:
        self.now = self.known = self.accounted = Takings()
        self.granted: list[Allowance] = []
        self.arrived: list[Allowance] = []
        self.by: Allowance | None = None

    def do(self, what: str, figure: int) -> None:
        match what:
            case "sell":
                rest = NOT_GRANTED if self.by is None else left(self.by, self.since, self.now)
                if refusal(rest, figure, TODAY) is None:
                    self.move(figure, 1)
            case "give back":
                self.move(-figure, 0)
            case "hear":
                self.known = self.now
            case "count":
                self.accounted = self.known
            case "renew":
                self.renew()
            case "arrive" if self.granted:
                self.arrived.append(self.granted[figure % len(self.granted)])
                in_force = 0 if self.by is None else self.by.serial
                self.by = taken_up(in_force, self.arrived) or self.by

    def move(self, cash: int, sales: int) -> None:
        self.now = Takings(cash=self.now.cash + cash, sales=self.now.sales + sales)

    def renew(self) -> None:
        last = self.granted[-1] if self.granted else None
        rest = None if last is None else known_left(last, self.known)
        serial = 1 if last is None else last.serial + 1
        grant = renewed(RULE, serial, rest, self.known, self.accounted, TODAY)
        if grant is not None:
            self.granted.append(grant)

    @property
    def since(self) -> Takings:
        assert self.by is not None
        assert self.by.since is not None
        return self.by.since


@given(acts)
def test_no_order_of_hearing_and_arriving_lets_more_be_sold_than_one_grant(
    done: list[tuple[str, int]],
) -> None:
    world = World()
    for what, figure in done:
        before = world.now
        world.do(what, figure)
        if world.now.sales > before.sales:  # sold: beyond what was counted, no more than one grant
            assert world.now.cash - world.since.cash <= RULE.money
            assert world.now.sales - world.since.sales <= RULE.count


@given(acts)
def test_with_everything_heard_counted_and_arrived_half_of_it_is_there(
    done: list[tuple[str, int]],
) -> None:
    world = World()
    for what, figure in [*done, ("hear", 0), ("count", 0), ("renew", 0)]:
        world.do(what, figure)
    world.do("arrive", len(world.granted) - 1)
    assert world.by is not None
    rest = left(world.by, world.since, world.now)
    assert 2 * rest.money >= RULE.money
    assert 2 * rest.count >= RULE.count


def test_cash_that_nobody_counted_brings_no_new_limit_and_days_do() -> None:
    last = Allowance(serial=1, money=1_000, count=20, until=TODAY, since=Takings())
    known = Takings(cash=900, sales=3)
    day = TODAY - timedelta(days=9)
    rest = known_left(last, known)
    assert renewed(RULE, 2, rest, known, Takings(sales=3), day) is None
    counted = renewed(RULE, 2, rest, known, known, day)
    assert counted is not None
    assert (counted.serial, counted.since) == (2, known)
    later = renewed(RULE, 2, rest, known, Takings(sales=3), TODAY)
    assert later is not None
    assert later.until == TODAY + timedelta(days=9)
