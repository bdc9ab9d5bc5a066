"""What is done to saved views: kept, brought up to date, renamed, shared, moved, deleted."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from prospectdesk.domain.errors import Invalid
from prospectdesk.queries.prospects_views import Question
from prospectdesk.ui.prospects.lists import SCREEN, Lists
from prospectdesk.ui.prospects.views import ALL, View, built_in, in_order, restored, same_list, stored

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.page import ProspectsPage

ORDER = "prospects.views"
LONGEST = 60


class ViewActs(QObject):
    """The views of the page, and the acts of their menu. `chosen` is the key of the tab last pressed."""

    def __init__(self, page: ProspectsPage) -> None:
        super().__init__(page)
        self.page = page
        self.views: list[View] = []
        self.chosen = ALL
        bar = page.views
        for signal, act in (
            (bar.save_wanted, self._save), (bar.update_wanted, self._update),
            (bar.rename_wanted, self._rename), (bar.share_wanted, self._share),
            (bar.delete_wanted, self._delete),
        ):  # fmt: skip
            signal.connect(lambda act=act: page.desk.spawn(page, act()))
        bar.moved.connect(self._move)

    def show(self, lists: Lists, login: str, today: int) -> None:
        """Built-in and saved views, in the order kept."""
        saved = [restored(row, today) for row in lists.views]
        views = built_in(login, today) + [view for view in saved if view is not None]
        order = lists.settings.get(ORDER)
        self.views = in_order(views, order if isinstance(order, list) else [])
        self.page.views.show_views(self.views)

    def find(self, key: str) -> View | None:
        """The view of a key."""
        return next((view for view in self.views if view.key == key), None)

    def mark(self, question: Question) -> None:
        """Marks the tab of what is shown: the one pressed last, or another that keeps just that."""
        view = self.find(self.chosen)
        if view is None or not same_list(view.question, question):
            same = next((one for one in self.views if same_list(one.question, question)), None)
            view = same or view or self.find(ALL)
        if view is not None:
            self.chosen = view.key
            self.page.views.choose(view.key, changed=question != view.question)

    async def _save(self) -> None:
        from prospectdesk.commands.drafts import SaveView
        from prospectdesk.ui.kit import ask  # late: not for the first picture

        title = await ask.text(
            self.page, self.tr("Enregistrer la vue"), self.tr("Nom de la vue"), yes=self.tr("Enregistrer"),
            check=self._check, limit=LONGEST,
        )  # fmt: skip
        if title is not None:
            done = await self._do(SaveView(screen=SCREEN, title=title, data=self._data()))
            self.chosen = f"view{done.row_id}"

    def _check(self, title: str) -> None:
        if not title:
            raise Invalid("mandatory", "Champ obligatoire : {label}", label=self.tr("Nom de la vue"))

    def _data(self) -> dict[str, Any]:
        return stored(self.page.question, self.page.desk.today(), self.page.model.folded)

    async def _do(self, command: Any) -> Any:
        return await self.page.desk.do(command, self.page)

    async def _put(self, view: View, **changes: Any) -> None:
        """Replaces a saved view, with some of its parts changed."""
        from prospectdesk.commands.drafts import SaveView

        parts = {
            "title": view.title, "shared": view.shared,
            "data": stored(view.question, self.page.desk.today(), view.folded), **changes,
        }  # fmt: skip
        await self._do(SaveView(screen=SCREEN, view=view.saved, **parts))

    def _saved(self) -> View | None:
        view = self.page.views.current()
        return view if view is not None and view.saved is not None else None

    async def _update(self) -> None:
        view = self._saved()
        if view is not None:
            await self._put(view, data=self._data())

    async def _share(self) -> None:
        view = self._saved()
        if view is not None:
            await self._put(view, shared=not view.shared)

    async def _rename(self) -> None:
        from prospectdesk.ui.kit import ask  # late: not for the first picture

        view = self._saved()
        if view is None:
            return
        title = await ask.text(
            self.page, self.tr("Renommer la vue"), self.tr("Nom de la vue"), value=view.title,
            yes=self.tr("Renommer"), check=self._check, limit=LONGEST,
        )  # fmt: skip
        if title is not None and title != view.title:
            await self._put(view, title=title)

    async def _delete(self) -> None:
        from prospectdesk.commands.drafts import DeleteView

        view = self._saved()
        if view is not None and view.saved is not None:
            await self._do(DeleteView(view=view.saved))
            self.chosen = ALL

    def _move(self, way: int) -> None:
        view = self.page.views.current()
        if view is None:
            return
        keys = [one.key for one in self.views]
        place = keys.index(view.key)
        keys.insert(place + way, keys.pop(place))
        self.views = in_order(self.views, keys)
        self.page.views.show_views(self.views)
        self.mark(self.page.question)
        self.page.desk.spawn(self.page, self._keep_order(keys))

    async def _keep_order(self, keys: list[str]) -> None:
        from prospectdesk.commands.drafts import SaveSettings

        desk = self.page.desk
        await desk.write(functools.partial(desk.bus.do, SaveSettings(values={ORDER: keys})), self.page)
        self.page.refresh()
