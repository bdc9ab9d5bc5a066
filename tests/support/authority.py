"""An authority of one's own and what it signs: a good certificate for 127.0.0.1, and twelve that must be refused (T17)."""

from __future__ import annotations

import datetime
import ipaddress
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = "127.0.0.1"
BAD = (
    "expired",
    "not_yet",
    "other_name",
    "other_address",
    "no_name",  # only the old common name
    "client_only",
    "unknown_authority",
    "self_signed",
    "authority_expired",
    "issuer_is_no_authority",
    "path_too_long",
    "name_not_permitted",
)
"""What may be wrong with a certificate, each time with a chain that is otherwise sound."""
_YEAR = (-1.0, 365.0)


@dataclass(frozen=True)
class Signed:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Shown:
    """What a server shows and a client believes: files of the chain, of the key, of the authority."""

    chain: Path
    key: Path
    authority: Path


def shown(folder: Path, kind: str = "good") -> Shown:
    """A server's files in a folder, good or of one of the kinds of `BAD`."""
    days = (-30.0, -1.0) if kind == "authority_expired" else _YEAR
    permitted = [x509.DNSName("exemple.fr")] if kind == "name_not_permitted" else []
    root = _authority("Autorité", None, days, permitted)
    between: list[Signed] = []
    if kind in {"issuer_is_no_authority", "path_too_long"}:
        between = [_authority("Entre", root, _YEAR, [], sound=kind != "issuer_is_no_authority")]
    leaf = _leaf(kind, (between or [root])[-1])
    believed = _authority("Autorité", None, _YEAR, []) if kind == "unknown_authority" else root
    folder.mkdir(parents=True, exist_ok=True)
    chain = [leaf, *reversed(between)]
    made = Shown(folder / "chain.pem", folder / "key.pem", folder / "authority.pem")
    made.chain.write_bytes(b"".join(_pem(one.certificate) for one in chain))
    made.authority.write_bytes(_pem(believed.certificate))
    made.key.write_bytes(
        leaf.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    made.key.chmod(0o600)
    return made


def _leaf(kind: str, issuer: Signed) -> Signed:
    days = {"expired": (-9.0, -1.0), "not_yet": (2.0, 9.0), "authority_expired": (-20.0, 9.0)}.get(
        kind, _YEAR
    )
    name: x509.GeneralName = {
        "other_name": x509.DNSName("autre.exemple.fr"),
        "other_address": x509.IPAddress(ipaddress.ip_address("127.0.0.2")),
        "name_not_permitted": x509.DNSName("localhost"),
    }.get(kind, x509.IPAddress(ipaddress.ip_address(HERE)))
    more: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
    ]
    if kind != "no_name":
        more.append((x509.SubjectAlternativeName([name]), False))
    if kind == "client_only":
        more.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), True))
    return _signed(HERE, None if kind == "self_signed" else issuer, days, more)


def _authority(
    name: str,
    issuer: Signed | None,
    days: tuple[float, float],
    permitted: list[x509.GeneralName],
    *,
    sound: bool = True,
) -> Signed:
    """A root may sign certificates of servers and no further authority."""
    constraint = x509.BasicConstraints(ca=sound, path_length=0 if sound else None)
    more: list[tuple[x509.ExtensionType, bool]] = [(constraint, True)]
    if permitted:
        more.append((x509.NameConstraints(permitted, None), True))
    return _signed(name, issuer, days, more)


def _signed(
    name: str,
    issuer: Signed | None,
    days: tuple[float, float],
    more: list[tuple[x509.ExtensionType, bool]],
) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.fromtimestamp(time.time(), datetime.UTC)
    building = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
    )
    for extension, critical in more:
        building = building.add_extension(extension, critical)
    return Signed(building.sign(key if issuer is None else issuer.key, hashes.SHA256()), key)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
