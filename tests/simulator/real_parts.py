"""The real parts of a history: a database of PostgreSQL, a store per laptop, documents carried between them by hand."""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

import asyncpg
from centre import Centre, Cluster, Who
from laptops import KEY
from laptops import Laptop as Profile
from laptops import laptop as open_profile
from pushing import Laptop as Line
from tests.simulator import real_names as names
from tests.simulator.words import Values
from tests.simulator.world import ROUTINES, USERS

from prospectdesk.commands.remote import (
    ApplyPull,
    ApplyPush,
    ApplyRows,
    MarkPush,
    StartOver,
    WithdrawBuckets,
)
from prospectdesk.server.migrate import bump_generation
from prospectdesk.store.outbox_check import wire_columns
from prospectdesk.store.seen import register_values
from prospectdesk.sync import pull, state

TEMPLATE, BEGUN = "simulation", "simulation_begun"
ENCRYPTED = "bob"
"""Whose store is encrypted."""
PAGE = 7
FAR = 10**15
DIRECTORY = "00" * 16


class RealCentre(Centre):
    """One database, as the first history finds it."""

    def rows(self) -> None:
        """Users with devices, routines, types and stages: what every history takes for granted."""
        ws = uuid.UUID(bytes=names.WORKSPACE)
        self.sql("INSERT INTO pd.workspace (workspace, uid, name) VALUES ($1, $1, 'Espace')", ws)
        for user, licence in USERS.items():
            self.sql(
                'INSERT INTO pd."user" (workspace, uid, login, name, licence) VALUES ($1, $2, $3, $3, $4)',
                ws,
                uid(user),
                user,
                licence,
            )
            self.device(who(user))
        add = "INSERT INTO pd.{} (workspace, uid, {}) VALUES ($1, $2, {})"
        for kind in ("comptable", "conseil"):
            sql = add.format(
                "dossier_type", "label, unique_per_company", f"'{kind}', {int(kind == 'comptable')}"
            )
            self.sql(sql, ws, uid(kind))
        self.sql(add.format("pipeline", "label", "'Affaires'"), ws, ws)
        for place in range(4):
            sql = add.format("stage", "pipeline_id, label, percent", f"$1, '{place}', 10")
            self.sql(sql, ws, uid(f"s{place}"))
        for routine, people in ROUTINES.items():
            self.sql(add.format("routine", "title", f"'{routine}'"), ws, uid(routine))
            for user in people:
                self.right(routine, user, joins=True)

    def right(self, routine: str, user: str, *, joins: bool) -> None:
        """A user joins or leaves a routine."""
        self.sql(
            "INSERT INTO pd.routine_user (workspace, uid, routine_id, user_id, deleted_at) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT (workspace, uid) DO UPDATE SET deleted_at = excluded.deleted_at",
            uuid.UUID(bytes=names.WORKSPACE),
            uuid.uuid5(uid(routine), user),
            uid(routine),
            uid(user),
            None if joins else 1,
        )

    def begin(self, value: str) -> asyncpg.Connection:
        """Somebody with psql writes the name of c0 and takes his time."""

        async def go() -> asyncpg.Connection:
            connection = await asyncpg.connect(self.superuser)
            await connection.execute("BEGIN")
            await connection.execute(
                "UPDATE directory.company SET name = $1 WHERE uid = $2", value, uid("c0")
            )
            return connection

        return self.run(go())

    def commit(self, connection: asyncpg.Connection) -> None:
        """And ends at last."""

        async def go() -> None:
            await connection.execute("COMMIT")
            await connection.close()

        self.run(go())

    def restored(self) -> None:
        """Another life of the same rows."""
        self.run(bump_generation(self.superuser))

    def generation(self) -> str:
        """The life of the centre."""
        return str(self.value("SELECT pd.hex(generation) FROM pd.centre"))


