"""Links are rebuilt from validated parts (SECURITY R7, T13)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.links import (
    linkedin_search,
    mail_link,
    parse_email,
    parse_linkedin,
    parse_website,
    tel_link,
    web_link,
)

GOOD_WEB = [(f"{scheme}{host}{tail}", host) for scheme in ("http://", "https://") for host in ("a.fr", "www.b-c.com", "x.y.z:8080")
            for tail in ("", "/", "/p?q=1#f", "/é à")]  # fmt: skip
BAD_WEB = [
    "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "smb://a/b", "ftp://a.fr", "//a.fr", "http://", "https://user:pass@a.fr",
    "https://a.fr\\@b.fr", "vbscript:x", "ms-settings:", "https://a\u202e.fr", "http://[::1", "https://a b.fr", "HTTP:a.fr", "https://a.fr:99999",
    "search-ms:query", "tel:+33", "mailto:a@b.fr", "about:blank", "https:///a", "http://?x", "\x00http://a.fr", "https://<a>.fr",
]  # fmt: skip


@pytest.mark.spec("T13", "R7")
@pytest.mark.parametrize(("url", "host"), GOOD_WEB)
def test_a_web_address_opens_as_itself(url: str, host: str) -> None:
    link = web_link(url)
    assert link is not None
    assert link.startswith(("http://", "https://"))
    assert link.split("://")[1].startswith(host)
    assert link.isascii()


@pytest.mark.spec("T13", "R7")
@pytest.mark.parametrize("url", BAD_WEB)
def test_any_other_scheme_is_not_opened(url: str) -> None:
    assert web_link(url) is None


@pytest.mark.spec("T13", "X-38", "R7")
@pytest.mark.parametrize(
    "number",
    [
        "*21#",
        "+33*21",
        "+33;ext=1",
        "+33,1",
        "tel:+33",
        "0299",
        "+",
        "",
        "+33 2",
        "+３３",
        "+1234567890123456",
        "+33\n1",
        "+33#",
        "+33%2C1",
    ],
)
def test_only_an_e164_number_is_called(number: str) -> None:
    assert tel_link(number) is None


def test_a_stored_number_is_called() -> None:
    assert tel_link("+33299112233") == "tel:+33299112233"


@pytest.mark.spec("T13", "T6", "C-18", "R7")
@pytest.mark.parametrize(
    "address",
    ["a@b.fr?bcc=c@d.fr", "a@b.fr&attach=/etc/passwd", "a@b.fr\nbcc:c@d.fr", "a@b.fr,c@d.fr", "a@b", "@b.fr", "a b@c.fr", "<a@b.fr>", "a@b.fr%0Abcc:c@d.fr"],
)  # fmt: skip
def test_a_mail_link_carries_one_address_and_nothing_else(address: str) -> None:
    link = mail_link(address)
    assert link is None or (link.count("@") == 1 and "?" not in link and "&" not in link and "%0" not in link)


@pytest.mark.spec("R7", "T13")
@given(st.text(max_size=80))
def test_no_text_makes_a_link_door_fail(text: str) -> None:
    for door in (web_link, tel_link, mail_link):
        door(text)


def test_addresses_are_normalised() -> None:
    assert parse_email("Zoe@EXEMPLE.fr") == "Zoe@exemple.fr"
    assert parse_website("www.exemple.fr") == "https://www.exemple.fr"
    assert parse_linkedin("linkedin.com/in/zoe") == "https://linkedin.com/in/zoe"
    for text in ("exemple", "https://exemple", "a b.fr"):
        with pytest.raises(Invalid):
            parse_website(text)
    with pytest.raises(Invalid):
        parse_linkedin("https://linkedin.com.evil.example/in/zoe")


@pytest.mark.spec("C-23")
def test_the_linkedin_field_searches_by_name() -> None:
    assert (
        linkedin_search("Anne", "Caradec")
        == "https://www.linkedin.com/search/results/people/?keywords=Anne%20Caradec"
    )
    assert linkedin_search("Anne", None) is None
