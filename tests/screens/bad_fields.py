"""Every field of a page, filled with what no field can mean.

The program stays, says why where it does not go on, keeps what was typed and records nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from app.ledger.journal import scan
from app.screens.change_meter import ChangeMeter
from app.screens.counter_screen import CounterScreen
from app.screens.first_start_app import FirstStartApp
from app.screens.inquiry_list import InquiryList
from app.screens.operation_screen import OperationScreen, Stage
from app.widgets.choice_field import ChoiceField
from app.widgets.field import Field, FieldInput, FieldKind
from app.widgets.notice import Notice
from tests.screens.desk import Hands
from tests.screens.gallery import PAGES
from tests.screens.gallery.page import Eyes

_LONG = "9" * 300
_SIGNS = "\x1b[31m\x07\x00\u0391\u03bc\u0645\u202e\u0661\uff12\u0967\u00b2-1.5e3 {x}[b]%s\U0001f4a7"
_WORDS = _SIGNS + "\u6c34" * 300
"""Escape sequences, scripts, digits that only look so, signs of programs, and too much of it."""
_TOO_MANY = 20
"""Keys for a field that is full; further ones would find it as these did."""
_DAY = 8
BAD = {
    FieldKind.TEXT: ("", _WORDS),
    FieldKind.NUMBER: ("", _LONG),
    FieldKind.DIGITS: ("", _LONG),
    FieldKind.SECRET: ("", _LONG),
}
"""What people type where something else is meant: more of it than a field can take."""
_IMPOSSIBLE_DAY = "00010101"
_PASTED = "1\t2\n34\r\n\x1b[31m+\r"
_OF_A_PROGRAM = re.compile(r"\w_\w|[a-z]=|Error|Exception|None|unexpected|\s[.,]|^$")
"""Names of arguments and errors, and words that are missing."""
_SECONDS = 5.0


_COMPLAINT = "What was typed cannot be meant here, nothing was done, and so on. " * 2
"""As long as a long one."""
_FILLED: dict[type[Screen[Any]], str] = {ChangeMeter: "change-meter-form"}
"""Pages on which the fields of a screen are there, where its review has none."""
_WITHOUT_FIELDS = frozenset({"account-operations", "void-account-refused", "settle-review"})
"""The list of one account, which asks for nothing; a form that others have as well; and one whose
field is there for a blank card alone."""


@cache
def page_of_each_form() -> frozenset[str]:
    """Names of pages, one of each screen: its review, which was filled in, or else its form."""
    found: dict[type[Screen[Any]], str] = {}
    for ending in ("-review", "-filled", "-form", ""):
        for name, page in PAGES.items():
            if name.endswith(ending):
                found.setdefault(page.shows, name)
    return frozenset((found | _FILLED).values()) - _WITHOUT_FIELDS


async def bad_input(eyes: Eyes) -> list[str]:
    """What is wrong with how a page takes bad input; empty also where nothing can be typed."""
    page = _Page(eyes)
    if page.has_form:
        return await page.wrongs()
    return ["its fields are not there"] if eyes.screen.query(Field) else []


class _Page:
    """A screen whose fields are tried one after the other."""

    def __init__(self, eyes: Eyes) -> None:
        self.eyes = eyes
        self.shows = type(eyes.screen)

    @property
    def screen(self) -> Screen[Any]:
        return self.eyes.screen

    @property
    def _has_ended(self) -> bool:
        return self.eyes.app.return_code is not None or not self.eyes.app.is_running

    @property
    def has_form(self) -> bool:
        """Whether fields are to be filled in here, or were before the review."""
        if isinstance(self.screen, OperationScreen):
            return self.screen.stage in (Stage.FORM, Stage.REVIEW) and self.screen.has_form
        if isinstance(self.screen, InquiryList):
            return not self.screen.about
        return any(True for _field in self._shown())

    async def wrongs(self) -> list[str]:
        """Of all its fields; nothing is painted meanwhile, as that takes most of the time."""
        found, before = [], self._recorded()
        with self.eyes.app.batch_update():
            await self._to_form()
            if any(not isinstance(one, FieldInput) for one in self.screen.query(Input)):
                found.append("there is an input that is no field")
            self._fill()
            await self._settles()
            whole = self._values()
            tries = [(str(one.id), value) for one in self._shown() for value in _bad(one)]
            for id, value in tries:
                if not found and _is_shown(self._field(id)):
                    wrong = await self._tries(id, value, whole)
                    found += [f"{id}, {value[:12]!r}: {one}" for one in wrong]
        found += [f"{tag} was recorded" for tag in self._recorded() - before]
        return found if found or self._has_ended else await self._hidden()

    async def _hidden(self) -> list[str]:
        """Whether what is said below the last field has room."""
        last = list(self._shown())[-1]
        last.complain(_COMPLAINT.strip())
        await self.eyes.pilot.pause()
        seen = _COMPLAINT.strip() in " ".join(self.eyes.text().split())
        return [] if seen else [f"nobody sees what is said of {last.id}:\n{self.eyes.text()}"]

    def _fill(self) -> None:
        """What was not filled in yet, as far as anything will do."""
        for one in self._shown():
            if not one.value and isinstance(one, ChoiceField) and one.options and not one.usual:
                one.value = str(one.options[0].number)
            elif not one.value and one.input.kind is FieldKind.NUMBER:
                one.value = "5"

    # -- one try ---------------------------------------------------------------------------

    async def _tries(self, id: str, value: str, whole: dict[str, str]) -> list[str]:
        """Types it, pastes something more, and presses Enter there and below."""
        found = []
        field = self._field(id)
        for one in self.screen.query(Field):
            if one.input.value != whole[str(one.id)]:
                one.value = whole[str(one.id)]
            if one.has_class("-wrong"):
                one.complain("")
        field.take_focus()
        field.input.value = ""
        for sign in value:
            await field.input._on_key(events.Key(_character_to_key(sign), sign))
        typed = self._values()
        if not typed[id].isprintable():
            found.append("it takes signs that cannot be printed")
        if not value:
            self.eyes.app.post_message(events.Paste(_PASTED))
            await self._settles()
            if self._values() != typed or not field.has_class("-wrong"):
                found.append("a paste was taken, or nobody said that it was not")
        stays = await self._enters()
        found += self._after(typed, stays=stays)
        if not self._has_ended and not await self._to_form():
            found.append("the form is gone")
        return found

    async def _enters(self) -> bool:
        """Whether the focus stays where Enter was pressed last."""
        for _press in range(2):
            focused = self.screen.focused
            await self._presses("enter")
            if not self._in_form:
                return False
            if self.screen.focused is focused:
                return True
            list(self._shown())[-1].take_focus()
        return False

    async def _presses(self, key: str) -> None:
        self.eyes.app.post_message(events.Key(key, None))
        await self._settles()

    async def _settles(self) -> None:
        """Until keys, and the slow work that they set going, are done with."""
        for _turn in range(0 if self._has_ended else 2):
            await _at_rest(self.eyes.app)
            screen = self.screen if self.eyes.app.screen_stack else None
            if isinstance(screen, CounterScreen):
                await screen.free(_SECONDS)
                await _at_rest(screen)

    def _after(self, typed: dict[str, str], *, stays: bool) -> Iterator[str]:
        if self._has_ended:
            yield "the program has ended"
            return
        said = list(self._said())
        refused = isinstance(self.screen, OperationScreen) and self.screen.stage is Stage.REFUSED
        if not said and (stays or refused):
            yield "nothing is said"
        for sentence in said:
            if _OF_A_PROGRAM.search(sentence):
                yield f"it is not said in words: {sentence}"
        if isinstance(self.screen, self.shows):
            for field in self.screen.query(Field):
                value, kept = field.input.value, typed.get(str(field.id))
                if kept not in (None, value) and field.input.kind is not FieldKind.SECRET:
                    yield f"{field.id} was {kept!r} and is {value!r}"

    def _said(self) -> Iterator[str]:
        for field in self._shown():
            if field.has_class("-wrong"):
                yield str(field.query_one(".complaint").render())
        for notice in self.screen.query(Notice):
            if _is_shown(notice):
                yield from notice.lines

    # -- the form --------------------------------------------------------------------------

    @property
    def _in_form(self) -> bool:
        if self._has_ended or not isinstance(self.screen, self.shows):
            return False
        if isinstance(self.screen, OperationScreen):
            return self.screen.stage is Stage.FORM
        return not (isinstance(self.screen, InquiryList) and self.screen.found is not None)

    async def _to_form(self) -> bool:
        """Esc, from what came after the form."""
        for _press in range(3):
            if self._in_form:
                return True
            if isinstance(self.eyes.app, FirstStartApp):
                self.eyes.app.turn(-1)
                await self._settles()
            else:
                await self._presses("escape")
        return self._in_form

    def _shown(self) -> Iterator[Field]:
        return (one for one in self.screen.query(Field) if _is_shown(one))

    def _field(self, id: str) -> Field:
        return next(one for one in self.screen.query(Field) if one.id == id)

    def _values(self) -> dict[str, str]:
        return {str(one.id): one.input.value for one in self.screen.query(Field)}

    def _recorded(self) -> Counter[str]:
        """Events by kind, apart from those that count wrong PINs."""
        if not isinstance(self.eyes, Hands):
            return Counter()
        with self.eyes.ledger.read() as reader:
            found = [entry.event for batch in scan(reader.db) for _id, entry, _body in batch]
        tags = Counter(str(event.__struct_config__.tag) for event in found)
        del tags["sign_in_refused"]
        return tags


async def _at_rest(node: MessagePump) -> None:
    """Until it has dealt with what it was told, which for the program includes what keys bring."""
    done = asyncio.Event()
    if node.call_later(done.set):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _SECONDS)


def _bad(field: Field) -> Iterator[str]:
    most = len(_SIGNS) + (field.input.max_length or 0) + _TOO_MANY  # some of the signs do not go in
    yield from (value[:most] for value in BAD[field.input.kind])
    if field.input.kind is FieldKind.DIGITS and field.input.max_length == _DAY:
        yield _IMPOSSIBLE_DAY


def _is_shown(widget: Widget) -> bool:
    return all(one.display for one in widget.ancestors_with_self if isinstance(one, Widget))
