"""A labelled place to type: a number, a text, or a secret. Complaints stand below it."""

from __future__ import annotations

import enum
import re
import unicodedata

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Static

from app.domain.text import _

_LONGEST = 60


class FieldKind(enum.StrEnum):
    """What a field takes."""

    NUMBER = "number"
    """Digits and one point."""
    DIGITS = "digits"
    """Digits only: numbers of accounts, meters, operators."""
    TEXT = "text"
    SECRET = "secret"  # noqa: S105  the kind of field, not what is typed there
    """Digits that are not shown."""


_RESTRICT = {
    FieldKind.NUMBER: r"[0-9]*\.?[0-9]*",
    FieldKind.DIGITS: r"[0-9]*",
    FieldKind.SECRET: r"[0-9]*",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_TAKES = {
    FieldKind.NUMBER: _("Only the digits 0 to 9 and one point go here."),
    FieldKind.DIGITS: _("Only the digits 0 to 9 go here."),
    FieldKind.SECRET: _("Only the digits 0 to 9 go here."),
}
_PASTED = _("Nothing was pasted: type it.")
_UNSEEN = _("That sign cannot be printed. It was left out.")


class FieldInput(Input):
    """The place itself. Knows nothing of copying and pasting: a counter's fields are typed."""

    class Unfit(Message):
        """What a key or the terminal brought was left out: what fits instead, in a sentence."""

        def __init__(self, sentence: str) -> None:
            """``sentence``: what to do."""
            super().__init__()
            self.sentence = sentence

    DEFAULT_CSS = """
    FieldInput, FieldInput:focus {
        border: none; height: 1; padding: 0 1; background: $field; color: $field-text;
    }
    FieldInput:focus { background: $field-focus; color: $field-focus-text; }
    """
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """Without Textual's ``layout=True``: a field does not grow, and a key paints only its line."""

    def __init__(self, kind: FieldKind, *, id: str | None, value: str, longest: int) -> None:
        """``longest``: characters that it takes."""
        super().__init__(
            value=value,
            password=kind is FieldKind.SECRET,
            restrict=_RESTRICT.get(kind),
            max_length=longest,
            select_on_focus=False,
            id=id,
        )
        self.cursor_blink = False
        self.kind = kind

    @property
    def takes_text(self) -> bool:
        """Whether ``-``, ``/``, ``*`` and ``+`` are characters here."""
        return self.kind is FieldKind.TEXT

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """A field for numbers leaves the keypad's other keys to the screen."""
        if self.takes_text:
            return super().check_consume_key(key, character)
        return character is not None and character in "0123456789."

    async def _on_key(self, event: events.Key) -> None:
        """Enter counts at once, not when the key has come round to the program's bindings.

        ``-`` erases a figure: a numeric keypad has no other key for it.
        """
        erases = event.key == "minus" and not self.takes_text and self.value
        if event.key != "enter" and not erases:
            if is_unseen(event.character):
                self.post_message(self.Unfit(_UNSEEN))
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        if erases:
            self.action_delete_left()
        else:
            await self.action_submit()

    def _on_paste(self, event: events.Paste) -> None:
        """What a terminal pastes is typed by nobody."""
        event.stop()
        event.prevent_default()
        self.action_paste()

    def action_paste(self) -> None:
        """Says that typing is what counts."""
        self.post_message(self.Unfit(_PASTED))

    def action_copy(self) -> None:
        """Does nothing: what stands here, a PIN perhaps, goes to no clipboard."""

    def action_cut(self) -> None:
        """As :meth:`action_copy`."""

    def restricted(self) -> None:
        """Says why a key brought nothing."""
        super().restricted()
        full = _("There is no room for more than {most}.").format(most=self.max_length)
        takes = _TAKES.get(self.kind)
        self.post_message(self.Unfit(full if takes is None or self._is_full else takes))

    @property
    def _is_full(self) -> bool:
        return self.max_length is not None and len(self.value) >= self.max_length

    def insert_text_at_cursor(self, text: str) -> None:
        """Control characters never get in."""
        super().insert_text_at_cursor(_CONTROL.sub("", text))


class Field(Vertical):
    """Label, place and hint in one line; a complaint below while there is one."""

    DEFAULT_CSS = """
    Field {
        height: auto; margin: 0 2;
        & > Horizontal { height: 1; }
        & .label { width: 22; }
        & FieldInput { width: 24; }
        &.-wide FieldInput { width: 50; }
        & .hint { width: 1fr; padding: 0 1; color: $muted; }
        & .complaint { display: none; color: $bad-text; background: $bad; padding: 0 1; }
        &.-wrong .complaint { display: block; }
    }
    """

    def __init__(
        self,
        label: str,
        kind: FieldKind,
        *,
        id: str,
        hint: str = "",
        value: str = "",
        longest: int = _LONGEST,
    ) -> None:
        """``hint``: what an empty field means, or what it looks like; beside a wide place it would
        not be seen.
        """
        wide = kind is FieldKind.TEXT and not hint
        super().__init__(id=id, classes="-wide" if wide else "")
        self._label = Static(label, classes="label", markup=False)
        self._hint = Static(hint, classes="hint", markup=False)
        self._complaint = Static("", classes="complaint", markup=False)
        self._said = ""
        self._unfit = False
        self.input = FieldInput(kind, id=f"{id}-input", value=value, longest=longest)

    def compose(self) -> ComposeResult:
        """Its parts."""
        with Horizontal():
            yield self._label
            yield self.input
            yield self._hint
        yield self._complaint

    @property
    def value(self) -> str:
        """What was typed, without spaces around it."""
        return self.input.value.strip()

    @value.setter
    def value(self, text: str) -> None:
        self.input.value = text
        self.input.cursor_position = len(text)

    def relabel(self, label: str, hint: str = "") -> None:
        """Another label and hint: the field asks for something else now."""
        self._label.update(label)
        self._hint.update(hint)

    def complain(self, sentence: str) -> None:
        """Says what is wrong with the value and keeps the focus; empty: nothing is."""
        self._unfit = False
        if (
            sentence != self._said
        ):  # each key of somebody who types on in a full field says it again
            self._said = sentence
            self._complaint.update(Text(sentence))
            self.set_class(bool(sentence), "-wrong")
        if sentence:
            self.take_focus()

    def on_field_input_unfit(self, event: FieldInput.Unfit) -> None:
        """Says what was left out, until something that fits is typed.

        Not over what is wrong with the value: that is to be corrected first.
        """
        event.stop()
        if self.has_class("-wrong") and not self._unfit:
            return
        self.complain(event.sentence)
        self._unfit = True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Something fitted."""
        self._forgive(event.input)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """It was read; whoever checks the value says what is wrong with that."""
        self._forgive(event.input)

    def _forgive(self, typed_in: Input) -> None:
        if self._unfit and typed_in is self.input:
            self.complain("")

    def take_focus(self) -> None:
        """At once, so that the next key of a fast typist finds it here; Textual's own waits."""
        self.screen.set_focus(self.input)


def is_unseen(character: str | None) -> bool:
    """Whether a key brings a sign that shows nothing or turns what is shown; control keys do not.

    Source: general categories of The Unicode Standard, section 4.5.
    """
    return character is not None and any(
        not sign.isprintable() and unicodedata.category(sign) != "Cc" for sign in character
    )
