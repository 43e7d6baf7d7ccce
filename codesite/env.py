"""How does the environment decide about this deployment? Typed readers that refuse bad values in plain words.

A mistake here should stop the site before it serves one page, with a sentence that says what to change. No
message ever repeats a secret: not a key, not a password, not a database URL.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})

# Django's own check security.W009 asks for 50 characters of at least 5 kinds.
SHORTEST_KEY = 50


def env_str(name: str, default: str | None = None) -> str:
    """Return the variable, or the default; an empty variable counts as not set."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}: the site cannot start without it.")
    return default


def env_bool(name: str, default: bool = False) -> bool:
    """Return whether the variable says yes."""
    value = env_str(name, "").lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} should be 1 or 0 (or true, false, yes, no, on, off), not {value!r}.")


def env_int(name: str, default: int, *, at_least: int | None = None, at_most: int | None = None) -> int:
    """Return the variable as a whole number within its bounds."""
    text = env_str(name, str(default))
    try:
        value = int(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} should be a whole number, not {text!r}.") from None
    if at_least is not None and value < at_least:
        raise ImproperlyConfigured(f"{name} should be {at_least} or more, not {value}.")
    if at_most is not None and value > at_most:
        raise ImproperlyConfigured(f"{name} should be {at_most} or less, not {value}.")
    return value


def env_list(name: str, default: Iterable[str] = ()) -> list[str]:
    """Return the variable's values, which commas separate."""
    text = env_str(name, "")
    if not text:
        return list(default)
    return [part for part in (part.strip() for part in text.split(",")) if part]


def env_secret(name: str) -> str:
    """Return a secret from NAME, or from the file that NAME_FILE names (as containers do), or ""."""
    value = env_str(name, "")
    file = env_str(f"{name}_FILE", "")
    if value and file:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both: it is unclear which one counts.")
    if not file:
        return value
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read: {error}.") from error
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which is empty.")
    return value


def secret_key(made_once: Path) -> str:
    """Return SECRET_KEY, or SECRET_KEY_FILE's text, or this machine's own key, made on the first start.

    A key made here suits one machine. Several web nodes must share one key, or each of them would sign
    people out of the others: give them SECRET_KEY or SECRET_KEY_FILE.
    """
    key = env_secret("SECRET_KEY")
    if key:
        if len(key) < SHORTEST_KEY:
            raise ImproperlyConfigured(
                f"SECRET_KEY is shorter than {SHORTEST_KEY} characters and could be guessed. Leave it unset "
                "and the site makes its own, or make one with python -c "
                "'import secrets; print(secrets.token_urlsafe(50))'"
            )
        return key
    try:
        return _kept_key(made_once)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key could not be kept in {made_once}: {error}. "
            "Make that folder writable, or set SECRET_KEY or SECRET_KEY_FILE."
        ) from error


def _kept_key(path: Path) -> str:
    """Read the key, or make it so that two processes that start together end up with the same one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(50) + "\n")
            # A link appears whole or not at all, and never replaces what another process was quicker to make.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"{path} holds no whole key. Delete it and the site makes a new one.")
    return key


def database(url: str, base_dir: Path) -> dict[str, Any]:
    """Return the settings of one Django database from a sqlite:/// or postgres:// address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL cannot be read: its brackets do not match.") from None
    if parts.scheme == "sqlite":
        return _sqlite(parts, base_dir)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(parts)
    raise ImproperlyConfigured(
        "DATABASE_URL should begin with sqlite:/// or postgres://, for example sqlite:///var/db.sqlite3 or "
        "postgres://user:password@host:5432/name."
    )


# How long a connection lives. Opening one runs the pragmas below, and on PostgreSQL a handshake and a new
# server process, which costs more than the one small query that answers most of our requests. A minute is
# short enough for a restored file or a failed-over server to be noticed soon.
# https://docs.djangoproject.com/en/6.1/ref/databases/#persistent-database-connections
CONNECTION_SECONDS = 60

