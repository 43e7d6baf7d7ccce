import os
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from codesite import env

BASE = Path("/srv/site")
KEY = "k" * 25 + "0123456789" * 3


class TestReaders:
    @pytest.mark.parametrize("text", ["1", "true", "Yes", "ON", " 1 "])
    def test_it_reads_yes(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        monkeypatch.setenv("DEBUG", text)
        assert env.env_bool("DEBUG") is True

    @pytest.mark.parametrize("text", ["0", "false", "No", "off"])
    def test_it_reads_no(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        monkeypatch.setenv("DEBUG", text)
        assert env.env_bool("DEBUG", True) is False

    def test_an_empty_variable_is_not_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("X", "")
        assert env.env_bool("X", True) is True
        assert env.env_int("X", 7) == 7
        assert env.env_str("X", "default") == "default"
        assert env.env_list("X", ["a"]) == ["a"]

    def test_a_missing_variable_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SITE_URL", raising=False)
        with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
            env.env_str("SITE_URL")

    @pytest.mark.parametrize("text", ["maybe", "2", "y es"])
    def test_it_refuses_neither_yes_nor_no(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        monkeypatch.setenv("DEBUG", text)
        with pytest.raises(ImproperlyConfigured, match="DEBUG should be 1 or 0"):
            env.env_bool("DEBUG")

    @pytest.mark.parametrize(
        ("text", "problem"), [("ten", "whole number"), ("0", "1 or more"), ("99999", "65535 or less")]
    )
    def test_it_refuses_bad_numbers(self, monkeypatch: pytest.MonkeyPatch, text: str, problem: str) -> None:
        monkeypatch.setenv("PORT", text)
        with pytest.raises(ImproperlyConfigured, match=f"PORT should be .*{problem}"):
            env.env_int("PORT", 8000, at_least=1, at_most=65535)

    def test_it_splits_at_commas(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALLOWED_HOSTS", "codes.example.org, www.example.org,,")
        assert env.env_list("ALLOWED_HOSTS") == ["codes.example.org", "www.example.org"]


class TestSecretKey:
    @pytest.fixture(autouse=True)
    def _nothing_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SECRET_KEY", raising=False)
        monkeypatch.delenv("SECRET_KEY_FILE", raising=False)

    def test_it_is_made_once_and_kept_private(self, tmp_path: Path) -> None:
        path = tmp_path / "var" / "secret_key"
        key = env.secret_key(path)
        assert len(key) >= 50
        assert env.secret_key(path) == key
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert os.listdir(path.parent) == ["secret_key"]

    def test_another_process_that_was_quicker_wins(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "secret_key"

        def quicker(draft: Path, target: Path) -> None:
            target.write_text(KEY)
            raise FileExistsError

        monkeypatch.setattr(os, "link", quicker)
        assert env.secret_key(path) == KEY
        assert os.listdir(tmp_path) == ["secret_key"]

    def test_the_environment_comes_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET_KEY", KEY)
        assert env.secret_key(tmp_path / "secret_key") == KEY
        assert os.listdir(tmp_path) == []

    def test_it_may_come_from_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "handed-over").write_text(KEY + "\n")
        monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "handed-over"))
        assert env.secret_key(tmp_path / "secret_key") == KEY

    def test_two_keys_are_one_too_many(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET_KEY", KEY)
        monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "other"))
        with pytest.raises(ImproperlyConfigured, match="not both"):
            env.secret_key(tmp_path / "secret_key")

    @pytest.mark.parametrize(("text", "problem"), [(None, "cannot be read"), ("", "is empty")])
    def test_a_file_without_a_key_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, problem: str
    ) -> None:
        file = tmp_path / "handed-over"
        if text is not None:
            file.write_text(text)
        monkeypatch.setenv("SECRET_KEY_FILE", str(file))
        with pytest.raises(ImproperlyConfigured, match=problem):
            env.secret_key(tmp_path / "secret_key")

    def test_a_short_key_is_refused_and_not_repeated(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET_KEY", "hunter2")
        with pytest.raises(ImproperlyConfigured, match="shorter than 50") as refusal:
            env.secret_key(tmp_path / "secret_key")
        assert "hunter2" not in str(refusal.value)

    def test_a_cut_off_key_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "secret_key").write_text("abc")
        with pytest.raises(ImproperlyConfigured, match="Delete it"):
            env.secret_key(tmp_path / "secret_key")

    def test_a_place_that_cannot_hold_it_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "var").write_text("a file, no folder")
        with pytest.raises(ImproperlyConfigured, match="set SECRET_KEY"):
            env.secret_key(tmp_path / "var" / "secret_key")


