"""Adds or edits one entry of a list, with the fields its list has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.queries.administration import Line, Lists
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.settings.form_dialog import FormDialog

OWNERS = {"offer": "contract_type", "bureau": "cabinet", "stage": "pipeline"}
"""The field that names what a new entry belongs to."""
NARROW_SPACE = "\u00a0"


class EntryDialog(FormDialog):
    """`line` is the entry to edit, None for a new one; `owner` what a new one belongs to, `scope` of a reason."""

    def __init__(
        self, desk: Desk, parent: QWidget, kind: str, name: str, title: str, lists: Lists, *,
        line: Line | None = None, owner: int | None = None, scope: str | None = None,
    ) -> None:  # fmt: skip
        yes = parent.tr("Ajouter") if line is None else parent.tr("Enregistrer")
        super().__init__(desk, parent, title, yes, name)
        self._kind, self._line, self._owner, self._scope = kind, line, owner, scope
        self._lists = lists
        self._values: dict[str, Any] = {} if line is None else line.values
        label = self.tr("Nom") if kind in {"cabinet", "bureau"} else self.tr("Libellé")
        first = self.line("label", label, "" if line is None else line.label, limit=120, said="Libellé")
        makers: dict[str, Callable[[], None]] = {
            "cabinet": self._cabinet,
            "bureau": self._office,
            "contract_type": self._contract_type,
            "dossier_type": self._dossier_type,
            "stage": self._stage,
            "training": self._training,
        }
        if kind in makers:
            makers[kind]()
        first.setFocus()
        first.selectAll()

    def command(self) -> SaveCatalogueEntry:
        """What saving does."""
        given = self.given()
        label = given.pop("label")
        if "missions" in given:
            given["missions"] = tuple(one for one in given["missions"].splitlines() if one.strip())
        if "naf" in given:
            given["naf"] = tuple(given["naf"].replace(",", " ").split())
        if self._line is None and self._kind in OWNERS and self._owner is not None:
            given[OWNERS[self._kind]] = self._owner
        if self._line is None and self._scope is not None:
            given["scope"] = self._scope
        entry = None if self._line is None else self._line.id
        return SaveCatalogueEntry(catalogue=self._kind, label=label, entry=entry, **given)

    def _options(self, kind: str, kept: Any = None) -> list[tuple[int, str]]:
        """The active entries of another list, and those that are chosen already."""
        held = set(kept) if isinstance(kept, list) else {kept}
        return [(one.id, one.label) for one in self._lists[kind] if one.active or one.id in held]

    def _cabinet(self) -> None:
        services = self._values.get("services", [])
        self.checks(
            "services",
            self.tr("Services"),
            self._options("service", services),
            services,
            self.tr("Un dossier propose les cabinets qui ont le service de son type."),
        )
        self.lines("address", self.tr("Adresse"), self._values.get("address"))
        self.beside()
        self.line("phone", self.tr("Téléphone"), self._values.get("phone"), limit=40)
        self.line("email", self.tr("Courriel"), self._values.get("email"), limit=254)
        self.lines("legal", self.tr("Mentions en pied de lettre"), self._values.get("legal"), rows=2)

    def _office(self) -> None:
        self.lines("address", self.tr("Adresse"), self._values.get("address"))
        self.line("phone", self.tr("Téléphone"), self._values.get("phone"), limit=40)

    def _contract_type(self) -> None:
        missions = "\n".join(map(str, self._values.get("missions", [])))
        self.lines(
            "missions",
            self.tr("Missions"),
            missions,
            rows=6,
            hint=self.tr("Une mission par ligne. Les dossiers déjà faits gardent les leurs."),
        )

    def _dossier_type(self) -> None:
        service, pipeline = self._values.get("service"), self._values.get("pipeline")
        self.beside()
        none = (0, self.tr("Aucun service"))
        self.choose("service", self.tr("Service"), [none, *self._options("service", service)], service or 0)
        self.choose("pipeline", self.tr("Pipeline"), self._options("pipeline", pipeline), pipeline)
        for key, label, preset in (
            ("unique", self.tr("Une seule fois par prospect"), True),
            ("contract_required", self.tr("Contrat type et offre obligatoires pour signer"), True),
            ("missions_button", self.tr("Bouton Missions sur le dossier"), False),
        ):
            self.flag(key, label, on=bool(self._values.get(key, preset)))

    def _stage(self) -> None:
        suffix = f"{NARROW_SPACE}%"
        self.number("percent", self.tr("Pourcentage"), int(self._values.get("percent", 0)), 100, suffix)
        effects = [
            ("", self.tr("Aucun")),
            ("gagne", self.tr("Gagné : crée le fichier client")),
            ("proposition", self.tr("Proposition : demande une pièce envoyée (projets)")),
            ("concretise", self.tr("Concrétisé : demande toutes les pièces signées (projets)")),
            ("abandon", self.tr("Abandon : le dossier est perdu et ne change plus d’étape")),
        ]
        self.choose("meaning", self.tr("Effet"), effects, self._values.get("meaning") or "")

    def _training(self) -> None:
        kept = [str(one) for one in self._values.get("domains", [])]
        domains = [one for one in self._lists["training_domain"] if one.active or one.label in kept]
        self.checks(
            "domains",
            self.tr("Domaines"),
            [(one.id, one.label) for one in domains],
            [one.id for one in domains if one.label in kept],
        )
        self.line(
            "naf",
            self.tr("Codes NAF"),
            " ".join(map(str, self._values.get("naf", []))),
            limit=1000,
            hint=self.tr("Ceux des sociétés à qui elle convient, séparés par des espaces : 62.01Z 62.02A."),
        )
