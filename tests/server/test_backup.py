"""The scripts of the administrator on a real PostgreSQL: a dump, a new database, another life of the centre."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from centre import ELSEWHERE, Centre, Cluster, with_part
from served import Service

from prospectdesk.server.config import Settings
from prospectdesk.server.embedded import programs

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for sh"),
]
SCRIPTS = Path(__file__).resolve().parents[2] / "packaging" / "server"


def script(name: str, *words: str) -> str:
    # pg_dump and pg_restore of the server they talk to: the wheel's, or those of a machine with a server of its own
    tools = "" if os.environ.get(ELSEWHERE) else f"{programs()}:"
    environment = os.environ | {
        "PATH": f"{tools}{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PROSPECTDESK": str(Path(sys.executable).parent / "prospectdesk"),
    }
    done = subprocess.run(
        ["sh", str(SCRIPTS / name), *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.spec("F7")
def test_a_restored_centre_has_all_it_had_and_another_generation(
    cluster: Cluster, centre: Centre, service_settings: Settings, tmp_path: Path
) -> None:
    if not (Path(sys.executable).parent / "prospectdesk").exists():
        pytest.skip("the program is not installed beside this Python")
    name = f"restored_{centre.superuser.rpartition('/')[2].partition('?')[0][-8:]}"
    service = Service(centre, service_settings)
    service.account(centre.person(centre.workspace("Cabinet"), "administrateur", "ugo"))
    service.start()
    former = service.signed("ugo").answer
    service.stop()
    dump = script("backup.sh", str(tmp_path / "dumps"), centre.superuser).splitlines()[-1]
    assert (Path(dump).stat().st_mode & 0o777) == 0o600
    pattern = with_part(centre.superuser, database="DATABASE")
    try:
        script("restore.sh", dump, name, pattern)
        again = Centre(with_part(cluster.dsn, database=name))
        served = Service(again, replace(service_settings, database=again.service))
        served.start()
        try:
            answer = served.signed("ugo").answer
            assert answer["workspace"] == former["workspace"]
            assert answer["generation"] != former["generation"]
            shown = {"device": former["device"], "device_key": former["device_key"]}
            assert served.ask("POST", "/v1/token", shown).status_code == 200
        finally:
            served.stop()
            again.close()
    finally:
        cluster.drop(name)
