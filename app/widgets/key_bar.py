"""The line at the bottom: the keys that do something now."""

from __future__ import annotations

from rich.text import Text
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "plus": "+",
    "minus": "-",
    "asterisk": "*",
    "slash": "/",
    "pagedown": "PgDn",
    "pageup": "PgUp",
}


def key_name(key: str) -> str:
    """A key as it is written on it."""
    return _NAMES.get(key, key.upper() if key.startswith("f") else key)


class KeyBar(Widget):
    """Names the shown bindings of the active screen that are possible at present."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $bar; color: $bar-text; }
    """
    COMPONENT_CLASSES = {"key-bar--key"}

    def on_mount(self) -> None:
        """Follows the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Text:
        """One line: key and label, key and label."""
        line = Text(" ", no_wrap=True, overflow="crop")
        for binding in self._shown():
            line.append(key_name(binding.key), self.get_component_rich_style("key-bar--key"))
            line.append(f" {binding.description}   ")
        return line

    def _shown(self) -> list[Binding]:
        found: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show and active.enabled:
                found.setdefault(active.binding.action, active.binding)
        return list(found.values())