SQLITE_PRAGMAS = (
    # Readers go on while one writer writes; without it every publish stops every page. Kept in the file
    # itself, so asking again is free. https://www.sqlite.org/wal.html
    "PRAGMA journal_mode = WAL",
    # In WAL mode a power cut may undo the last transactions, but can't damage the file; waiting for the disk
    # at each commit (FULL) would buy only those. https://www.sqlite.org/pragma.html#pragma_synchronous
    "PRAGMA synchronous = NORMAL",
    # 16 MB of pages for each connection (negative means KiB; the default is 2 MB). Each of gunicorn's threads
    # keeps a connection, so this is multiplied by some eight.
    "PRAGMA cache_size = -16384",
    # After a large import the log file would stay as large as it ever was; 64 MB is enough to keep.
    "PRAGMA journal_size_limit = 67108864",
)
# Not set: mmap_size. A read error in mapped memory kills the worker instead of raising, and the operating
# system caches a file of our size anyway. Foreign keys: Django turns them on for each connection.


def _sqlite(parts: SplitResult, base_dir: Path) -> dict[str, Any]:
    path = unquote(parts.path).removeprefix("/")
    if parts.netloc or not path:
        raise ImproperlyConfigured(
            "DATABASE_URL should name a file: sqlite:///var/db.sqlite3 (three slashes, from the project's "
            "folder) or sqlite:////srv/site/db.sqlite3 (four, from the root)."
        )
    if parts.query:
        raise ImproperlyConfigured("DATABASE_URL takes no options (after a ?) for SQLite; they are in env.py.")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        # A path from the root stays as it is when joined.
        "NAME": path if path == ":memory:" else base_dir / path,
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {
            # Take the write lock when a transaction begins. Otherwise one that reads first and then writes
            # fails at once with "database is locked" instead of waiting its turn.
            # https://docs.djangoproject.com/en/6.1/ref/databases/#transactions-behavior
            "transaction_mode": "IMMEDIATE",
            # How many seconds it waits for that turn: longer than the longest import, shorter than
            # gunicorn's patience with a worker (30).
            "timeout": 15,
            "init_command": ";".join(SQLITE_PRAGMAS),
        },
    }


# What libpq understands and a deployment may need; anything else is likely a spelling mistake, and a
# mistaken "sslmode" must not pass for a safe connection.
# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
POSTGRES_OPTIONS = frozenset(
    {
        "application_name",
        "channel_binding",
        "connect_timeout",
        "options",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    }
)


def _postgres(parts: SplitResult) -> dict[str, Any]:
    hint = (
        "It should look like postgres://user:password@host:5432/name; characters such as / # ? @ : in the "
        "user or the password are written as %2F %23 %3F %40 %3A."
    )
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL has a port that is no port number. {hint}") from None
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in parts.path.removeprefix("/") or parts.fragment:
        raise ImproperlyConfigured(f"DATABASE_URL does not name one database. {hint}")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    # A socket's folder stands where the host does (percent-encoded) or, as libpq itself writes it, in ?host=.
    host = asked.pop("host", "") or unquote(_host(parts))
    age = _connection_age(asked.pop("conn_max_age", None))
    unknown = sorted(set(asked) - POSTGRES_OPTIONS)
    if unknown:
        known = ", ".join(sorted(POSTGRES_OPTIONS | {"conn_max_age", "host"}))
        raise ImproperlyConfigured(f"DATABASE_URL has the unknown option {unknown[0]}. It may have: {known}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": age,
        # A server that was restarted is noticed before the first query of a request, not by a reader.
        "CONN_HEALTH_CHECKS": True,
        # A host that is gone should cost a reader seconds; libpq's own default is to wait for ever.
        "OPTIONS": {"connect_timeout": "5", **asked},
    }


def _host(parts: SplitResult) -> str:
    """Return the host as written: urlsplit's own is in lower case, which is another folder for a socket."""
    written = parts.netloc.rpartition("@")[2]
    return (parts.hostname or "") if written.startswith("[") else written.partition(":")[0]


def _connection_age(text: str | None) -> int | None:
    """Read conn_max_age: seconds, 0 to close after each request, none to keep the connection for ever."""
    if text is None:
        return CONNECTION_SECONDS
    if text.lower() == "none":
        return None
    if not text.isdecimal():
        raise ImproperlyConfigured(f"conn_max_age in DATABASE_URL should be seconds or none, not {text!r}.")
    return int(text)
