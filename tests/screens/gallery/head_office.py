"""Head office's screens: five kiosks, what waits, what does not fit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual.screen import Screen

from app.office.exceptions import ExceptionKind, OfficeException
from app.screens.admit_bundle import AdmitBundle
from app.screens.allow_kiosk import AllowKiosk
from app.screens.block_kiosk import BlockKiosk
from app.screens.enrol_again import EnrolAgain
from app.screens.enrol_kiosk import EnrolKiosk
from app.screens.fleet import Fleet
from app.screens.fleet_kiosk import FleetKiosk
from app.screens.fleet_kiosk_more import FleetKioskMore
from app.screens.grant_epoch import GrantEpoch
from app.screens.invite_operator import InviteOperator
from app.screens.kiosk_differences import KioskDifferences
from app.screens.office_exceptions import OfficeExceptions
from app.screens.office_menu import OfficeMenu
from app.screens.price_exception import PriceException
from app.screens.recount_account import RecountAccount
from app.screens.revoke_kiosk import RevokeKiosk
from app.screens.rule_kiosk import RuleKiosk
from app.screens.settle_exception import SettleException
from app.screens.waiting import Waiting
from app.screens.waiting_one import WaitingOne
from tests.screens.gallery.page import Eyes, Size
from tests.screens.head_office import Clerk, clerk, copied


@dataclass(frozen=True)
class OfficePage:
    """A screen of head office's program."""

    shows: type[Screen[Any]]
    play: Callable[[Clerk], Awaitable[None]]

    @property
    def name(self) -> str:
        """As its snapshot is called."""
        return self.play.__name__.replace("_", "-")

    @asynccontextmanager
    async def open(self, size: Size, theme: str = "dark") -> AsyncIterator[Eyes]:
        """Plays the way there."""
        with TemporaryDirectory() as folder, copied(Path(folder)) as served:
            async with clerk(served, size=size, theme=theme) as one:
                await one.sign_in()
                await one.sees("5 kiosks |")
                await self.play(one)
                await one.pilot.pause()
                yield one


async def office_menu(_one: Clerk) -> None:
    """Where everything begins."""


async def fleet(one: Clerk) -> None:
    """What is wrong first."""
    await one.press("1")
    await one.sees("All kiosks: 5")


async def fleet_kiosk(one: Clerk) -> None:
    """The one with a wrong clock, and no paper."""
    await fleet(one)
    await one.press("3")
    await one.sees("no paper")


async def allow_kiosk_review(one: Clerk) -> None:
    """Money, sales, days."""
    await fleet_kiosk(one)
    await one.press("1")
    await one.on(AllowKiosk)
    await one.press(*"50000", "enter", *"500", "enter")
    await one.types("2026-12-31")
    await one.press("enter")
    await one.sees("Press + to grant it.")


async def block_kiosk_review(one: Clerk) -> None:
    """A thousand."""
    await fleet_kiosk(one)
    await one.press("2")
    await one.on(BlockKiosk)
    await one.press(*"1000", "enter")
    await one.sees("Press + to grant them.")


async def revoke_kiosk(one: Clerk) -> None:
    """For good."""
    await fleet_kiosk(one)
    await one.press("3")
    await one.sees("Press + to bar it for good.")


async def rule_kiosk_review(one: Clerk) -> None:
    """Money, sales, days, account numbers."""
    await fleet_kiosk(one)
    await one.press("6")
    await one.on(RuleKiosk)
    await one.sees("by hand")
    await one.press(*"50000", "enter", *"500", "enter", *"14", "enter", *"1000", "enter")
    await one.press(*"100", "enter")
    await one.sees("Press + to set it.")


async def fleet_kiosk_more(one: Clerk) -> None:
    """Operators, identity, settings."""
    await fleet_kiosk(one)
    await one.press("7")
    await one.sees("Give it a new identity")


