"""The screens of head office over PostgreSQL: lists, names and settings as on SQLite."""

from __future__ import annotations

from pathlib import Path

from app.screens.account import AccountPage
from app.screens.fees import Fees
from tests.office.cluster import Cluster
from tests.screens.head_office import AUDITOR, Served, clerk, found, populate, settings_at
from tests.screens.test_head_office import to_fee, to_fees


async def test_kiosks_customers_and_a_fee(cluster: Cluster, tmp_path: Path) -> None:
    settings = settings_at(tmp_path, cluster.new_database("screens"))
    found(settings)
    served = Served(settings)
    try:
        populate(served.office, tmp_path)
        async with clerk(served) as one, clerk(served) as other:
            await one.sign_in()
            await one.press("1")
            await one.sees("All kiosks: 5   what is wrong first")
            await one.press("plus", "plus", "asterisk", "enter", *"harb", "enter")
            await one.sees("Silent for two days or more: 1   by name")
            await one.press("escape")
            await to_fees(one)
            await to_fee(one, "250")
            await one.press("plus")
            await one.sees("DONE")
            await one.press("enter")
            await one.on(Fees)
            await one.sees("KES 250.00")
            await other.signs(AUDITOR)
            await other.sees("Find account")
            await other.press("5", *"amina", "enter")
            await other.sees("Amina Salim")
            await other.press("1")
            await other.on(AccountPage)
            await other.sees("999.96")
            await other.press("escape", "escape", "escape", "6", "2", *["enter"] * 6)
            await other.sees("Purchase paid")
    finally:
        served.stop()
