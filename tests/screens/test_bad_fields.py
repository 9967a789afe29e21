"""Every field of every screen, filled with what no field can mean, in one run of the program.

The program stays, says why where it does not go on, keeps what was typed and records nothing. A
screen or a field that is added is covered by being in the directory of screens.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from app.assembly import ChosenDevices
from app.domain.money_limits import MoneyLimit
from app.ledger.queries import settings
from app.operations.catalogue import OPERATIONS
from app.screens.counter_screen import AnyScreen
from app.screens.directory import SCREENS
from app.screens.inquiry_list import InquiryList
from app.screens.operation_screen import Stage
from app.settings import load_settings
from app.widgets.field import Field, FieldKind
from tests.counter import Counter
from tests.operations.proofs import count_events, ledger_of
from tests.operations.ready_desk import ALL_RIGHTS, ReadyDesk
from tests.screens.desk import Hands, hands

_WORDS = "\x1b[31m\u0661\uff12\u00b2\r\n-1.5e3 {x}[b]%s " + "\u6c34" * 40
"""Escape sequences, digits that only look so, signs of programs, another script, too much of it."""
BAD = {
    FieldKind.TEXT: (_WORDS,),
    FieldKind.NUMBER: (".", "9" * 70),
    FieldKind.DIGITS: ("9" * 70,),
    FieldKind.SECRET: ("9" * 70,),
}
"""As far as a field lets it be typed at all."""
NOT_OPENED = {"open-shift", "tray"}
"""The shift is open at this desk, and it has no tray."""
OPERATION_OF = {"prepayment": "prepay"}
OF_DEBTOR = ("arrears", "deduction", "write-off", "balance", "deposit")
PARTS = 3
WITH_FIELDS = 17
"""Screens of a part that have a field, at least."""


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_field_ends_the_counter_or_forgets_what_was_typed(
    part: int, desk: Counter, tmp_path: Path
) -> None:
    (tmp_path / "kiosk.toml").write_text("[kiosk]\nid = 7\n[state]\npath = 'state'\n")
    ready = ReadyDesk(desk, ChosenDevices(load_settings(tmp_path / "kiosk.toml")))
    filled = set()
    async with hands(desk) as hand:
        await hand.sign_in(ALL_RIGHTS)
        before = count_events(desk)
        for name in sorted(SCREENS.keys() - NOT_OPENED)[part::PARTS]:
            screen = await opened(hand, ready, name)
            for field in [one for one in screen.query(Field) if one.display]:
                filled.add(name)
                for value in BAD[field.input.kind]:
                    await takes(hand, screen, field, value)
            await back_in_form(hand, screen)
            hand.app.pop_screen()
        assert count_events(desk) == before
    assert len(filled) >= WITH_FIELDS, sorted(filled)


async def opened(hand: Hands, ready: ReadyDesk, name: str) -> AnyScreen:
    """A screen as far as it comes by itself, with its card on the reader if it needs one."""
    made = getattr(import_module(f"app.screens.{name.replace('-', '_')}"), SCREENS[name])
    screen: AnyScreen = made(**arguments_of(ready, name, made))
    wanted = OPERATION_OF.get(name, name)
    cards = [ready.cases_of(one)[0].card for one in OPERATIONS if one.name == wanted]
    hand.watch.pull()
    if getattr(made, "needs_card", False) and cards and cards[0] is not None:
        hand.watch.put(cards[0])
    hand.app.push_screen(screen)
    await settled(hand, screen)
    assert "unexpected" not in hand.text(), f"{name}:\n{hand.text()}"
    return screen


def arguments_of(ready: ReadyDesk, name: str, made: type[Any]) -> dict[str, Any]:
    """What a screen is opened with, by the names of its parameters."""
    debtor = any(part in name for part in OF_DEBTOR)
    known: dict[str, Any] = {
        "account": ready.owing if debtor else ready.plain.account,
        "entry": ready.do("blacklist-entries").entries[0],
        "card": ready.do("cards-out" if name == "return-card" else "function-cards").cards[0],
        "who": None,
        "number": str(ALL_RIGHTS),
        "revision": last_revision(ready),
        "tariff_class": 1,
        "limit": MoneyLimit.REFUND,
        "amount": None,
        "event": "K07-01-3",
        "unloaded": False,
        "waits": False,
    }
    asked = inspect.signature(made).parameters.values()
    return {
        one.name: known[one.name]
        for one in asked
        if one.name == "account" or (one.default is one.empty and one.name in known)
    }


def last_revision(ready: ReadyDesk) -> settings.TariffRevision:
    with ledger_of(ready.counter).read() as reader:
        return settings.revisions(reader.db, 1)[-1]


async def takes(hand: Hands, screen: AnyScreen, field: Field, value: str) -> None:
    """A value is typed and Enter pressed: something is said or goes on, and nothing is lost."""
    await back_in_form(hand, screen)
    for one in screen.query(Field):
        one.complain("")
    field.take_focus()
    field.input.value = ""
    field.input.insert_text_at_cursor(value[: field.input.max_length])
    typed, shown = field.input.value, hand.text()
    assert typed.isprintable()
    await hand.press("enter")
    await screen.free(10.0)
    await hand.pilot.pause()
    said = hand.text()
    where = f"{type(screen).__name__}, {field.id}, {value[:9]!r}:\n{said}"
    assert hand.app.is_running, where
    assert "unexpected" not in said, where
    assert said != shown or screen.focused is not field.input, where
    assert field.input.value == typed, where
    field.input.value = ""


async def settled(hand: Hands, screen: AnyScreen) -> None:
    """Slow work is done and shown."""
    await hand.pilot.pause()
    await screen.free(10.0)
    await hand.pilot.pause()


async def back_in_form(hand: Hands, screen: AnyScreen) -> None:
    """From the review, a refusal or another screen to where fields are filled in."""
    while hand.screen is not screen:
        hand.app.pop_screen()
        await hand.pilot.pause()
    if isinstance(screen, InquiryList) and not screen.about:
        while screen.found is not None:
            screen.action_back()
    if getattr(screen, "stage", Stage.FORM) is not Stage.FORM:
        screen.enter(Stage.FORM)
