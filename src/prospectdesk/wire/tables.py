"""The tables that travel, parents first: written by packaging/wire_tables.py, do not edit.

A column is `name:kind`, kind i (integer), t (text), r (real), b (bytes, hex on the wire); `>table` marks a
reference, which on the wire is the uid of its row; `!` marks a column that is never null.
"""

SCHEMA = 1
"""Number of this set of tables: what a client says in X-Schema."""

TABLES = {
    "workspace": (
        "scope:i! name:t! street:t postcode:t city:t latitude:r longitude:r trainings:t contact_quota:i! "
        "alert_access:t! open_tracking:i! settings:t!"
    ),
    "user": (
        "scope:i! deleted_at:i login:t! name:t! email:t licence:t! recruiter:i! school_admin:i! cf:i! "
        "source_seller:i! mailbox_state:t! default_routine_id:b>routine signature:t active:i!"
    ),
    "catalogue": ("scope:i! deleted_at:i kind:t! label:t! rank:i! active:i! data:t! parent_id:b>catalogue"),
    "cabinet": ("scope:i! deleted_at:i name:t! address:t active:i! phone:t email:t legal:t rank:i!"),
    "company": (
        "scope:i! deleted_at:i kind:i! siren:t name:t! legal_form:t naf:t created_on:i headcount_band:t "
        "headcount:i turnover:t turnover_year:i result:t capital:t agreement:t linkedin:t open:i! "
        "register_on:i origin:t merged_into:b"
    ),
    "commune_centre": ("scope:i! code:t! n:i! latitude_sum:r! longitude_sum:r!"),
    "suppression": ("scope:i! hash:t! at:i!"),
    "pipeline": ("scope:i! deleted_at:i label:t! active:i! rank:i!"),
    "letter_template": ("scope:i! deleted_at:i name:t! text:t! saved_at:i!"),
    "routine": (
        "scope:i! deleted_at:i title:t! description:t mandatory:t! weighted:t! alert_above:i active:i!"
    ),
    "office": ("scope:i! deleted_at:i cabinet_id:b>cabinet! name:t! address:t phone:t active:i! rank:i!"),
    "cabinet_service": ("scope:i! deleted_at:i cabinet_id:b>cabinet! service_id:b>catalogue!"),
    "user_cabinet": ("scope:i! deleted_at:i user_id:b>user! cabinet_id:b>cabinet!"),
    "user_service": ("scope:i! deleted_at:i user_id:b>user! service_id:b>catalogue!"),
    "establishment": (
        "scope:i! deleted_at:i company_id:b>company! siret:t name:t brand:t naf:t street:t street2:t "
        "postcode:t city:t city_code:t country:t latitude:r longitude:r precision:t phone:t "
        "headcount_band:t head_office:i open:i! created_on:i origin:t"
    ),
    "registration": (
        "scope:i! deleted_at:i company_id:b>company! registered_at:i! registered_by_id:b>user "
        "source_user_id:b>user operational_user_id:b>user source_id:b>catalogue takeover:i! name:t "
        "legal_form:t siret:t naf:t tax_regime:t accountant:t created_on:i street:t street2:t postcode:t "
        "city:t country:t latitude:r longitude:r phone:t phone_foreign:t fax:t website:t mail:t "
        "linkedin:t seen:t"
    ),
    "non_conformity": (
        "scope:i! deleted_at:i company_id:b>company! at:i! author_id:b>user fields:t! text:t! state:t!"
    ),
    "news_item": ("scope:i! deleted_at:i company_id:b>company! kind:t! title:t! day:i! origin:t! url:t"),
    "software_park": (
        "scope:i! deleted_at:i company_id:b>company! product:t! origin:t! contract_until:i integrator:t "
        "reviews:t source:t noted_on:i! author_id:b>user"
    ),
    "contact": (
        "scope:i! deleted_at:i company_id:b>company! person:b! white_twin_id:b>contact colour:t! "
        "was_orange:i! role:t! title:t first_name:t last_name:t job:t status:t linkedin:t born_on:i "
        "privileged:i! block_call:i! block_sms:i! block_email:i! newsletter:i! bulletin:i! email_origin:t "
        "made_at:i! made_by_id:b>user origin:t erased_at:i"
    ),
    "stage": (
        "scope:i! deleted_at:i pipeline_id:b>pipeline! label:t! percent:i! rank:i! meaning:t active:i!"
    ),
    "dossier_type": (
        "scope:i! deleted_at:i label:t! service_id:b>catalogue pipeline_id:b>pipeline "
        "unique_per_company:i! needs_contract:i! has_missions:i! rank:i! active:i!"
    ),
    "notification": (
        "scope:i! deleted_at:i user_id:b>user! company_id:b>company at:i! event:t! title:t! text:t "
        "treated_at:i"
    ),
    "workspace_mail": (
        "scope:i! deleted_at:i user_id:b>user recipient:t subject:t! body:t! at:i! state:t! cause:t "
        "tries:i! sent_at:i"
    ),
    "saved_view": ("scope:i! deleted_at:i user_id:b>user screen:t! title:t! shared:i! rank:i! data:t!"),
    "portfolio_analysis": (
        "scope:i! deleted_at:i place:t! latitude:r! longitude:r! radius_km:r! mode:t! at:i! "
        "author_id:b>user counts:t! invalid:i! asked:t! parts:i!"
    ),
    "routine_user": ("scope:i! deleted_at:i routine_id:b>routine! user_id:b>user!"),
    "routine_tag": ("scope:i! deleted_at:i company_id:b>company! routine_id:b>routine! tag:t! ex_client:i!"),
    "fit_score": ("scope:i! deleted_at:i company_id:b>company! routine_id:b>routine! value:i! on_day:i!"),
    "conflict": (
        "scope:i! company_id:b>company tbl:t! row_uid:b! col:t! kept:t lost:t kept_by_id:b>user "
        "lost_by_id:b>user kept_at:i lost_at:i reason:t! made_at:i! settled_at:i settled_by_id:b>user "
        "owner:b"
    ),
    "history": (
        "scope:i! company_id:b>company at:i! user_id:b>user object:t! object_uid:b field:t! old:t new:t "
        "owner:b"
    ),
    "contact_point": ("scope:i! deleted_at:i contact_id:b>contact! kind:t! value:t! key:t rank:i! origin:t"),
    "dossier": (
        "scope:i! deleted_at:i company_id:b>company! type_id:b>dossier_type! stage_id:b>stage! status:t! "
        "client_type_id:b>catalogue starts_on:i ends_on:i cabinet_id:b>cabinet office_id:b>office "
        "holder_id:b>user partner_id:b>user amount:t signing_on:i comment:t parent_id:b>dossier "
        "justification:t twin:i! rank:t made_at:i! contract_type_id:b>catalogue offer_id:b>catalogue "
        "bonus_eligible:i! closed_at:i"
    ),
    "portfolio_part": (
        "scope:i! deleted_at:i analysis_id:b>portfolio_analysis! author_id:b>user number:i! data:t!"
    ),
    "timeline": (
        "scope:i! deleted_at:i company_id:b>company! at:i! type:t! author_id:b>user contact_id:b>contact "
        "title:t! text:t! number:t code:t lead:t data:t edited_at:i owner:b"
    ),
    "client_file": (
        "scope:i! deleted_at:i company_id:b>company! number:t! created_at:i! dossier_id:b>dossier"
    ),
    "dossier_reason": ("scope:i! deleted_at:i dossier_id:b>dossier! reason_id:b>catalogue!"),
    "bonus": ("scope:i! deleted_at:i dossier_id:b>dossier! user_id:b>user! amount:t! state:t! made_at:i!"),
    "document": (
        "scope:i! deleted_at:i company_id:b>company! dossier_id:b>dossier label:t! template:t number:i! "
        "title:t! text:t! sha256:t made_at:i! author_id:b>user"
    ),
    "project_piece": ("scope:i! dossier_id:b>dossier! kind:t! sent_on:i returned_on:i signed_on:i"),
    "project_handover": ("scope:i! deleted_at:i dossier_id:b>dossier! made_at:i! author_id:b>user"),
    "mission": (
        "scope:i! deleted_at:i company_id:b>company! dossier_id:b>dossier nature:t! label:t! domains:t "
        "contract_kind:t starts_on:i ends_on:i performer_id:b>user"
    ),
    "follow_up": (
        "scope:i! deleted_at:i company_id:b>company! contact_id:b>contact dossier_id:b>dossier lead:t "
        "kind:t! action_type:t! source_id:b>catalogue rp_case:i day:i! minute:i zone:t priority:i! "
        "description:t done:i! creator_id:b>user origin:t! made_at:i! done_at:i reminded_at:i"
    ),
    "placement": ("scope:i! deleted_at:i mission_id:b>mission! contact_id:b>contact!"),
    "follow_up_assignee": ("scope:i! deleted_at:i follow_up_id:b>follow_up! user_id:b>user!"),
}
