"""Personal fields are readable with their key only, and gone with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.identity import EventId
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged
from app.ledger.ledger import Ledger
from app.ledger.personal import PersonalKeyMissing
from app.ledger.transaction import Transaction
from tests.ledger.conftest import Opener
from tests.ledger.events import opened
from tests.ledger.searching import found
from tests.ledger.tampering import files_of

AMINA = {"name": "Amina Wanjikũ O'Neill", "address": "Plot 12, Kijiji", "phone": "+254 700 123456"}


def open_account(ledger: Ledger, account: str, fields: dict[str, str]) -> bytes:
    def work(tx: Transaction) -> bytes:
        sealed = tx.seal(account, fields)
        tx.append(opened(account, sealed))
        return sealed

    return ledger.commit(work)


class TestSealing:
    def test_fields_come_back(self, ledger: Ledger) -> None:
        sealed = open_account(ledger, "1201", AMINA)
        assert ledger.unseal("1201", sealed) == AMINA

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(fields=st.dictionaries(st.text(max_size=10), st.text(max_size=40), max_size=4))
    def test_any_text_comes_back(self, ledger: Ledger, fields: dict[str, str]) -> None:
        sealed = ledger.commit(lambda tx: tx.seal("1299", fields))
        assert ledger.unseal("1299", sealed) == fields

    def test_the_same_fields_never_look_the_same(self, ledger: Ledger) -> None:
        first = ledger.commit(lambda tx: tx.seal("1201", AMINA))
        assert first != ledger.commit(lambda tx: tx.seal("1201", AMINA))
        assert ledger.unseal("1201", first) == AMINA

    def test_fields_of_one_account_do_not_pass_for_anothers(self, ledger: Ledger) -> None:
        sealed = open_account(ledger, "1201", AMINA)
        open_account(ledger, "1202", AMINA)
        with pytest.raises(LedgerDamaged):
            ledger.unseal("1202", sealed)

    @pytest.mark.parametrize("sealed", [b"", b"short", bytes(60)])
    def test_altered_bytes_are_damage(self, ledger: Ledger, sealed: bytes) -> None:
        open_account(ledger, "1201", AMINA)
        with pytest.raises(LedgerDamaged):
            ledger.unseal("1201", sealed)

    def test_an_undone_transaction_leaves_neither_key_nor_name(self, ledger: Ledger) -> None:
        def work(tx: Transaction) -> None:
            tx.seal("1201", AMINA)
            raise KeyError

        with pytest.raises(KeyError):
            ledger.commit(work)
        assert found(ledger, "Amina") == []


class TestSearch:
    @pytest.mark.parametrize(
        "text",
        ["Amina", "amina", "WANJIKU", "wanj", "o'neill", "amina kijiji", "254 700", "12 plot"],
    )
    def test_every_word_begins_some_word_of_the_fields(self, ledger: Ledger, text: str) -> None:
        open_account(ledger, "1201", AMINA)
        open_account(ledger, "1202", {"name": "Baraka Otieno"})
        assert found(ledger, text) == ["1201"]

    @pytest.mark.parametrize("text", ["", " - ", "na", "amina baraka", "%", "_", "amin wanj x"])
    def test_nothing_else_is_found(self, ledger: Ledger, text: str) -> None:
        open_account(ledger, "1201", AMINA)
        open_account(ledger, "1202", {"name": "Baraka Otieno"})
        assert found(ledger, text) == []

    def test_new_fields_replace_the_old_ones(self, ledger: Ledger) -> None:
        open_account(ledger, "1201", AMINA)
        ledger.commit(lambda tx: tx.seal("1201", {"name": "Amina Hassan"}))
        assert found(ledger, "hassan") == ["1201"]
        assert found(ledger, "wanjiku") == []

    def test_scripts_without_latin_letters(self, ledger: Ledger) -> None:
        open_account(ledger, "1201", {"name": "አሚና ሐሰን"})
        open_account(ledger, "1202", {"name": "أمينة حسن"})
        assert found(ledger, "ሐሰ") == ["1201"]
        assert found(ledger, "حسن") == ["1202"]


class TestForgetting:
    def test_the_fields_are_gone_and_the_chain_holds(self, ledger: Ledger, reopen: Opener) -> None:
        sealed = open_account(ledger, "1201", AMINA)
        other = open_account(ledger, "1202", {"name": "Baraka"})
        ledger.commit(lambda tx: tx.forget("1201"))
        with pytest.raises(PersonalKeyMissing):
            ledger.unseal("1201", sealed)
        assert found(ledger, "amina") == []
        assert ledger.unseal("1202", other) == {"name": "Baraka"}
        ledger.close()
        again = reopen()
        again.verify()
        with again.read() as reader:
            assert reader.db.table_exists("personal_key")
        again.close()

    def test_no_trace_of_key_or_name_stays_in_the_files(self, ledger: Ledger) -> None:
        open_account(ledger, "1201", AMINA)
        with ledger.read() as reader:
            key: bytes = connection_of(reader.db).execute("SELECT key FROM personal_key").get
        assert any(key in data for data in files_of(ledger.path))
        ledger.commit(lambda tx: tx.forget("1201"))
        for data in files_of(ledger.path):
            assert key not in data
            assert b"wanjiku" not in data

    def test_nor_does_one_of_what_was_there_before_an_edit(self, ledger: Ledger) -> None:
        for number in range(30):
            open_account(ledger, str(1300 + number), {"name": f"Neighbour{number} Otieno"})
        open_account(ledger, "1201", AMINA)
        ledger.commit(lambda tx: tx.index_names("1201", {"name": "Zainabu"}))
        assert found(ledger, "zainabu") == ["1201"]
        ledger.commit(lambda tx: tx.forget("1201"))
        for data in files_of(ledger.path):
            assert not any(name in data for name in (b"wanjiku", b"zainabu"))

    def test_undone_forgetting_forgets_nothing(self, ledger: Ledger) -> None:
        sealed = open_account(ledger, "1201", AMINA)

        def work(tx: Transaction) -> EventId:
            tx.forget("1201")
            raise KeyError

        with pytest.raises(KeyError):
            ledger.commit(work)
        assert ledger.unseal("1201", sealed) == AMINA


def test_clear_names_never_stand_in_journal_or_projection(ledger: Ledger, path: Path) -> None:
    open_account(ledger, "1201", AMINA)
    ledger.commit(lambda tx: tx.forget("1201"))  # takes them out of index and log
    ledger.close()
    assert b"Amina" not in path.read_bytes()
