"""Profiles: where they are, and that a lost database never comes back silently as an empty one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from prospectdesk.domain.errors import Invalid, Unavailable
from prospectdesk.store.connection import StoreError
from prospectdesk.store.profile import locate, open_profile


def test_profiles_live_in_the_user_s_data_folder_by_name(home):
    assert locate().folder.name == "default"
    assert locate(name="Agence Ouest").folder.name == "Agence Ouest"
    assert home in locate().folder.parents
    assert "ProspectDesk" in locate().folder.parts


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", ".cache", "a.", " a", "x" * 65, "a\x00"])
def test_a_name_that_is_no_file_name_is_refused(name):
    with pytest.raises(Invalid):
        locate(name=name)


def test_a_given_folder_is_the_profile_itself(tmp_path):
    opened = open_profile(tmp_path / "a" / "b", encryption=False)
    opened.close()
    assert opened.profile.database == tmp_path / "a" / "b" / "prospectdesk.db"


def test_a_folder_with_other_things_keeps_its_rights(tmp_path):
    (tmp_path / "letter.txt").write_text("", encoding="utf-8")
    tmp_path.chmod(0o755)
    open_profile(tmp_path, encryption=False).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755 or sys.platform == "win32"


@pytest.mark.parametrize("emptied", [True, False], ids=["emptied", "gone"])
def test_a_lost_database_is_told_and_not_made_anew(tmp_path, emptied):
    opened = open_profile(tmp_path / "p", encryption=False)
    opened.close()
    opened.profile.database.unlink()
    if emptied:
        opened.profile.database.touch()
    with pytest.raises(StoreError) as caught:
        open_profile(tmp_path / "p")
    assert caught.value.outcome == "damaged"


def test_a_set_up_cut_before_the_database_was_made_starts_again(tmp_path):
    opened = open_profile(tmp_path / "p", encryption=False)
    opened.close()
    opened.profile.database.unlink()
    text = opened.profile.key_file.read_text(encoding="utf-8")
    opened.profile.key_file.write_text(text.replace('"ready": true', '"ready": false'), encoding="utf-8")
    again = open_profile(tmp_path / "p")
    again.close()
    assert again.fresh


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "p").write_text("", encoding="utf-8")
    with pytest.raises(Unavailable):
        open_profile(tmp_path / "p", encryption=False)


def test_opening_a_store_does_not_bring_sqlalchemy(tmp_path):
    code = (
        "import sys; from prospectdesk.store.profile import open_profile; "
        f"open_profile({str(tmp_path / 'p')!r}, encryption=False).close(); "
        "print([one for one in ('sqlalchemy', 'alembic', 'numpy', 'httpx') if one in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
