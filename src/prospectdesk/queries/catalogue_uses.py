"""How often the entries of the lists are used: what is used may be switched off, not deleted."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Use:
    """One place where entries are used: its name, alone and in numbers, and a query of (entry, how often).

    An entry is told by local id, or by its label where only the text is kept.
    """

    one: str
    many: str
    sql: str

    def words(self, number: int) -> str:
        """How many, in words: 1 dossier, 3 dossiers."""
        return f"{number} {self.one if number < 2 else self.many}"


def _by(table: str, column: str) -> str:
    return (
        f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL AND deleted_at IS NULL GROUP BY 1"
    )


_DOSSIER = ("dossier", "dossiers")
USES: dict[str, tuple[Use, ...]] = {
    "source": (
        Use("société", "sociétés", _by("registration", "source_id")),
        Use("suivi", "suivis", _by("follow_up", "source_id")),
    ),
    "type_client": (Use(*_DOSSIER, _by("dossier", "client_type_id")),),
    "regime_imposition": (Use("société", "sociétés", _by("registration", "tax_regime")),),
    "status": (Use("contact", "contacts", _by("contact", "status")),),
    "training_domain": (
        Use(
            "mission",
            "missions",
            "SELECT j.value, count(*) FROM mission m, json_each(m.domains) j WHERE json_valid(m.domains) "
            "AND m.deleted_at IS NULL GROUP BY 1",
        ),
        Use(
            "formation",
            "formations",
            "SELECT j.value, count(*) FROM catalogue t, json_each(t.data, '$.domains') j WHERE t.kind = 'training' "
            "AND json_valid(t.data) AND t.deleted_at IS NULL GROUP BY 1",
        ),
    ),
    "training": (),
    "persona": (),
    "category": (),
    "service": (
        Use("cabinet", "cabinets", _by("cabinet_service", "service_id")),
        Use("collaborateur", "collaborateurs", _by("user_service", "service_id")),
        Use("type de dossier", "types de dossier", _by("dossier_type", "service_id")),
    ),
    "reason": (Use(*_DOSSIER, _by("dossier_reason", "reason_id")),),
    "contract_type": (Use(*_DOSSIER, _by("dossier", "contract_type_id")),),
    "offer": (Use(*_DOSSIER, _by("dossier", "offer_id")),),
    "cabinet": (Use(*_DOSSIER, _by("dossier", "cabinet_id")),),
    "bureau": (Use(*_DOSSIER, _by("dossier", "office_id")),),
    "dossier_type": (Use(*_DOSSIER, _by("dossier", "type_id")),),
    "stage": (Use(*_DOSSIER, _by("dossier", "stage_id")),),
    "pipeline": (
        Use("type de dossier", "types de dossier", _by("dossier_type", "pipeline_id")),
        Use(
            *_DOSSIER,
            "SELECT s.pipeline_id, count(*) FROM dossier d JOIN stage s ON s.id = d.stage_id "
            "WHERE d.deleted_at IS NULL GROUP BY 1",
        ),
    ),
}
BY_LABEL = frozenset({"regime_imposition", "status", "training_domain"})
"""Lists whose label is what is kept in the file."""


def uses(conn: Connection, kind: str) -> dict[int | str, str]:
    """By entry (id or label), what uses it in words; entries nobody uses are absent."""
    found: dict[int | str, list[str]] = {}
    for use in USES[kind]:
        for key, number in conn.execute(use.sql):
            found.setdefault(key, []).append(use.words(number))
    return {key: ", ".join(words) for key, words in found.items()}


def use_of(conn: Connection, kind: str, entry_id: int, label: str) -> str | None:
    """What uses one entry in words, None when nothing does."""
    return uses(conn, kind).get(label if kind in BY_LABEL else entry_id)
