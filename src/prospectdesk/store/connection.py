"""Opens database connections, encrypted or plain, and checks what it opens (SECURITY K1, K5, K6).

No SQLAlchemy here: the first window is painted from these connections (PERFORMANCE §0.4).
"""

from __future__ import annotations

import contextlib
import sys
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.domain.phones import phone_digits
from prospectdesk.domain.places import department_of
from prospectdesk.domain.text import fold

APPLICATION_ID = 0x50444B31  # "PDK1"
SCHEMA = 1
"""The newest schema this program knows (PRAGMA user_version)."""
READING_CACHE, WRITING_CACHE = 24_576, 16_384
"""KiB of pages a connection keeps; of idle readers only one does (`Store`)."""

MAPPED = 268_435_456
"""Bytes of a plain file that are read where they lie."""


class StoreError(Failure):
    """The store cannot be opened; `outcome` says why (locked, newer_schema, damaged, no_key)."""

    def __init__(self, outcome: str, text: str, **values: object) -> None:
        super().__init__(outcome, text, **values)
        self.outcome = outcome


class Connection(Protocol):
    """What the project uses of a DB-API connection of sqlite3 or sqlcipher3."""

    in_transaction: bool
    total_changes: int

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...
    def executemany(self, sql: str, parameters: Any, /) -> Any: ...
    def executescript(self, sql: str, /) -> Any: ...
    def create_function(self, name: str, narg: int, func: Any, *, deterministic: bool = ...) -> None: ...
    def set_progress_handler(self, handler: Any, n: int, /) -> None: ...
    def backup(self, target: Any, /, *, pages: int = ..., progress: Any = ...) -> None: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


def driver() -> Any:
    """The DB-API module: sqlcipher3, or Python's own sqlite3 where it is not installed."""
    try:
        import sqlcipher3 as found
    except ImportError:
        import sqlite3 as found
    return found


def _is_python_s(module: Any) -> bool:
    """Whether a driver is the one of the standard library, which does not encrypt."""
    return str(module.__name__).partition(".")[0] == "sqlite3"


def can_encrypt() -> bool:
    """Whether the driver encrypts."""
    return not _is_python_s(driver())


def database_errors() -> tuple[type[Exception], ...]:
    """The drivers' error classes, for the few places that translate them."""
    loaded = (sys.modules.get("sqlite3"), driver())  # what is not loaded has raised nothing
    return tuple(one.Error for one in loaded if one is not None)


def connect(
    path: Path, key: bytes | None, *, read_only: bool = False, unchanging: bool = False, module: Any = None
) -> Connection:
    """A connection to the store at `path`; `key` is 32 raw bytes, None for a plain file.

    `unchanging` reads a file that nobody writes, without its log and without a lock.
    Raises StoreError (damaged or wrong key, newer schema, forbidden) and Unavailable (file cannot be opened).
    """
    from prospectdesk.store import revoked  # late: it knows this module

    revoked.refuse(path.parent)  # a window that still lives must not make the file anew
    api = module or driver()
    if key is not None and _is_python_s(api):
        raise StoreError(
            "no_key", "Ce poste ne peut pas lire une base chiffrée : le module sqlcipher3 manque."
        )
    mode = "ro&immutable=1" if unchanging else "ro" if read_only else "rwc"
    conn = _opened(api, path, mode)
    try:
        _prepare(conn, key, read_only)
        _recognise(conn)
        if not read_only:  # only now: what is refused stays as it was
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute("PRAGMA synchronous = FULL")
            conn.execute("PRAGMA secure_delete = ON")
    except (api.Error, UnicodeDecodeError) as error:
        with contextlib.suppress(api.Error):
            conn.close()
        raise translate(error, key) from error
    except StoreError:
        conn.close()
        raise
    made: Connection = conn
    return made


def _opened(api: Any, path: Path, mode: str) -> Any:
    try:
        return api.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=5.0,
            cached_statements=512,
        )
    except api.Error as error:
        raise Unavailable(
            "cannot_open",
            "La base « {file} » ne peut pas être ouverte : vérifiez le dossier et vos droits.",
            file=path.name,
        ) from error


