"""The invariants of the specification that a query can tell: (id, what is wrong, query of the ids at fault)."""

QUERIES = (
    (
        "INV-01",
        "Suivis à faire sans aucun acteur",
        "SELECT f.id FROM follow_up f WHERE f.deleted_at IS NULL AND f.done = 0 AND NOT EXISTS (SELECT 1 "
        "FROM follow_up_assignee a WHERE a.follow_up_id = f.id AND a.deleted_at IS NULL)",
    ),
    (
        "INV-02",
        "Sociétés qui ont plusieurs relances à faire",
        "SELECT company_id FROM follow_up WHERE deleted_at IS NULL AND done = 0 AND kind = 'relance' "
        "GROUP BY company_id HAVING count(*) > 1",
    ),
    (
        "INV-02.rp",
        "Leads qui ont plusieurs RP à faire",
        "SELECT min(id) FROM follow_up WHERE deleted_at IS NULL AND done = 0 AND kind = 'rp' "
        "AND lead IS NOT NULL GROUP BY lead HAVING count(*) > 1",
    ),
    (
        "INV-04",
        "Sociétés qui ont plusieurs interlocuteurs privilégiés",
        "SELECT company_id FROM contact WHERE deleted_at IS NULL AND privileged = 1 "
        "GROUP BY company_id HAVING count(*) > 1",
    ),
    (
        "INV-04.colour",
        "Interlocuteurs privilégiés dont la carte n’est pas orange",
        "SELECT id FROM contact WHERE deleted_at IS NULL AND privileged = 1 AND colour <> 'orange'",
    ),
    (
        "INV-07",
        "Types de dossier utilisés deux fois pour une société",
        "SELECT d.company_id FROM dossier d JOIN dossier_type t ON t.id = d.type_id WHERE d.deleted_at IS NULL "
        "AND d.twin = 0 AND t.unique_per_company = 1 GROUP BY d.company_id, d.type_id HAVING count(*) > 1",
    ),
    (
        "INV-10",
        "Sociétés qui ont plusieurs dossiers client",
        "SELECT company_id FROM client_file WHERE deleted_at IS NULL GROUP BY company_id HAVING count(*) > 1",
    ),
    (
        "INV-11.unique",
        "SIRET portés par plusieurs établissements",
        "SELECT min(id) FROM establishment WHERE deleted_at IS NULL AND siret IS NOT NULL "
        "GROUP BY siret HAVING count(*) > 1",
    ),
    (
        "INV-11.seat",
        "Établissements dont le SIRET ne commence pas par le SIREN de leur société",
        "SELECT e.id FROM establishment e JOIN company c ON c.id = e.company_id WHERE e.deleted_at IS NULL "
        "AND e.siret IS NOT NULL AND c.siren IS NOT NULL AND substr(e.siret, 1, 9) <> c.siren",
    ),
)
