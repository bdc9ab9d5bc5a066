"""What the file of a letter says of itself: its day, its title, its language, as readers and archives look for them (X-09)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream

from prospectdesk.domain.letter import Letter

LANGUAGE = "fr-FR"
UNDATED = "2000-01-01"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate><xmp:CreatorTool>ProspectDesk</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def author(letter: Letter) -> str:
    """Who the file says has written it."""
    return letter.sender[0] if letter.sender else ""


def metadata(letter: Letter) -> Any:
    """The stream that tells readers and archives title, author, language and day; nothing of the moment it is made."""
    told = {
        "title": letter.title,
        "author": author(letter),
        "subject": letter.subtitle,
        "language": LANGUAGE,
        "day": letter.dated or UNDATED,
    }
    packet = _XMP.format(**{name: escape(_NOT_XML.sub("\ufffd", value)) for name, value in told.items()})
    about = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    return PDFStream(about, packet.encode("utf-8"), filters=[])


def moment(letter: Letter) -> Any:
    """The day of a letter, as reportlab keeps the moment a file is made."""
    day = date.fromisoformat(letter.dated or UNDATED)
    made = TimeStamp(1)
    made.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
    return made
