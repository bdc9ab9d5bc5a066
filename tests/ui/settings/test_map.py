"""Carte: pictures from outside are switched on, their address is checked, their room is emptied."""

from PySide6.QtCore import Qt

from prospectdesk.jobs import tiles
from prospectdesk.ui.settings.map import MapPage

NAME = "settings.map"


def test_the_pictures_of_the_map_are_chosen(clerk):
    page = clerk.show(MapPage(clerk.desk))
    for name in ("on", "address", "attribution", "room"):
        widget = clerk.find(f"{NAME}.{name}")
        assert widget.accessibleName() or widget.text()
    assert not clerk.find(f"{NAME}.on").isChecked(), "off unless the user wants them"
    assert "rien ne quitte ce poste" in page.banner.label.text()
    assert clerk.find(f"{NAME}.reset").toolTip() == "C’est déjà le Plan IGN, avec la place habituelle."
    clerk.press(f"{NAME}.on")
    assert clerk.ask(tiles.chosen).on
    address = clerk.find(f"{NAME}.address")
    for typed, told in (("http://a.fr/{z}/{x}/{y}", "https://"), ("https://a.fr/plan", "{z}, {x} et {y}")):
        address.setText(typed)
        clerk.qtbot.keyClick(address, Qt.Key.Key_Return)
        clerk.rest()
        assert told in page.address_box.under.text()
        assert clerk.ask(tiles.chosen).template.startswith("https://data.geopf.fr/")
    address.setText("https://tuiles.exemple.fr/{z}/{x}/{y}.png")
    clerk.qtbot.keyClick(address, Qt.Key.Key_Return)
    clerk.rest()
    assert clerk.ask(tiles.chosen).template == "https://tuiles.exemple.fr/{z}/{x}/{y}.png"
    tiles.cache_of(clerk.desk.session).put("a", 1, 1, 1, b"x" * 1_500_000, 10**8)
    page.refresh()
    clerk.rest()
    assert clerk.find(f"{NAME}.used").text() == "1,5\u00a0Mo"
    clerk.press(f"{NAME}.empty")
    assert clerk.find(f"{NAME}.used").text() == "0,0\u00a0Mo"
    clerk.press(f"{NAME}.reset")
    found = clerk.ask(tiles.chosen)
    assert found.on
    assert found.template.startswith("https://data.geopf.fr/")
    assert not tiles.cache_of(clerk.desk.session).folder.exists(), "a demonstration asks for nothing"
