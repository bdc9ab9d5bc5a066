"""The kit's widgets by mouse and keyboard, in both themes, at 150 %."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QScrollArea, QTableView, QVBoxLayout, QWidget

from prospectdesk.domain.clock import day_number
from prospectdesk.ui import screens
from prospectdesk.ui.gallery.page import GalleryPage
from prospectdesk.ui.gallery.samples import sample_table
from prospectdesk.ui.kit.bars import InfoBanner, SelectionBar, UndoBar
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Figure, StageBar, Stepper
from prospectdesk.ui.kit.chips import Chip, ChipRow, ToggleChips
from prospectdesk.ui.kit.dates import DateChips, DateField
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.fields import Labelled, SearchField
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label, heading
from prospectdesk.ui.kit.pills import Badge, Pill
from prospectdesk.ui.kit.reasons import Reason, ReasonPopover
from prospectdesk.ui.kit.roles import disable, enable
from prospectdesk.ui.kit.tabs import SegmentedTabs
from prospectdesk.ui.kit.theme import Look, bundled_family

TODAY = day_number(date(2026, 11, 24))
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shown(theme, qtbot):
    """Shows a widget and answers it."""

    def show(widget, width=400, height=0):
        qtbot.addWidget(widget)
        widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        return widget

    return show


@pytest.mark.spec("X-05")
def test_a_disabled_control_says_what_enables_it(shown):
    button = shown(Button("Supprimer", tip="Supprime le contact"))
    disable(button, "Définissez d’abord un autre interlocuteur privilégié")
    disable(button, "Autre raison")
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Autre raison"
    enable(button)
    assert (button.isEnabled(), button.toolTip()) == (True, "Supprime le contact")
    with pytest.raises(ValueError, match="reason"):
        disable(button, "")


@pytest.mark.spec("X-05")
def test_a_disabled_action_says_what_enables_it(qapp):
    action = QAction("Prospection")
    disable(action, "Réservé aux comptes recruteur")
    assert (action.isEnabled(), action.toolTip()) == (False, "Réservé aux comptes recruteur")


def test_a_label_shows_html_as_it_stands_and_tells_what_it_cuts(shown):
    label = shown(Label("<b>Société au nom très long</b> & Fils", elide=True), 60)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.is_cut()
    assert "&lt;b&gt;Société au nom très long&lt;/b&gt; &amp; Fils" in label.toolTip()
    label.resize(600, 20)
    assert label.toolTip() == ""
    label.setToolTip("Autre chose")
    label.resize(60, 20)
    assert label.toolTip() == "Autre chose"
    assert heading("Contacts").property("role") == "section"


def test_an_icon_button_has_a_name_to_be_read_aloud(shown):
    button = shown(IconButton("pencil", "Modifier"))
    assert button.accessibleName() == button.toolTip() == "Modifier"


def test_a_chip_is_taken_away_by_its_cross_or_by_the_keyboard(shown, qtbot):
    chip = shown(Chip("Étape : En cours", removable=True))
    clicks = []
    chip.clicked.connect(lambda: clicks.append(1))
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 14, chip.height() // 2))
    assert clicks == []
    qtbot.mouseClick(chip, LEFT, pos=QPoint(14, chip.height() // 2))
    assert clicks == [1]
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)


def test_chips_choose_one_or_several(shown, qtbot):
    one = shown(ChipRow([("all", "Tout", ""), ("notes", "Notes", "")], name="kinds"))
    with qtbot.waitSignal(one.chosen) as told:
        qtbot.mouseClick(one.chips["notes"], LEFT)
    assert told.args == ["notes"] == [one.current()]
    several = shown(ToggleChips([("a", "A", ""), ("b", "B", "")], name="toggles"))
    several.switch({"a"})
    with qtbot.waitSignal(several.changed) as told:
        qtbot.mouseClick(several.chips["b"], LEFT)
    assert told.args == [{"a", "b"}]


def test_tabs_follow_mouse_and_arrows_and_keep_their_choice(shown, qtbot):
    tabs = shown(SegmentedTabs([("a", "Fiche"), ("b", "Suivi"), ("c", "Historique")], name="sheet.tabs"))
    told = []
    tabs.chosen.connect(told.append)
    qtbot.mouseClick(tabs.tabs["b"], LEFT)
    qtbot.keyClick(tabs.tabs["b"], Qt.Key.Key_Right)
    qtbot.keyClick(tabs.tabs["c"], Qt.Key.Key_Right)
    qtbot.keyClick(tabs.tabs["a"], Qt.Key.Key_End)
    assert told == ["b", "c", "a", "c"]
    tabs.show_counts({"c": 1214})
    assert tabs.tabs["c"].text() == "Historique · 1\u202f214"
    tabs.show_options([("c", "Historique"), ("d", "Autre")])
    assert (tabs.current(), tabs.tabs["d"].objectName()) == ("c", "sheet.tabs.d")


def test_the_undo_bar_takes_back_once_and_goes_by_itself(shown, qtbot):
    page = QWidget()
    box = QVBoxLayout(page)
    box.addWidget(field := QLineEdit())
    box.addWidget(bar := UndoBar("undo"))
    shown(page, 500, 120)
    field.setFocus()
    undone = []
    bar.offer("Relance reportée", lambda: undone.append(1))
    qtbot.mouseClick(bar.button, LEFT)
    assert (undone, bar.isVisible()) == ([1], False)
    bar.offer("Relance reportée", None, last_ms=10)
    assert not bar.button.isVisible()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_the_selection_bar_shows_while_something_is_ticked(shown):
    bar = shown(SelectionBar("prospects.selection"))
    bar.add("Affecter…", "user", "prospects.assign", lambda: None)
    bar.show_count(3, "3 prospects sélectionnés")
    assert (bar.isVisible(), bar.label.text()) == (True, "3 prospects sélectionnés")
    bar.show_count(0, "")
    assert not bar.isVisible()


def test_widgets_without_a_page_never_open_a_window(theme, qtbot, qapp):
    parts = [InfoBanner("Hors ligne", "warn", button="Voir"), Badge("3"), UndoBar(), SelectionBar(),
             EmptyState("info", "Rien", "Texte", "Bouton"), Figure("Créer", "plus", "ok")]  # fmt: skip
    for part in parts:
        qtbot.addWidget(part)
        assert not part.isVisible(), part


def test_a_banner_hides_with_its_sentence(shown, qtbot):
    page = QWidget()
    box = QVBoxLayout(page)
    banner = InfoBanner("", "warn", button="Voir", name="x.banner")
    box.addWidget(banner)
    shown(page, 500, 80)
    assert not banner.isVisible()
    banner.say("Vous êtes hors ligne.", "warn")
    assert banner.isVisible()
    with qtbot.waitSignal(banner.pressed):
        qtbot.mouseClick(banner.button, LEFT)
    banner.say("")
    assert not banner.isVisible()


def test_a_search_is_told_after_a_pause_and_emptied_by_escape(shown, qtbot):
    field = shown(SearchField("Rechercher", "prospects.search", pause_ms=20))
    told = []
    field.searched.connect(told.append)
    qtbot.keyClicks(field, "per")
    qtbot.waitUntil(lambda: told == ["per"])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert told == ["per", ""]
    field.show_text("autre")
    qtbot.wait(40)
    assert told == ["per", ""]


def test_a_date_field_tells_dates_and_keeps_what_is_none(shown, qtbot):
    field = shown(DateField(lambda: TODAY, "relance.date", "Date"))
    told = []
    field.changed.connect(told.append)
    for text in ("25/11/2026", "25/11/26", "pas une date", "", "demain"):
        field.field.setText(text)
        qtbot.keyClick(field.field, Qt.Key.Key_Return)
        if text == "pas une date":
            assert field.field.property("invalid") == "true"
            assert (field.field.text(), field.is_valid(), field.day()) == ("pas une date", False, TODAY + 1)
    assert told == [TODAY + 1, None, TODAY + 1]
    assert field.field.text() == "25/11/2026"
    assert field.field.toolTip() == "mercredi 25 novembre 2026"


def test_the_calendar_opens_on_the_date_in_french(shown, qtbot, theme):
    field = shown(DateField(lambda: TODAY, "relance.date", "Date"))
    qtbot.mouseClick(field.button, LEFT)
    month = field.popup.month
    assert (field.popup.isVisible(), month.selectedDate()) == (True, QDate(2026, 11, 24))
    assert month.locale().monthName(11) == "novembre"
    days = month.findChild(QTableView)
    assert days.verticalScrollBar().maximum() == 0
    weekend = month.weekdayTextFormat(Qt.DayOfWeek.Sunday).foreground().color()
    assert weekend == theme.color("text_2")
    month.clicked.emit(QDate(2026, 12, 1))
    assert (field.popup.isVisible(), field.day()) == (False, TODAY + 7)


def test_date_chips_tell_the_day_they_stand_for(shown, qtbot):
    chips = shown(DateChips(lambda: TODAY, "relances.dates"))
    told = []
    chips.chosen.connect(told.append)
    for key in ("tomorrow", "3d", "1w", "1m", "365d", "730d"):
        qtbot.mouseClick(chips.chips[key], LEFT)
    days = [1, 3, 7, 30, 365, 730]
    assert told == [TODAY + away for away in days]
    assert chips.chips["tomorrow"].toolTip() == "mercredi 25 novembre 2026"


def test_a_labelled_field_shows_its_error_beneath(shown):
    field = shown(Labelled("SIRET", QLineEdit(), hint="14 chiffres"), 300, 90)
    assert field.field.accessibleName() == "SIRET"
    field.show_error("Un SIRET a 14 chiffres.")
    assert (field.under.text(), field.field.property("invalid")) == ("Un SIRET a 14 chiffres.", "true")
    field.show_error("")
    assert (field.under.text(), field.field.property("invalid")) == ("14 chiffres", "false")


def test_steps_stages_and_counts_are_read_aloud(shown):
    steps = shown(Stepper(["Fichier", "Clé"], "import.steps"), 500)
    steps.show_step(1, ["UTF-8"])
    assert (steps.step(), steps.accessibleName()) == (1, "Étape 2 sur 2\u00a0: Clé")
    assert shown(StageBar(2, 4, "20\u00a0%")).accessibleName() == "Étape 2 sur 4 20\u00a0%"
    badge = shown(Badge("3"))
    badge.show_count(0)
    assert (badge.isVisible(), shown(Pill("Chaud", "hot", "flame")).accessibleName()) == (False, "Chaud")


def test_reasons_replace_each_other(shown):
    popover = ReasonPopover("why")
    popover.explain("Pourquoi 60", [Reason("NAF", "+40"), Reason("Ville", "+20")])
    popover.explain("Pourquoi 40", [Reason("NAF", "+40")], "Score sur 100")
    shown(popover)
    assert (popover.lines.count(), popover.accessibleDescription()) == (1, "NAF +40")
    assert popover.foot.isVisible()


def test_chips_go_on_in_the_next_line(shown):
    page = QWidget()
    flow = FlowLayout(page)
    for number in range(6):
        flow.addWidget(Chip(f"Filtre {number}", removable=True))
    shown(page, 260, 200)
    tops = {flow.itemAt(number).widget().y() for number in range(6)}
    assert len(tops) > 1
    assert flow.heightForWidth(260) > flow.heightForWidth(2000)
    assert flow.itemAt(6) is None


def test_the_table_ticks_opens_peeks_and_edits(shown, qtbot):
    view = shown(sample_table("prospects.table", "Prospects"), 1000, 400)
    model = view.paged()
    told = []
    view.opened.connect(lambda one: told.append(("open", one)))
    view.peeked.connect(lambda one: told.append(("peek", one)))
    view.edit_refused.connect(lambda: told.append("no edit"))

    def press(row, column, modifier=Qt.KeyboardModifier.NoModifier):
        place = view.visualRect(model.index(row, column)).center()
        qtbot.mouseClick(view.viewport(), LEFT, modifier, place)

    press(2, 0), press(4, 0, Qt.KeyboardModifier.ShiftModifier)
    assert model.ticked.ids() == [1, 2, 3, 4]
    press(3, 7), press(3, 1)
    assert (view.current_id(), told.pop()) == (3, ("open", 3))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_F2):
        qtbot.keyClick(view, key)
    assert told == [("peek", 4), ("open", 4), "no edit"]
    qtbot.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert not model.ticked.has(4)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert model.ticked.all()
    assert view.go_to(9)
    assert not view.go_to(99)


def test_a_cell_is_edited_in_place(shown, qtbot):
    view = shown(sample_table("prospects.table", "Prospects"), 1000, 400)
    model = view.paged()
    told = []
    model.edited.connect(lambda *what: told.append(what))
    view.setCurrentIndex(model.index(2, 6))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit, "cell.city")
    assert editor.text() == "Lyon"
    editor.setText("Givors")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told == [(2, "city", "Givors")])


def test_heads_sort_and_tick_everything(shown, qtbot):
    view = shown(sample_table("prospects.table", "Prospects"), 1000, 400)
    model, head = view.paged(), view.head
    with qtbot.waitSignal(model.sort_requested) as told:
        qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(head.sectionViewportPosition(1) + 20, 10))
    assert told.args == ["name", False]
    qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(20, 10))
    assert model.ticked.all()


def fits(page):
    scroll = page.findChild(QScrollArea, "gallery.scroll")
    return scroll.widget().width() <= scroll.viewport().width()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 680)])
def test_the_gallery_shows_every_widget_without_cutting_texts(theme, qtbot, mode, width, height):
    page = GalleryPage(lambda: TODAY)
    qtbot.addWidget(page)
    picture = screens.render(page, (width, height), mode)
    assert (picture.width(), picture.height()) == (width, height)
    assert screens.colors(picture) > 100
    assert fits(page)
    assert screens.cut_texts(page) == []
    assert not page.isVisible()


def test_the_gallery_stands_large_text_and_fine_screens(theme, qtbot):
    theme.apply(Look("light", "compact", 150, bundled_family()))
    page = GalleryPage(lambda: TODAY)
    qtbot.addWidget(page)
    picture = screens.render(page, (1024, 680), "light", scale=2)
    assert (picture.width(), picture.devicePixelRatio()) == (2048, 2)
    assert fits(page)
    assert screens.cut_texts(page) == []
