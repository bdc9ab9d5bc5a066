"""What an administrator does at the database: bringing it up to date, and making a workspace with its first user."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg

from prospectdesk.domain.errors import Failure, Refused, Unavailable
from prospectdesk.server import tokens
from prospectdesk.server.migrate import OWNER, SERVICE, Migrated, NewerSchema, bump_generation, migrate
from prospectdesk.wire.tables import SCHEMA

MOST_OPERATIONS = 1000
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkspace:
    """A workspace to make. `operations` are those a laptop would push, its own row and the user's among them."""

    uid: UUID
    name: str
    user: UUID
    login: str
    user_name: str
    password: str
    operations: list[list[Any]]


def bring_up_to_date(dsn: str, service_password: str | None = None) -> Migrated:
    """Makes or upgrades the database; `dsn` is an administrator's. Raises Refused, Unavailable."""
    return _told(migrate(dsn, service_password=service_password))


def check_up_to_date(dsn: str) -> None:
    """Raises Refused when the database is not the one of this program."""
    schema = _told(_schema(dsn))
    if schema is None or schema < SCHEMA:
        raise Refused(
            "not_migrated", "La base n’est pas prête pour ce programme : lancez une fois avec --migrate."
        )
    if schema > SCHEMA:
        raise _newer()


def make_workspace(dsn: str, wanted: NewWorkspace) -> None:
    """Makes the workspace, its first Administrateur and what is pushed in his name, all or nothing.

    Raises Refused when the name or the login is taken.
    """
    _told(_make(dsn, wanted))


def new_generation(dsn: str) -> str:
    """Says that the database was restored: laptops read everything again and keep what they have not sent."""
    return _told(bump_generation(dsn)).hex


def _newer() -> Refused:
    return Refused(
        "newer_schema", "La base a été préparée par une version plus récente : mettez ce programme à jour."
    )


def _told(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine; what the database says becomes a sentence."""
    try:
        return asyncio.run(work)
    except Failure:
        raise
    except NewerSchema:
        raise _newer() from None
    except asyncpg.InsufficientPrivilegeError as error:
        raise Refused(
            "database_rights",
            "Ce compte de la base n’a pas le droit de la préparer : donnez l’adresse d’un administrateur.",
        ) from error
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError) as error:
        raise Refused("database_password", "La base refuse ce compte ou son mot de passe.") from error
    except ssl.SSLError as error:
        raise Unavailable(
            "database_certificate",
            "Le certificat de la base n’est pas accepté : vérifiez l’autorité (--database-ca) et le nom dans l’adresse.",
        ) from error
    except asyncpg.InvalidCatalogNameError as error:
        raise Refused(
            "no_database", "Cette base n’existe pas encore : créez-la d’abord (createdb)."
        ) from error
    except (OSError, asyncpg.CannotConnectNowError, TimeoutError) as error:
        raise Unavailable("database", "La base ne répond pas à cette adresse.") from error


async def _schema(dsn: str) -> int | None:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval("SELECT schema FROM pd.centre"))
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError, asyncpg.InsufficientPrivilegeError):
        return None
    finally:
        await connection.close()


async def _make(dsn: str, wanted: NewWorkspace) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL ROLE {OWNER}")
            await connection.execute("LOCK TABLE pd.workspace IN SHARE ROW EXCLUSIVE MODE")
            await _refuse_known(connection, wanted)
            device = await _rows(connection, wanted)
            await connection.execute(f"SET LOCAL ROLE {SERVICE}")
            await _push(connection, wanted, device)
            await connection.execute(f"SET LOCAL ROLE {OWNER}")
            await connection.execute(
                "UPDATE pd.device SET revoked_at = pd.now_ms(), wiped_at = pd.now_ms() WHERE uid = $1", device
            )
    finally:
        await connection.close()


async def _refuse_known(connection: asyncpg.Connection, wanted: NewWorkspace) -> None:
    if await connection.fetchval(
        "SELECT EXISTS (SELECT FROM pd.workspace WHERE lower(btrim(name)) = lower(btrim($1)))", wanted.name
    ):
        raise Refused("workspace_exists", "Ce centre a déjà un espace « {name} ».", name=wanted.name)
    if await connection.fetchval(
        'SELECT EXISTS (SELECT FROM pd."user" WHERE lower(login) = lower($1) AND deleted_at IS NULL)',
        wanted.login,
    ):
        raise Refused(
            "login_exists", "L’identifiant « {login} » est déjà pris sur ce centre.", login=wanted.login
        )


async def _rows(connection: asyncpg.Connection, wanted: NewWorkspace) -> UUID:
    """The rows a push needs to be somebody's; answers the device of the installation."""
    await connection.execute(
        "INSERT INTO pd.workspace (workspace, uid, name) VALUES ($1, $1, $2)", wanted.uid, wanted.name
    )
    await connection.execute(
        'INSERT INTO pd."user" (workspace, uid, login, name, licence) VALUES ($1, $2, $3, $4, $5)',
        wanted.uid,
        wanted.user,
        wanted.login,
        wanted.user_name,
        "administrateur",
    )
    salt = tokens.new_salt()
    await connection.execute(
        "SELECT pd.give_password($1, $2, $3, $4, $5::text::jsonb)",
        wanted.uid,
        wanted.user,
        salt,
        tokens.digest_of(wanted.password, salt, tokens.PARAMETERS),
        json.dumps(tokens.PARAMETERS),
    )
    device = await connection.fetchval(
        "SELECT pd.new_device($1, $2, 'installation', $3, $4)",
        wanted.uid,
        wanted.user,
        SCHEMA,
        tokens.hashed(uuid4().hex),
    )
    for table in (
        "workspace",
        '"user"',
    ):  # as if the installation had written them: what it pushes meets itself
        await connection.execute(
            f"UPDATE pd.{table} SET cv = jsonb_build_object('*', jsonb_build_array(rev, 0, pd.hex($2))) "
            "WHERE workspace = $1",
            wanted.uid,
            device,
        )
    return UUID(str(device))


async def _push(connection: asyncpg.Connection, wanted: NewWorkspace, device: UUID) -> None:
    """The rest as any laptop would send it."""
    await connection.execute(
        "SELECT set_config('app.user', $1, true), set_config('app.device', $2, true)",
        str(wanted.user),
        str(device),
    )
    for seq, start in enumerate(range(0, len(wanted.operations), MOST_OPERATIONS), 1):
        part = json.dumps(wanted.operations[start : start + MOST_OPERATIONS])
        told = json.loads(await connection.fetchval("SELECT pd.push($1, $2::text::jsonb)::text", seq, part))
        if "error" in told or told["refused"]:
            raise AssertionError(told.get("error") or [one["code"] for one in told["refused"]])
