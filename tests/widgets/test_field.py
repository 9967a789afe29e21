"""What a field takes, and that it says what it left out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from app.screens.keyboard import KeyReader
from app.widgets.field import Field, FieldKind
from app.widgets.themes import load_themes, shipped_themes

DIGITS = "Only the digits 0 to 9 go here."
NUMBER = "Only the digits 0 to 9 and one point go here."
UNSEEN = "That sign cannot be printed. It was left out."
PASTED = "Nothing was pasted: type it."
FULL = "There is no room for more than 12."
LIKE_DIGITS = ("\u0661", "\u06f1", "\u0967", "\uff11", "\u00b2", "\u00bd", "\u4e00", "\U0001d7cf")
"""Arabic-Indic, Persian, Devanagari, full-width, raised, a fraction, a word, a letter's style."""


class Form(App[None]):
    """A field of each kind."""

    def __init__(self) -> None:
        super().__init__()
        for theme in load_themes([shipped_themes()]).themes:
            self.register_theme(theme)
        self.theme = "dark"
        self.fields = {kind: Field(kind, kind, id=kind, longest=12) for kind in FieldKind}

    def compose(self) -> ComposeResult:
        yield from self.fields.values()


class Typist:
    """Bytes as a terminal sends them."""

    def __init__(self, pilot: Pilot[None], form: Form) -> None:
        self.pilot, self.form = pilot, form

    async def sends(self, kind: FieldKind, sent: str | bytes) -> Field:
        """Into a field of a kind."""
        field = self.form.fields[kind]
        field.take_focus()
        data = sent.encode() if isinstance(sent, str) else sent
        for message in KeyReader().hear(data, 1.0):
            self.form.post_message(message)
        await self.pilot.pause()
        return field


def said(field: Field) -> str:
    return str(field.query_one(".complaint").render()) if field.has_class("-wrong") else ""


@asynccontextmanager
async def typist() -> AsyncIterator[Typist]:
    form = Form()
    async with form.run_test() as pilot:
        yield Typist(pilot, form)


async def test_only_the_digits_of_a_keypad_are_digits() -> None:
    kinds = {FieldKind.DIGITS: DIGITS, FieldKind.SECRET: DIGITS, FieldKind.NUMBER: NUMBER}
    async with typist() as one:
        for kind, sentence in kinds.items():
            for sign in LIKE_DIGITS if kind is FieldKind.NUMBER else "\u0661x+":
                field = await one.sends(kind, f"1{sign}")
                assert (field.value, said(field)) == ("1", sentence), repr(sign)
                field.value = ""


async def test_a_complaint_of_what_was_left_out_goes_with_the_next_figure_or_enter() -> None:
    async with typist() as one:
        field = await one.sends(FieldKind.DIGITS, "1x")
        assert said(field)
        assert said(await one.sends(FieldKind.DIGITS, "2")) == ""
        assert said(await one.sends(FieldKind.DIGITS, "x"))
        assert said(await one.sends(FieldKind.DIGITS, "\r")) == ""
        assert field.value == "12"
        field.complain("There is no such account.")
        await one.sends(FieldKind.DIGITS, "3")
        assert said(field) == "There is no such account.", "that only its screen can take back"


async def test_a_full_field_says_so_and_keeps_what_it_has() -> None:
    async with typist() as one:
        for kind in FieldKind:
            field = await one.sends(kind, "9" * 12)
            assert said(field) == ""
            await one.sends(kind, "99")
            assert (field.value, said(field)) == ("9" * 12, FULL)


async def test_words_of_any_script_are_words() -> None:
    async with typist() as one:
        for word in ("\u0391\u03bc\u03af", "\u0645\u0627 \u0661", "\u6c34\U0001f4a7", "-1.5e3 {x}"):
            field = await one.sends(FieldKind.TEXT, word)
            assert (field.value, said(field)) == (word, "")
            field.value = ""


async def test_nothing_gets_in_that_a_printer_or_a_terminal_obeys() -> None:
    async with typist() as one:
        for kind in FieldKind:
            for sign in ("\u202e", "\u200b", "\ue000"):
                field = await one.sends(kind, f"1{sign}")
                assert (field.value, said(field)) == ("1", UNSEEN), repr(sign)
                field.value = ""
            for data in (b"1\x00\x07\x1b[31m2", b"1\xff\xed\xb2\x802"):
                field = await one.sends(kind, data)
                assert field.value == "12", data
                field.value = ""


async def test_what_is_pasted_is_said_to_be_left_out() -> None:
    async with typist() as one:
        for kind in FieldKind:
            field = await one.sends(kind, "12")
            for pasted in (b"1\t2\n34\r\n", b"\x00\xff\x1b[31m", b"9" * 10_000):
                await one.sends(kind, b"\x1b[200~" + pasted + b"\x1b[201~")
                assert (field.value, said(field)) == ("12", PASTED), pasted


async def test_no_field_is_copied_from(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[Any] = []
    monkeypatch.setattr(Form, "copy_to_clipboard", lambda _self, text: copied.append(text))
    async with typist() as one:
        for kind in FieldKind:
            field = await one.sends(kind, "12")
            await one.pilot.press("shift+home", "ctrl+c", "ctrl+x", "ctrl+v")
            assert (field.value, copied) == ("12", [])