class TestSqlite:
    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("sqlite:///var/db.sqlite3", BASE / "var/db.sqlite3"),
            ("sqlite:////data/db.sqlite3", Path("/data/db.sqlite3")),
            ("sqlite:///my%20site/a%3Fb.sqlite3", BASE / "my site/a?b.sqlite3"),
            ("sqlite:///:memory:", ":memory:"),
        ],
    )
    def test_it_names_the_file(self, url: str, name: Path | str) -> None:
        settings = env.database(url, BASE)
        assert settings["ENGINE"] == "django.db.backends.sqlite3"
        assert settings["NAME"] == name

    def test_it_waits_for_its_turn(self) -> None:
        options = env.database("sqlite:///db.sqlite3", BASE)["OPTIONS"]
        assert options["transaction_mode"] == "IMMEDIATE"
        assert options["timeout"] == 15
        assert "journal_mode = WAL" in options["init_command"]

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite://db.sqlite3", "sqlite:///db?timeout=5"])
    def test_it_refuses_what_names_no_file(self, url: str) -> None:
        with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
            env.database(url, BASE)


class TestPostgres:
    def test_it_takes_the_address_apart(self) -> None:
        settings = env.database("postgres://codes:p%40ss%2Fword@db.example.org:5433/site%20db", BASE)
        assert settings["ENGINE"] == "django.db.backends.postgresql"
        assert settings["NAME"] == "site db"
        assert settings["USER"] == "codes"
        assert settings["PASSWORD"] == "p@ss/word"
        assert settings["HOST"] == "db.example.org"
        assert settings["PORT"] == "5433"

    @pytest.mark.parametrize(
        ("url", "host"),
        [
            ("postgres:///site", ""),
            ("postgres://[::1]:5432/site", "::1"),
            ("postgres://user@%2Fvar%2FRun%2Fpg/site", "/var/Run/pg"),
            ("postgresql://user:@/site?host=/var/Run/pg", "/var/Run/pg"),
        ],
    )
    def test_it_finds_the_host_or_the_socket(self, url: str, host: str) -> None:
        assert env.database(url, BASE)["HOST"] == host

    def test_it_passes_options_on(self) -> None:
        options = env.database("postgres://h/site?sslmode=verify-full&connect_timeout=2", BASE)["OPTIONS"]
        assert options == {"sslmode": "verify-full", "connect_timeout": "2"}

    @pytest.mark.parametrize(
        ("query", "age"),
        [("", 60), ("?conn_max_age=0", 0), ("?conn_max_age=600", 600), ("?conn_max_age=none", None)],
    )
    def test_it_keeps_connections_as_long_as_asked(self, query: str, age: int | None) -> None:
        assert env.database(f"postgres://h/site{query}", BASE)["CONN_MAX_AGE"] == age

    @pytest.mark.parametrize(
        ("url", "problem"),
        [
            ("postgres://user:hunter2@h", "one database"),
            ("postgres://user:hunter2@h/a/b", "one database"),
            ("postgres://user:hunter2@h/a#b", "one database"),
            ("postgres://user:hunter2@h:many/site", "port"),
            ("postgres://user:hunter2@h:99999/site", "port"),
            ("postgres://user:hun/ter2@h/site", "port"),
            ("postgres://user:hunter2@[h/site", "cannot be read"),
            ("postgres://user:hunter2@h/site?sslmod=require", "sslmod"),
            ("postgres://user:hunter2@h/site?conn_max_age=soon", "conn_max_age"),
            ("mysql://user:hunter2@h/site", "sqlite:///"),
            ("user:hunter2", "sqlite:///"),
            ("", "sqlite:///"),
        ],
    )
    def test_it_refuses_kindly_and_tells_no_password(self, url: str, problem: str) -> None:
        with pytest.raises(ImproperlyConfigured, match=problem) as refusal:
            env.database(url, BASE)
        assert "hunter2" not in str(refusal.value)
        assert "ter2" not in str(refusal.value)

    @given(url=st.text(max_size=60).map("postgres://".__add__) | st.text(max_size=60))
    def test_any_text_is_read_or_refused(self, url: str) -> None:
        try:
            settings = env.database(url, BASE)
        except ImproperlyConfigured:
            return
        assert settings["NAME"]
