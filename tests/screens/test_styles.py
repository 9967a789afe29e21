"""The styles that tests remember (tests/sheets.py) are those that Textual would find."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from tests.screens.gallery import PAGES
from tests.screens.walk import SMALL
from tests.sheets import APPLY


def styled(node: DOMNode) -> dict[str, dict[str, Any]]:
    """Its rules, and those of its components by their names."""
    parts = {name: dict(styles.base._rules) for name, styles in node._component_styles.items()}
    return parts | {"": dict(node._css_styles._rules)}


async def test_what_is_remembered_is_what_textual_finds() -> None:
    async with PAGES["set-account-form"].open(SMALL) as eyes:
        sheet = eyes.app.stylesheet
        for theme, key in (("light", "enter"), ("dark", "escape"), ("light", "a"), ("dark", "tab")):
            eyes.app.theme = theme
            await eyes.pilot.press(key)
            nodes: list[DOMNode] = [eyes.app, *eyes.screen.walk_children(with_self=True)]
            remembered = [styled(node) for node in nodes]
            with patch.object(Stylesheet, "apply", APPLY):
                for node in nodes:
                    APPLY(sheet, node)
            assert [styled(node) for node in nodes] == remembered