async def invite_operator_review(one: Clerk) -> None:
    """A supervisor of head office's list."""
    await fleet_kiosk_more(one)
    await one.press("1")
    await one.on(InviteOperator)
    await one.press(*"20", "enter")
    await one.sees("Press + to get a code.")


async def enrol_again(one: Clerk) -> None:
    """Its machine was stolen."""
    await fleet_kiosk_more(one)
    await one.press("2")
    await one.sees("Press + to bar it and get a code.")


async def kiosk_differences(one: Clerk) -> None:
    """Of the counter that had everything of its own."""
    await fleet(one)
    await one.press("4")
    await one.sees("Kati market")
    await one.press("7", "3")
    await one.sees("Counts there")


async def enrol_kiosk_review(one: Clerk) -> None:
    """A new one."""
    await one.press("4")
    await one.on(EnrolKiosk)
    await one.press(*"Ferry", "enter")
    await one.sees("12  Kilifi")
    await one.press(*"12", "enter", *"77", "enter", "enter")
    await one.sees("Press + to get a code.")


async def waiting(one: Clerk) -> None:
    """A kiosk that was restored, files aside, a refusal, an event that is not read."""
    await one.press("2")
    await one.sees("All: 5")


async def waiting_one(one: Clerk) -> None:
    """The refusal."""
    await waiting(one)
    await one.press("4")
    await one.sees("bad_signature")


async def grant_epoch(one: Clerk) -> None:
    """One person lets it go on where one copy asks."""
    await waiting(one)
    await one.press("1")
    await one.sees("Press + to let it go on.")


async def admit_bundle(one: Clerk) -> None:
    """Two people take it in."""
    await waiting(one)
    await one.press("2")
    await one.sees("This takes two people.")


async def office_exceptions(one: Clerk) -> None:
    """A sale to an account that was void."""
    await one.press("3")
    await one.sees("sold after its end")


async def settle_exception_review(one: Clerk) -> None:
    """Why."""
    await office_exceptions(one)
    await one.press("1")
    await one.on(SettleException)
    await one.types("asked the family")
    await one.press("enter")
    await one.sees("Press + to settle it.")


PAID_TWICE = OfficeException(
    kind=ExceptionKind.PRICE_DIFFERENCE,
    subject="7000000011",
    account="7000000011",
    kiosks=(7, 8),
    since=date(2026, 11, 20),
    amount=-34_000,
)


async def price_exception(one: Clerk) -> None:
    """Two counters sold to one household."""
    await one.app.push_screen(PriceException(PAID_TWICE))
    await one.sees("Reckon the account anew")


async def recount_account(one: Clerk) -> None:
    """It is to be booked."""
    await price_exception(one)
    await one.press("1")
    await one.sees("Press + to reckon it anew and book it.")


HEAD_OFFICE = (
    OfficePage(OfficeMenu, office_menu),
    OfficePage(Fleet, fleet),
    OfficePage(FleetKiosk, fleet_kiosk),
    OfficePage(AllowKiosk, allow_kiosk_review),
    OfficePage(BlockKiosk, block_kiosk_review),
    OfficePage(RevokeKiosk, revoke_kiosk),
    OfficePage(RuleKiosk, rule_kiosk_review),
    OfficePage(FleetKioskMore, fleet_kiosk_more),
    OfficePage(InviteOperator, invite_operator_review),
    OfficePage(EnrolAgain, enrol_again),
    OfficePage(KioskDifferences, kiosk_differences),
    OfficePage(EnrolKiosk, enrol_kiosk_review),
    OfficePage(Waiting, waiting),
    OfficePage(WaitingOne, waiting_one),
    OfficePage(GrantEpoch, grant_epoch),
    OfficePage(AdmitBundle, admit_bundle),
    OfficePage(OfficeExceptions, office_exceptions),
    OfficePage(SettleException, settle_exception_review),
    OfficePage(PriceException, price_exception),
    OfficePage(RecountAccount, recount_account),
)
