"""The shape of screens that set something: fields, then what changes from what, then confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from textual.binding import BindingType

from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.base import Event
from app.ledger.projection.projectors.changed_settings import setting_of
from app.ledger.queries import settings_history
from app.operations.errors import NotAllowed, StaleQuote
from app.operations.operation import Operation
from app.screens.counter_screen import UnexpectedError
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.screens.operation_screen import Finished, Stage
from app.screens.signed_form import SignedForm
from app.screens.typed import typed_into
from app.screens.walking_form import complain
from app.telling.results import told
from app.telling.settings import changed_rows
from app.telling.words import Words
from app.widgets.field import Field
from app.widgets.rows import Row

Result = TypeVar("Result", bound=msgspec.Struct)


class SettingForm(SignedForm[Result], Generic[Result]):
    """Takes what is typed as `tapcard do` does, so that both refuse alike."""

    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("It is being recorded.")
    done_words: str = _("Done")
    operation: ClassVar[Operation[Any, Any, Any, Any]]

    def __init__(self) -> None:
        """Nothing was quoted."""
        super().__init__()
        self.quote: Any = None
        self._rows: Sequence[Row] = ()

    # -- what a screen says of its setting -------------------------------------------------

    def texts(self) -> dict[str, str]:
        """The operation's arguments, as typed."""
        raise NotImplementedError

    def review_rows(self, kiosk: Kiosk, quote: Any) -> Sequence[Row]:  # noqa: ANN401  as the operation has it
        """What would change; called beside the screen."""
        return [*self.named(), *changes_to(kiosk, self.desk.words, quote)]

    def named(self) -> Sequence[Row]:
        """Which one it is."""
        return ()

    def takes_two(self) -> bool:
        """Most settings are one person's."""
        return False

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere; None where who signs has to be here."""
        if self.quote is None or self.operation.signed_for is None:
            return None
        return self.operation.signs(self.quote)

    def question(self) -> str:
        """What + does."""
        return _("Press + to change it.")

    def signs_for(self) -> str:
        """Where two people set something."""
        return _("A setting is changed.")

    # -- stages ----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begins."""
        self.look()

    def look(self) -> None:
        """The form is open at once; screens that offer choices read them first."""
        self.start_at(self.shown()[0])
        self.looked(())
        self.tell_options()

    def check(self, field: Field) -> None:
        """What is wrong is said for the whole form."""

    def shown_rows(self) -> Sequence[Row]:
        """What would change."""
        return self._rows

    def filled(self) -> None:
        """Asks the operation what would change."""
        kiosk, caller, texts = self.desk.kiosk, self.desk.caller(), self.texts()

        def quoted() -> tuple[Any, Sequence[Row]]:
            arguments = typed_into(self.operation, texts)
            look = self.operation.look_unsigned(kiosk, caller, arguments)
            quote = self.operation.quote(look, arguments)
            return quote, self.review_rows(kiosk, quote)

        self.work(quoted, self.reviewed, self._wrong)

    def reviewed(self, found: tuple[Any, Sequence[Row]]) -> None:
        """Shows a quote and its rows; nobody has signed for them."""
        self.quote, self._rows = found
        self.review_unsigned()

    def _wrong(self, error: TapcardError) -> None:
        """What only the whole form can say stands below its last field."""
        if isinstance(error, (NotAllowed, StaleQuote, UnexpectedError)):
            self.refuse(error)
            return
        self.enter(Stage.FORM)
        complain(self.shown()[-1], error)

    def perform(self) -> Callable[[], Finished[Result]]:
        """Records it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self.quote
        caller = self.desk.caller(self.take_second())

        def done() -> Finished[Result]:
            result = self.operation.perform(kiosk, caller, quote)
            said = told(words, result)
            return Finished(result, said.headline, said.rows)

        return done


class RuleForm(SettingForm[Result], Generic[Result]):
    """A setting of which there is one: it has no list, so that * shows its changes here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(replace(key, description=_("History")) for key in bindings("switch"))
    ]
    history: ClassVar[SettingKind]

    def action_switch(self) -> None:
        """Who changed what."""
        self.app.push_screen(screen_named("settings-history", self.history))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Not while it is recorded."""
        if action == "switch":
            return self.stage is not Stage.WRITING
        return super().check_action(action, parameters)


def changes_to(kiosk: Kiosk, words: Words, event: Event) -> list[Row]:
    """What an event would change, from what; a row that says so where nothing would."""
    kind, subject = setting_of(event)
    with kiosk.ledger.read() as reader:
        found = settings_history.changes(reader.db, kind, subject, skip=0, most=1)
    rows = changed_rows(words, found[0].new if found else None, event)
    return rows or [(_("Change"), _("none: all is as it was"))]
