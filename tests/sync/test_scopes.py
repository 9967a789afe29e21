"""Which events other counters are given: a rule, and no type of event without a place."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from app.domain.accounts import account_number, site_of
from app.domain.blacklist import Listed, Subject
from app.domain.identity import EventId
from app.ledger.events import accounts, blacklist, exceptions, master_data, operators
from app.ledger.events.base import Event
from app.ledger.events.codec import AnyEvent
from app.sync.scopes import PLACES, Fleet, scopes_of, scopes_of_kiosk

OFFICE, HERE, NEIGHBOUR, FAR = 1, 7, 8, 9
FLEET = Fleet(
    office=frozenset({OFFICE}),
    regions={HERE: 12, NEIGHBOUR: 12, FAR: 13},
    sites={"7": 12, "8": 12, "91": 13},
)
ACCOUNT = account_number("7", 1, 5)
FEE = master_data.FeeSet(code="card", name="Card", amount=100, valid_from=date(2026, 1, 1))
LISTED = blacklist.Blacklisted(
    subject=Subject(what=Listed.CARD, number="00ff"),
    account="",
    reason="stolen",
    date=date(2026, 1, 1),
)
ERASED = accounts.AccountErased(account=ACCOUNT, reason="asked")


def suspended(account: str) -> Event:
    return accounts.AccountSuspended(account=account, reason="moved", date=date(2026, 1, 1))


def of(event: Event, node: int = HERE) -> tuple[str, ...]:
    return scopes_of(EventId(node, 1, 2), event, FLEET)


def test_every_type_of_event_has_its_place() -> None:
    assert set(PLACES) == set(get_args(AnyEvent))


def test_a_counter_is_given_what_is_for_everyone_its_region_and_itself() -> None:
    assert scopes_of_kiosk(HERE, 12) == ("everyone", "region:12", "kiosk:7")


def test_master_data_of_head_office_are_for_everyone() -> None:
    assert of(FEE, OFFICE) == ("everyone",)


def test_what_a_counter_set_before_it_was_enrolled_stays_with_it() -> None:
    assert of(FEE) == ()


@pytest.mark.parametrize("event", [ERASED, LISTED], ids=["erased", "blacklisted"])
def test_what_binds_everywhere_is_for_everyone(event: Event) -> None:
    assert of(event, FAR) == ("everyone",)


def test_signing_in_stays() -> None:
    assert of(operators.OperatorSignedIn(operator=11)) == ()


def test_an_account_is_for_the_region_of_the_counter_that_wrote() -> None:
    assert of(suspended(ACCOUNT), NEIGHBOUR) == ("region:12",)


def test_and_for_the_home_of_the_account() -> None:
    assert site_of(ACCOUNT) == "7"
    assert of(suspended(ACCOUNT), FAR) == ("region:12", "region:13")


def test_and_for_that_of_the_counter_whose_event_it_goes_on_with() -> None:
    held = exceptions.PlanHeld(plan=EventId(FAR, 1, 9), account=ACCOUNT, why="lost")
    assert of(held) == ("region:12", "region:13")


def test_what_head_office_decides_is_for_the_region_that_it_is_about() -> None:
    assert of(suspended(ACCOUNT), OFFICE) == ("region:12",)


def test_and_for_everyone_where_it_is_about_none() -> None:
    assert of(suspended(account_number("5", 1, 5)), OFFICE) == ("everyone",)


INVITED = operators.OperatorInvited(operator=11, kiosk=HERE, epoch=1, sealed=bytes(60))


def test_an_operators_code_is_for_one_counter() -> None:
    assert of(INVITED, OFFICE) == ("kiosk:7",)


def test_and_no_counter_invites_to_another() -> None:
    assert of(INVITED, FAR) == ()
