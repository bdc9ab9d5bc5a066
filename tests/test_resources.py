"""The one door to resources/."""

import pytest

from prospectdesk import resources


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A checkout and an installed package, each with its resources."""
    packaged = tmp_path / "site" / "prospectdesk" / "_resources"
    checkout = tmp_path / "checkout"
    for folder in (packaged, checkout / "resources"):
        (folder / "icons").mkdir(parents=True)
    (packaged / "icons" / "phone.svg").write_text("packaged", encoding="utf-8")
    (packaged / "en.qm").write_bytes(b"\x00\xff")
    (checkout / "resources" / "icons" / "phone.svg").write_text("checkout", encoding="utf-8")
    monkeypatch.setattr(resources, "_PACKAGED", packaged)
    monkeypatch.setattr(resources, "_CHECKOUT", checkout)
    return checkout


def test_the_checkout_comes_before_packaged_copies(folders):
    (folders / "pyproject.toml").write_text("", encoding="utf-8")
    assert resources.text("icons/phone.svg") == "checkout"
    assert resources.data("en.qm") == b"\x00\xff"


def test_an_installed_program_looks_only_into_its_package(folders):
    assert resources.text("icons/phone.svg") == "packaged"


def test_a_folder_has_a_path_too(folders):
    assert resources.path("icons").is_dir()


def test_an_unknown_name_is_told(folders):
    with pytest.raises(FileNotFoundError, match="no resource called icons/none"):
        resources.path("icons/none")


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "/etc/passwd", "", "icons\\phone.svg", "c:x", "a/../../b"]
)
def test_a_name_never_leaves_the_folder(folders, name):
    with pytest.raises(ValueError, match="not a resource name"):
        resources.path(name)
