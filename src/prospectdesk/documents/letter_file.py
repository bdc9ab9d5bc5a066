"""What the file of a letter says of itself: its day, its title, its language, its colours, as archives ask (X-09, PDF/A-2b)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from prospectdesk.documents import srgb
from prospectdesk.domain.letter import Letter

LANGUAGE = "fr-FR"
UNDATED = "2000-01-01"
PROGRAM = "ProspectDesk"
_AUTHOR = "<dc:creator><rdf:Seq><rdf:li>{0}</rdf:li></rdf:Seq></dc:creator>\n"
_SUBJECT = '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{0}</rdf:li></rdf:Alt></dc:description>\n'
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{author}{subject}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{day}T00:00:00+00:00</xmp:CreateDate><xmp:ModifyDate>{day}T00:00:00+00:00</xmp:ModifyDate>
<xmp:CreatorTool>{program}</xmp:CreatorTool><pdf:Producer>{program}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def author(letter: Letter) -> str:
    """Who the file says has written it."""
    return letter.sender[0] if letter.sender else ""


def metadata(letter: Letter) -> Any:
    """The stream that tells readers and archives title, author, language and day; nothing of the moment it is made."""
    packet = _XMP.format(
        title=_safe(letter.title),
        author=_AUTHOR.format(_safe(author(letter))) if author(letter) else "",
        subject=_SUBJECT.format(_safe(letter.subtitle)) if letter.subtitle else "",
        language=LANGUAGE,
        day=letter.dated or UNDATED,
        program=PROGRAM,
    )
    about = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    return PDFStream(about, packet.encode("utf-8"), filters=[])


def _safe(value: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", value))


def intents(document: Any) -> Any:
    """What the colours of the file mean: sRGB, whose profile is in it. `document` is reportlab's."""
    stream = PDFStream(PDFDictionary({"N": 3}), srgb.profile(), filters=[PDFZCompress])
    told = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString(srgb.NAME),
        "RegistryName": PDFString("http://www.color.org"),
        "Info": PDFString(srgb.NAME),
        "DestOutputProfile": document.Reference(stream),
    }
    return PDFArray([PDFDictionary(told)])


def declare(document: Any, letter: Letter) -> None:
    """Puts all of it into the root of the file. `document` is reportlab's, which knows no output intent by itself."""
    root = document.Catalog
    root.__NoDefault__ = [*root.__NoDefault__, "OutputIntents"]
    root.OutputIntents = intents(document)
    root.Metadata = metadata(letter)


def moment(letter: Letter) -> Any:
    """The day of a letter, as reportlab keeps the moment a file is made."""
    day = date.fromisoformat(letter.dated or UNDATED)
    made = TimeStamp(1)
    made.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
    return made