class RealLaptop:
    """One profile: a store file and the line to the centre."""

    def __init__(self, user: str, path: Path, centre: RealCentre) -> None:
        self.user, self.path = user, path
        self.key = KEY if user == ENCRYPTED else None
        self.profile: Profile = open_profile(path, self.key)
        self.line = Line(centre, who(user))
        self.centre = centre

    def close(self) -> None:
        """Ends the store."""
        self.profile.store.close()

    def crash(self) -> None:
        """What was in memory is gone."""
        self.close()
        self.profile = open_profile(self.path, self.key)

    def state(self, key: str) -> str | None:
        """A key of sync_state."""
        with self.profile.store.session() as conn:
            return state.read(conn, key)

    # the user -------------------------------------------------------------------------------
    def write(
        self, table: str, name: str, values: Values, clock: tuple[int, int, int, int], *, new: bool
    ) -> None:
        """One gesture; `clock` is the laptop's hour, its offset, the hybrid clock and the batch before it."""
        now_ms, offset, hlc, batch = clock
        store = self.profile.store
        store.writer().execute(
            "UPDATE write_state SET offset_ms = ?, hlc = ?, batch = ?", (offset, hlc, batch)
        )
        with store.transaction(now_ms, None) as uow:
            local = {one: self._local(uow, one, value) for one, value in values.items()}
            if table == "registration" and values.get("siret") is not None:
                self._type_siren(uow, name, values)
            known = uow.by_uid(table, names.uid_of(name))
            if new:
                assert known is None, f"{self.user} has {name} already"
                full = {one: value for one, value in local.items() if value is not None}
                uow.insert(table, self._fixed(uow, table, name, full), uid=names.uid_of(name), log=False)
            else:
                assert known is not None, f"{self.user} has no {name}"
                uow.update(table, known["id"], local, log=False)
            uow.finish()

    def _fixed(self, uow: Any, table: str, name: str, full: Values) -> Values:
        made = names.FIXED.get(table, {}) | full
        if table == "company":
            made |= {"scope": 0 if full.get("siren") else 1}
        if table == "contact":
            made["person"] = names.uid_of(name)
        if table == "registration":
            made["seen"] = register_values(uow, uow.get("company", full["company_id"]))
        return made

    def _type_siren(self, uow: Any, name: str, values: Values) -> None:
        """A SIRET typed on a file gives its company the SIREN."""
        if "company_id" in values:
            company = uow.by_uid("company", names.uid_of(values["company_id"]))
        else:
            company = uow.get("company", uow.by_uid("registration", names.uid_of(name))["company_id"])
        if company["scope"] != 0:
            uow.update("company", company["id"], {"siren": values["siret"][:9]}, log=False)

    def _local(self, uow: Any, column: str, value: Any) -> Any:
        if column in names.REFERENCES and value is not None:
            return uow.by_uid(names.REFERENCES[column], names.uid_of(str(value)))["id"]
        return 0 if value is None and column in names.ZERO else value

    # the net --------------------------------------------------------------------------------
    def push(self, fault: str, now_ms: int) -> dict[str, Any] | None:
        """One push; answers what the centre said, also when the answer is then lost."""
        self._at(now_ms)
        push = self.profile.do(MarkPush()).data["push"]
        if push is None or fault == "request":
            return None
        assert self.state("generation") == self.centre.generation(), "the centre lives another life"
        answer: dict[str, Any] = self.line.push(*push.operations, seq=push.seq)
        assert "error" not in answer, answer
        if fault == "answer":
            self.crash()
            return answer
        ask = self.profile.do(ApplyPush(seq=push.seq, answer=answer)).data["ask"]
        if ask:
            self.profile.do(ApplyRows(answer=self.line.ask("pd.rows($1::jsonb)", json.dumps(ask))))
        return answer

    def pull(self, lost_after: int | None, now_ms: int) -> bool:
        """One pull, bucket by bucket in small pages; dies after `lost_after` buckets. Answers whether to go on."""
        self._at(now_ms)
        answer = self.line.pull({}, 1)
        if answer["generation"] != self.state("generation"):
            code = {"generation": answer["generation"]}
            self.profile.do(StartOver(code="generation", values=code))
            return True
        with self.profile.store.session() as conn:
            known = state.document(conn, "buckets")
        lost = tuple(one for one in known if one not in answer["buckets"])
        if lost:
            self.profile.do(WithdrawBuckets(buckets=lost))
        for place, group in enumerate(self._groups(answer["buckets"])):
            if lost_after is not None and place >= lost_after:
                self.crash()
                return True
            for bucket in group:
                self._bucket(bucket, answer["buckets"])
        return False

    def _groups(self, buckets: dict[str, str]) -> list[tuple[str, ...]]:
        """The buckets in the order of the model, which has no directory."""
        mine = [(names.uid_of(self.user).hex(),)]
        routines = sorted((one,) for one, kind in buckets.items() if kind == "routine")
        return [*mine, *routines, (DIRECTORY, names.WORKSPACE.hex())]

    def _bucket(self, bucket: str, buckets: dict[str, str]) -> None:
        more = True
        while more:
            with self.profile.store.session() as conn:
                cursors = state.document(conn, "cursors")
            asked = {one: [FAR, DIRECTORY] for one in buckets} | {bucket: cursors.get(bucket, [0, DIRECTORY])}
            answer = self.line.pull(asked, PAGE)
            pages = [one for one in answer["pages"] if one["bucket"] == bucket]
            more = False
            for document in pages:
                page = pull.page_of(document, answer["buckets"])
                assert page is not None
                self.profile.do(ApplyPull(page=page))
                more = document["more"]

    def _at(self, now_ms: int) -> None:
        """The hour at the centre, which is that of the model."""
        from pushing import NOW

        self.line.minutes = (now_ms - NOW) / 60_000

    # what is there --------------------------------------------------------------------------
    def rows(self, table: str) -> dict[bytes, tuple[Any, ...]]:
        """Every row by uid, as it is compared."""
        told = wire_columns(table) or {}
        wanted = ", ".join(told[one] for one in names.columns(table) if one in told)
        missing = [one for one in names.columns(table) if one not in told]
        assert missing in ([], ["deleted_at"]), (table, missing)
        return {
            bytes(row[0]): tuple(row[1:])
            for row in self.profile.ask(f"SELECT r.uid, {wanted} FROM {table} AS r")
        }


