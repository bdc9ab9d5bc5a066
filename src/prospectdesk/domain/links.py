"""What may leave through a link (SECURITY R7): rebuilt from validated parts, never taken as given."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import clean_text


def parse_email(text: str, *, label: str = "Courriel") -> str:
    """A syntactically valid address, domain in lower case; existence is not checked (C-18). Raises Invalid."""
    from email_validator import EmailNotValidError, validate_email

    typed = clean_text(text, limit=254, label=label)
    try:
        return validate_email(typed, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise Invalid(
            "bad_email",
            "« {label} » n’est pas une adresse e-mail : {value}. Exemple : prenom@societe.fr.",
            label=label,
            value=typed,
            fields=(label,),
        ) from None


def parse_website(text: str, *, label: str = "Site internet") -> str:
    """A http(s) address; `societe.fr` becomes `https://societe.fr`. Raises Invalid."""
    typed = clean_text(text, limit=300, label=label)
    parts = _split(typed if "://" in typed else f"https://{typed}")
    if parts is None or parts[0] not in {"http", "https"} or "." not in parts[1] or " " in typed:
        raise Invalid(
            "bad_url",
            "« {label} » n’est pas une adresse de site : {value}. Exemple : www.societe.fr.",
            label=label,
            value=typed,
            fields=(label,),
        )
    return web_link(f"{parts[0]}://{parts[1]}{parts[2]}") or typed


def _split(url: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
        port = parts.port
    except ValueError:
        return None
    if not host or parts.username or parts.password:
        return None
    tail = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
    return parts.scheme.lower(), f"{host}:{port}" if port else host, tail


def web_link(url: str) -> str | None:
    """A http(s) link safe to open: real host in punycode, no credentials, or None."""
    parts = None if any(ord(char) < 32 or ord(char) == 127 for char in url) else _split(url)
    if parts is None or parts[0] not in {"http", "https"}:
        return None
    try:
        host = parts[1].encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if any(char in host for char in "<>\"'\\ \t"):
        return None
    return f"{parts[0]}://{host}{quote(parts[2], safe='/?#[]@!$&()*+,;=%:~-._')}"


def tel_link(e164: str) -> str | None:
    """`tel:` of a stored E.164 number, or None: no `*`, `#`, `,`, `;` ever passes (R7)."""
    kept = e164.removeprefix("+")
    return (
        f"tel:+{kept}"
        if e164.startswith("+") and kept.isascii() and kept.isdigit() and len(kept) <= 15
        else None
    )


def mail_link(address: str) -> str | None:
    """`mailto:` of a validated address alone, without any header, or None."""
    try:
        return f"mailto:{quote(parse_email(address), safe='@.!#$*+-/^_`{|}~')}"
    except Invalid:
        return None


def linkedin_search(first: str | None, last: str | None) -> str | None:
    """The search link of C-23, None without a last name."""
    name = " ".join(part for part in (first, last) if part)
    return f"https://www.linkedin.com/search/results/people/?keywords={quote(name)}" if last else None


def parse_linkedin(text: str, *, label: str = "LinkedIn") -> str:
    """A LinkedIn address; another host is refused. Raises Invalid."""
    link = parse_website(text, label=label)
    host = urlsplit(link).hostname or ""
    if host != "linkedin.com" and not host.endswith(".linkedin.com"):
        raise Invalid(
            "bad_linkedin",
            "« {label} » n’est pas une adresse LinkedIn : {value}.",
            label=label,
            value=text[:80],
            fields=(label,),
        )
    return link
