"""Named demonstrations share one centre (X-29): the service with its own PostgreSQL, started when a second one opens.

They meet in a folder beside their profiles: each says every few seconds that it is there; one starts the service,
fills it from the demonstration's data and writes its address; everybody signs in as his user, password "demo".
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from prospectdesk.commands.demo_data import COMPANIES, USERS
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import Unavailable
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import Session, open_session
from prospectdesk.sync import demo_rows

PASSWORD = "demo"
ADMIN = "claire"
WORKSPACE = "Démo Ouest"
ALIVE_SECONDS, START_SECONDS, STOP_SECONDS = 20.0, 180.0, 20.0
READY = "service.json"


class DemoCentre:
    """What one named demonstration knows of the others. `look` is called every few seconds, on the network lane."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.folder = session.profile.folder.parent / ".demo-centre"
        self._sign = self.folder / "profiles" / session.profile.folder.name
        self._process: subprocess.Popen[str] | None = None
        self._claim: Path | None = None

    def look(self) -> bool:
        """Says that this profile is there; starts the service when it is the second; answers whether it just joined."""
        self._sign.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sign.write_text(str(os.getpid()), encoding="ascii")
        url = self._address()
        if url is None and self._others() and self._claimed():
            url = self._start()
        return url is not None and self._join(url)

    def close(self) -> None:
        """This profile is gone; a service it started ends with it."""
        with suppress(OSError):
            self._sign.unlink()
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            (self.folder / READY).unlink()
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)
        if process.stdout is not None:
            process.stdout.close()
        if self._claim is not None:
            self._claim.unlink(missing_ok=True)

    # the others ----------------------------------------------------------------------------
    def _others(self) -> bool:
        return any(one != self._sign and _alive(one) for one in self._sign.parent.iterdir())

    def _address(self) -> str | None:
        """The service's address, while somebody keeps it running."""
        ready = self.folder / READY
        if self._process is not None and self._process.poll() is None:
            with suppress(OSError):
                ready.touch()
        try:
            known = json.loads(ready.read_text(encoding="utf-8"))
            return str(known["url"]) if _alive(ready) else None
        except (OSError, ValueError, KeyError):
            return None

    def _claimed(self) -> bool:
        """Whether it is for this profile to start the service: the first that says so."""
        claim = self.folder / "starting"
        if claim.exists() and Clock().now_ms() / 1000 - claim.stat().st_mtime > START_SECONDS:
            claim.unlink(missing_ok=True)
        try:
            claim.touch(exist_ok=False)
        except FileExistsError:
            return False
        self._claim = claim
        return True

    # the service ---------------------------------------------------------------------------
    def _start(self) -> str:
        """Starts the service, fills it the first time, tells its address."""
        data = self.folder / "data"
        filled = self.folder / "filled"
        secret = self.folder / "password"
        secret.write_text(PASSWORD, encoding="ascii")
        words = ["server", "--embedded", str(data), "--port", "0", "--json"]
        if not filled.exists():
            words += ["--new-workspace", WORKSPACE, "--admin", ADMIN, "--password-file", str(secret)]
        self._process = subprocess.Popen(
            [*program(), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        url = _url_told(self._process.stdout)
        if not filled.exists():
            _register(data)
            _fill(url)
            filled.touch()
        (self.folder / READY).write_text(json.dumps({"url": url}), encoding="utf-8")
        return url

    def _join(self, url: str) -> bool:
        """Signs in as the user of this demonstration; False when that was done before."""
        from prospectdesk.jobs.sign_in import sign_in, state_of

        known = state_of(self._session)
        if known is not None and known.server == url:
            return False
        login = self._session.person.login
        if known is None:
            demo_rows.expect(self._session.store, ADMIN)
        sign_in(self._session, url, login, PASSWORD, device_name=self._session.profile.folder.name)
        return True


def program() -> list[str]:
    """How this program is started once more."""
    frozen = bool(getattr(sys, "frozen", False))
    return [sys.executable] if frozen else [sys.executable, "-m", "prospectdesk"]


def _url_told(output: IO[str] | None) -> str:
    """The address the service prints when it is ready."""
    told = "" if output is None else output.read(1)
    lines = [told]
    depth = told.count("{")
    while depth and output is not None:
        letter = output.read(1)
        if not letter:
            break
        lines.append(letter)
        depth += {"{": 1, "}": -1}.get(letter, 0)
    try:
        return str(json.loads("".join(lines))["url"])
    except (ValueError, KeyError):
        raise Unavailable("demo_centre", "Le service de la démonstration n’a pas pu démarrer.") from None


def _register(data: Path) -> None:
    """The companies of the demonstration enter the centre's directory, as those of the public register do."""
    with tempfile.TemporaryDirectory(prefix="prospectdesk-") as folder:
        file = Path(folder) / "annuaire.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            sheet = csv.writer(out, delimiter=";")
            sheet.writerow(
                ["siret", "raison_sociale", "code_naf", "code_postal", "commune", "longitude", "latitude"]
            )
            for one in COMPANIES:
                place = (one.postcode, one.city, one.longitude, one.latitude)
                sheet.writerow([one.siret, one.name, one.naf or "", *place])
        words = ["server", "--embedded", str(data), "--register", str(file)]
        done = subprocess.run([*program(), *words], capture_output=True, check=False, timeout=START_SECONDS)
    if done.returncode:
        raise Unavailable("demo_centre", "L’annuaire de la démonstration n’a pas pu être préparé.")


def _fill(url: str) -> None:
    """A demonstration of its own, thrown away afterwards, tells everything in the administrator's name."""
    from prospectdesk.commands.conflicts import SettleConflict
    from prospectdesk.jobs.rounds.sync import sync_once
    from prospectdesk.jobs.sign_in import client_of, sign_in
    from prospectdesk.queries.conflicts import open_conflicts

    session = open_session(Opening(demo=True, user=ADMIN))
    try:
        sign_in(session, url, ADMIN, PASSWORD, device_name="démonstration")
        client = client_of(session)
        try:
            told: dict[str, Any] = sync_once(session, client)
            if told["refused"]:
                raise Unavailable("demo_centre", "Le service de la démonstration a refusé des données.")
            for conflict in session.reader.run(open_conflicts):  # of the administrator's own row
                session.bus.do(SettleConflict(id=conflict.id, choice="keep"))
            sync_once(session, client)
            for login, uid in session.reader.run(demo_rows.users).items():
                if login != ADMIN and login in {one[0] for one in USERS}:
                    client.set_password(uid, PASSWORD)
        finally:
            client.close()
    finally:
        session.close()


def _alive(file: Path) -> bool:
    try:
        return Clock().now_ms() / 1000 - file.stat().st_mtime < ALIVE_SECONDS
    except OSError:
        return False
