"""Sign-in with a password, tokens with a device key, and change of passwords."""

from __future__ import annotations

import json
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from prospectdesk.server import tokens
from prospectdesk.server.answers import Problem, packed
from prospectdesk.server.gate import Centre, address_of, schema_of, text_of, uid_of
from prospectdesk.server.limits import body_object

_ANSWERED = {"error", "retry_after"}


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    """The answer of a function, or the problem it names."""
    code = found.get("error")
    if code is None:
        return found
    values = {name: value for name, value in found.items() if name not in _ANSWERED}
    raise Problem(code, retry_after=found.get("retry_after"), **values)


async def _call(centre: Centre, function: str, *arguments: Any) -> dict[str, Any]:
    """The answer of a function of the database, by its placeholders. Raises Problem."""
    return _checked(json.loads(await centre.database.value(f"SELECT pd.{function}::text", *arguments)))


async def sign_in(request: Request) -> Response:
    """`POST /v1/sign-in`: makes a device of a user who knows his password."""
    centre: Centre = request.app.state.centre
    schema = schema_of(request, centre.settings)
    asked = await body_object(request)
    login, password = text_of(asked, "login", 200), text_of(asked, "password", 1000)
    device_name = text_of(asked, "device_name", 200, default="")
    workspace = text_of(asked, "workspace", 300, default="") or None
    address = address_of(request, centre.settings)
    centre.addresses.take(address)
    who = (login, workspace, address)
    fake = json.dumps(tokens.PARAMETERS)
    told = await _call(centre, "sign_in_ask($1, $2, $3, $4::text::jsonb)", *who, fake)
    digests = {}
    for one in told["asked"]:
        made = await centre.digester.digest(password, bytes.fromhex(one["salt"]), one["parameters"])
        digests[one["user"]] = made.hex()
    key, fresh = tokens.new_secret(), tokens.new_secret()
    answer = await _call(
        centre,
        "sign_in($1, $2, $3, $4::text::jsonb, $5, $6, $7, $8)",
        *who,
        json.dumps(digests),
        device_name,
        schema,
        tokens.hashed(key),
        tokens.hashed(fresh),
    )
    request.state.device = answer["device"]
    answer |= {"device_key": key, "token": fresh, "schema": centre.settings.schema}
    return await packed(request, json.dumps(answer, ensure_ascii=False))


async def token(request: Request) -> Response:
    """`POST /v1/token`: a fresh token for a device that shows its key."""
    centre: Centre = request.app.state.centre
    schema_of(request, centre.settings, pushing=True)
    asked = await body_object(request)
    device, key = uid_of(asked, "device"), text_of(asked, "device_key", 200)
    address = address_of(request, centre.settings)
    centre.pace.take(device.hex)
    made = tokens.new_secret()
    request.state.device = device.hex
    answer = await _call(
        centre, "renew($1, $2, $3, $4)", device, tokens.hashed(key), tokens.hashed(made), address
    )
    return await packed(request, json.dumps(answer | {"token": made}, ensure_ascii=False))


async def password(request: Request) -> Response:
    """`POST /v1/users/password`: an administrator's for a user, or one's own with `old`."""
    centre: Centre = request.app.state.centre
    asked = await body_object(request)
    user, new = uid_of(asked, "user"), text_of(asked, "password", 1000)
    old = text_of(asked, "old", 1000, default="")
    address = address_of(request, centre.settings)
    me = await centre.caller(request)
    old_digest = b""
    if uuid.UUID(me.user) == user:
        if not old:
            raise Problem("bad_request", "one's own password is changed with `old`")
        told = await centre.as_person(
            request, lambda connection, _: connection.fetchval("SELECT pd.own_salt($1)::text", address)
        )
        kept = _checked(json.loads(told))
        old_digest = await centre.digester.digest(old, bytes.fromhex(kept["salt"]), kept["parameters"])
    salt = tokens.new_salt()
    digest = await centre.digester.digest(new, salt, tokens.PARAMETERS)
    outcome = await centre.as_person(
        request,
        lambda connection, _: connection.fetchval(
            "SELECT pd.set_password($1, $2, $3, $4, $5::text::jsonb, $6)",
            user,
            old_digest,
            salt,
            digest,
            json.dumps(tokens.PARAMETERS),
            address,
        ),
    )
    if outcome != "ok":
        raise Problem(outcome)
    return await packed(request, "{}")