def uid(name: str) -> uuid.UUID:
    """A name of the model at the centre."""
    return uuid.UUID(bytes=names.uid_of(name))


def who(user: str) -> Who:
    """A user of the model at the centre."""
    return Who(uuid.UUID(bytes=names.WORKSPACE), uid(user), names.device(user), USERS[user])


def make_templates(cluster: Cluster, folder: Path) -> None:
    """The database and the stores every history starts from, made once."""
    dsn = cluster.database(TEMPLATE)
    centre = RealCentre(dsn)
    centre.rows()
    for user in USERS:
        laptop = RealLaptop(user, folder / f"{user}.db", centre)
        with laptop.profile.store.transaction(0, None, muted=True) as uow:
            state.write(
                uow.conn,
                server="x",
                workspace=names.WORKSPACE.hex(),
                user=names.uid_of(user).hex(),
                last_seq=0,
                generation=centre.generation(),
            )
        laptop.pull(None, 1_800_000_000_000)
        laptop.close()
    centre.close()


class Parts:
    """A centre and three laptops for one history, as they are when nothing happened yet or `begun`."""

    def __init__(self, cluster: Cluster, templates: Path, folder: Path, template: str = TEMPLATE) -> None:
        self.cluster = cluster
        self.name = f"s_{uuid.uuid4().hex}"
        self.centre = RealCentre(cluster.database(self.name, template))
        self.laptops: dict[str, RealLaptop] = {}
        for user in USERS:
            path = folder / f"{user}.db"
            shutil.copy(templates / path.name, path)
            self.laptops[user] = RealLaptop(user, path, self.centre)

    def close(self, kept: str | None = None) -> None:
        """Ends everything and removes the database, of which a copy may be kept under a name."""
        for laptop in self.laptops.values():
            laptop.close()
        self.centre.close()
        if kept is not None:
            self.cluster.database(kept, self.name)
        self.cluster.drop(self.name)


__all__ = ["Parts", "make_templates"]
