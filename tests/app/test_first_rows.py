"""What is loaded when the first rows of the list are read from a profile that exists."""

import json
import subprocess
import sys

import pytest

from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session

LATE = ("sqlalchemy", "numpy", "alembic", "openpyxl", "reportlab", "geopy", "httpx", "phonenumbers")
SCRIPT = """
import json, sys
from pathlib import Path
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.queries import prospects
import prospectdesk.ui.prospects.page
session = open_session(Opening(data_dir=Path(sys.argv[1])))
rows = session.reader.run(prospects.rows, session.reader.run(prospects.first))
print(json.dumps({"rows": len(rows), "loaded": [name for name in %r if name in sys.modules]}))
session.close()
"""


@pytest.mark.spec("X-27")
def test_the_first_rows_are_read_before_anything_heavy_loads(tmp_path):
    profile = tmp_path / "profile"
    session = open_session(Opening(data_dir=profile, encryption=False))
    with session.store.transaction(0, None) as uow:
        company = uow.insert("company", {"name": "Garage Martin"})
        uow.insert("registration", {"company_id": company, "registered_at": 1})
        uow.finish()
    session.close()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT % (LATE,), str(profile)], capture_output=True, check=True, text=True
    )
    assert json.loads(done.stdout) == {"rows": 1, "loaded": []}
