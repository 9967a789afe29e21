"""The language of the screens, from the next start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.ledger_life import DeviceChanged
from app.operations.set_device import SET_DEVICE
from app.screens.setting_form import SettingForm
from app.settings.languages import AUTO, languages
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row


class SetLanguage(SettingForm[DeviceChanged]):
    """One of those that there is a catalogue of."""

    heading = _("Language")
    help_lines = (
        _("Choose by digit; the first one is whatever language the machine is set to."),
        _("Papers and screens speak it from the next start of the counter."),
        _("A language comes with its catalogue: app/locale/CODE/LC_MESSAGES/tapcard.mo."),
        _("What a catalogue does not have is said in English. The choice is recorded."),
    )
    operation: ClassVar = SET_DEVICE

    def __init__(self, known: Callable[[], dict[str, str]] = languages) -> None:
        """``known``: reads codes and names."""
        self._codes = {AUTO: _("as the machine is set"), **known()}
        options = [Option(at, name) for at, name in enumerate(self._codes.values(), start=1)]
        self.language = ChoiceField(_("Language"), id="language", options=options)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """One."""
        return (self.language,)

    def check(self, field: Field) -> None:  # noqa: ARG002  there is only one
        """It is chosen from the list."""
        _chosen = self.language.choice

    def texts(self) -> dict[str, str]:
        """Its code."""
        return {
            "key": "screen.language",
            "value": list(self._codes)[self.language.choice.number - 1],
        }

    def review_rows(self, kiosk: Kiosk, quote: Any) -> Sequence[Row]:  # noqa: ANN401, ARG002  as SettingForm has it
        """Which one."""
        return [
            (_("Language"), self._codes[self.texts()["value"]]),
            (_("Counts"), _("from the next start")),
        ]
