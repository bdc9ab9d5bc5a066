"""The verbs `do` and `erase`: the same command dataclasses the window sends."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from prospectdesk.cli.output import answer, internal_error, progress
from prospectdesk.commands.contact_states import DeleteContact
from prospectdesk.commands.people import CreateUser
from prospectdesk.commands.registry import describe, from_json, public_commands
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import BadFile, Failure, Invalid
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.jobs.sign_in import require_contact

LIMIT = 50_000_000


def run_do(how: Opening, arguments: Namespace) -> int:
    """Runs the commands of a file, each in a transaction of its own; `--list` only describes them."""
    if arguments.list_commands:
        commands: list[dict[str, Any]] = [
            {"command": name, "doc": (kind.__doc__ or "").strip(), "fields": describe(kind)}
            for name, kind in public_commands().items()
        ]
        text = "\n".join(
            f"{one['command']} : "
            + ", ".join(f["name"] + ("*" if f["required"] else "") for f in one["fields"])
            for one in commands
        )
        answer(arguments, {"commands": commands}, text)
        return 0
    documents = _read(arguments.file)
    session = open_session(how)
    try:
        require_contact(session)
        results = _run_all(session, documents)
    finally:
        session.close()
    for result in results:
        if not result["ok"]:
            progress(result["error"]["message"])
    answer(arguments, {"results": results}, "\n".join(one.get("label", "refusé") for one in results))
    refused = sum(not one["ok"] for one in results)
    if not refused:
        return 0
    return 1 if refused == len(results) else 3


def _read(name: str) -> list[Any]:
    """The list of command objects. Raises BadFile."""
    try:
        data = sys.stdin.buffer.read(LIMIT + 1) if name == "-" else Path(name).read_bytes()
    except OSError:
        raise BadFile(
            "unreadable", "Le fichier « {file} » ne peut pas être lu : rien n’a été fait.", file=name
        ) from None
    if len(data) > LIMIT:
        raise BadFile("too_large", "Le fichier de commandes dépasse 50 Mo : rien n’a été fait.")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadFile(
            "not_json", "Le fichier « {file} » n’est pas du JSON en UTF-8 : rien n’a été fait.", file=name
        ) from None
    return document if isinstance(document, list) else [document]


def _run_all(session: Session, documents: list[Any]) -> list[dict[str, Any]]:
    made: list[str | None] = []
    results = []
    for document in documents:
        try:
            done = _run(session, from_json(_filled(document, made)))
        except Failure as error:
            made.append(None)
            results.append({"ok": False, "error": {"code": error.outcome, "message": error.message}})
        except Exception:  # our own fault: what the other commands did must still be told
            made.append(None)
            results.append({"ok": False, "error": {"code": "unavailable", "message": internal_error()}})
        else:
            made.append(done.uid)
            results.append(_result(session, done))
    return results


def _run(session: Session, command: Any) -> Done:
    """A command; a new user with a password also needs the centre."""
    if isinstance(command, CreateUser):
        from prospectdesk.jobs.users import create_user

        return create_user(session, command)
    return session.bus.do(command)


def _filled(value: Any, made: list[str | None]) -> Any:
    """`"$1"` is the id made by the first command (CLI.md). Raises Invalid when that command made none."""
    if isinstance(value, str) and value[:1] == "$" and value[1:].isdigit():
        place = int(value[1:]) - 1
        if not 0 <= place < len(made) or made[place] is None:
            raise Invalid(
                "bad_reference", "« {ref} » : cette commande n’a rien créé avant celle-ci.", ref=value[:20]
            )
        return made[place]
    if isinstance(value, dict):
        return {key: one if key == "command" else _filled(one, made) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, made) for one in value]
    return value


def _result(session: Session, done: Done) -> dict[str, Any]:
    with session.reader.session() as conn:
        changes = []
        for item in done.changes.items:
            row = conn.execute(f"SELECT lower(hex(uid)) FROM {item.noun} WHERE id = ?", (item.id,)).fetchone()
            text = row[0]
            changes.append(
                {"noun": item.noun, "id": f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"}
            )
    return {
        "ok": True,
        "id": done.uid,
        "label": done.label,
        "changes": changes,
        "undo": done.undo is not None,
    }


def run_erase(session: Session, arguments: Namespace) -> int:
    """Erases one person (C-21)."""
    done = session.bus.do(DeleteContact(contact=arguments.contact))
    answer(arguments, {"erased": done.data["erased"]}, f"{done.data['erased']} carte(s) effacée(s)")
    return 0
