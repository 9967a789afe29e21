"""Theme and language on the screen: seen at once, taken on purpose, recorded."""

from __future__ import annotations

from app.screens.look_settings import LookSettings
from app.screens.set_language import SetLanguage
from app.screens.themes import Themes
from tests.counter import Counter
from tests.operations.proofs import events, prove
from tests.screens.desk import hands
from tests.screens.test_settings_meters import fills
from tests.screens.test_settings_regions import settings_menu


async def test_a_theme_is_seen_then_taken_or_not(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("9")
        await hand.on(LookSettings)
        await hand.press("1")
        await hand.on(Themes)
        await hand.sees("high-contrast")
        begun = hand.app.theme
        names = [theme.name for theme in hand.app.look.themes]
        shown, other = (str(names.index(name) + 1) for name in ("light", "monochrome"))
        await hand.press(shown)
        await hand.until(lambda: hand.app.theme == "light")
        await hand.press("escape")
        await hand.on(LookSettings)
        assert hand.app.theme == begun
        assert events(desk, "device_changed") == []
        await hand.press("1")
        await hand.on(Themes)
        await hand.sees("high-contrast")
        await hand.press(other, "enter")
        await hand.sees("In use: monochrome.")
        await hand.press("escape", "2")
        await hand.on(SetLanguage)
        await hand.sees("2  English")
        await fills(hand, "3")
        await hand.reads("There is no 3 in the list.")
        await hand.press("minus")
        await fills(hand, "2")
        await hand.sees("from the next start")
        await hand.press("plus")
        await hand.until(lambda: len(events(desk, "device_changed")) == 2)
        assert hand.app.theme == "monochrome"
    assert [(one.key, one.new) for one in events(desk, "device_changed")] == [
        ("screen.theme", "monochrome"),
        ("screen.language", "en"),
    ]
    assert desk.devices.kept == {"screen.theme": "monochrome", "screen.language": "en"}
    prove(desk)