def _prepare(conn: Any, key: bytes | None, read_only: bool) -> None:
    if key is not None:
        conn.execute("PRAGMA cipher_log_level = NONE")
        conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    conn.execute("PRAGMA busy_timeout = 5000")
    if not _is_python_s(sys.modules[type(conn).__module__]) or _triggers_may_use_json():
        conn.execute("PRAGMA trusted_schema = OFF")
    conn.execute("PRAGMA cell_size_check = ON")
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute(f"PRAGMA cache_size = -{READING_CACHE if read_only else WRITING_CACHE}")
    if key is None:
        conn.execute(f"PRAGMA mmap_size = {MAPPED}")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA recursive_triggers = OFF")
    conn.create_function("fold", 1, _fold_value, deterministic=True)
    conn.create_function("phone_digits", 1, phone_digits, deterministic=True)
    conn.create_function("department_of", 1, department_of, deterministic=True)


@cache
def _triggers_may_use_json() -> bool:
    """Whether Python's SQLite lets triggers of an untrusted schema call json_object (old ones do not).

    Where it does not, K6 alone stands guard: a file with triggers that are not ours is refused.
    """
    import sqlite3

    with contextlib.closing(sqlite3.connect(":memory:")) as conn:
        conn.execute("CREATE TABLE probe (a)")
        conn.execute("CREATE TRIGGER t AFTER INSERT ON probe BEGIN SELECT json_object('a', NEW.a); END")
        conn.execute("PRAGMA trusted_schema = OFF")
        try:
            conn.execute("INSERT INTO probe VALUES (1)")
        except sqlite3.OperationalError:
            return False
    return True


def _fold_value(value: object) -> str | None:
    return None if value is None else fold(str(value))


def _recognise(conn: Any) -> None:
    """Refuses a file that is not ours or is newer than this program (F5, K6)."""
    application = conn.execute("PRAGMA application_id").fetchone()[0]
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application not in (0, APPLICATION_ID) or (tables and 0 in (application, version)):
        raise StoreError("damaged", "Ce fichier n’est pas une base ProspectDesk. Il n’a pas été modifié.")
    if version > SCHEMA:
        raise StoreError(
            "newer_schema",
            "Cette base vient d’une version plus récente de ProspectDesk. Elle n’a pas été touchée : mettez à jour "
            "l’application pour l’ouvrir.",
        )


def speaks_of_damage(error: Exception) -> bool:
    """Whether an error of the driver says that the file is damaged; torn bytes reach Python as bad UTF-8."""
    text = str(error).lower()
    return "malformed" in text or "corrupt" in text or "decode" in text


def translate(error: Exception, key: bytes | None) -> Failure:
    """The sentence for an error of the driver while a store is opened."""
    text = str(error).lower()
    if "not a database" in text or "encrypted" in text:
        return StoreError(
            "no_key" if key is not None else "damaged",
            "La base ne s’ouvre pas : la clé n’est pas la bonne ou le fichier est chiffré ou abîmé. "
            "Elle n’a pas été modifiée.",
        )
    if speaks_of_damage(error):
        return StoreError(
            "damaged",
            "La base est abîmée. Elle n’a pas été modifiée : restaurez la dernière sauvegarde (verbe « restore »), ou "
            "repartez du service central (« restore --from-centre ») : ce qui n’était pas envoyé est repris.",
        )
    if "locked" in text or "busy" in text:
        return StoreError("locked", "La base est utilisée par un autre programme. Fermez-le puis réessayez.")
    return Unavailable(
        "cannot_open",
        "La base ne peut pas être ouverte : disque plein, protégé ou absent. Rien n’a été modifié.",
    )


def explain(error: Exception) -> None:
    """Raises Unavailable for what kept a transaction from being written; does nothing for other errors."""
    text = str(error).lower()
    if "full" in text or "readonly" in text or "disk i/o" in text or "unable to open" in text:
        raise Unavailable(
            "disk",
            "Le disque est plein ou protégé : rien n’a été enregistré, votre saisie est gardée. Libérez de "
            "la place puis réessayez.",
        ) from error
    if "locked" in text or "busy" in text:
        raise Unavailable(
            "locked", "La base est utilisée par un autre programme : rien n’a été enregistré. Réessayez."
        ) from error
    if "malformed" in text or "corrupt" in text:
        raise Unavailable(
            "damaged", "La base est abîmée : rien n’a été enregistré. Restaurez la dernière sauvegarde."
        ) from error
