"""What does a request ask? From name-value pairs to criteria, a language and a format; pure.

Systems in hospitals are old and various: names are taken without regard to case, as they were before and as the
guides' own examples misspell them; what is not known is ignored. What would change the answer silently is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_CRITERIA = 20
LONGEST_VALUE = 500

FORMATS = {"text/xml": "xml", "application/json": "json", "text/html": "html"}
RECIPIENTS = {"pat", "prov", "payor"}

#: Names by which older or misspelling systems call the same thing.
OTHER_NAMES = (
    (re.compile(r"^mainsearchcrit(?:e|ie)ria\.[cv]\.(c|cs|csn|dn|ot)(\d*)$"), r"main.\1.\2"),
    (re.compile(r"^mainsearchcriteria\.[cv]\.originaltext(\d*)$"), r"main.ot.\1"),
)
#: Numbered like the criteria, in order of preference.
LANGUAGE = re.compile(r"^informationrecipient\.languagecode\.c(\d*)$")
MOST_LANGUAGES = 5
#: What old systems send where a language tag belongs.
OLD_TAGS = {"sp": "es", "spa": "es", "eng": "en"}
#: What says something about a person, up to its first dot: the patient, or who asks. The answer is kept by nobody.
OF_A_PERSON = [
    "patientperson",
    "age",
    "agegroup",
    "performer",
    "severityobservation",
    "observation",
    "encounter",
    "locationofinterest",
    "servicedeliverylocation",
    "holder",
    "assignedauthorizedperson",
    "assignedentity",
    "representedorganization",
    "knowledgerequestnotification",
]
# What XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Malformed(Exception):
    """The request cannot be answered as it stands; the text says why, in words for its sender's engineer."""


@dataclass(frozen=True)
class Criterion:
    """One thing that is asked about: a code of a system, or words."""

    code: str = ""
    system: str = ""
    text: str = ""


@dataclass(frozen=True)
class Request:
    """What was asked, without everything that does not matter for the answer."""

    criteria: tuple[Criterion, ...]
    languages: tuple[str, ...] = ()
    format: str = "html"
    about_a_person: bool = False

    @property
    def spoken(self) -> list[str]:
        """The languages that are understood, best first, without region or script: "es" for es-US."""
        tags = [tag.lower().replace("_", "-").partition("-")[0] for tag in self.languages]
        return list(dict.fromkeys(OLD_TAGS.get(tag, tag) for tag in tags))


def read(pairs: Iterable[tuple[str, str]]) -> Request:
    """Read the name-value pairs of a request in their order; raise Malformed."""
    numbered: dict[int, dict[str, str]] = {}
    others: dict[str, str] = {}
    for written, value in pairs:
        name = written.strip().lower()
        value = UNWRITABLE.sub("", value).strip()[:LONGEST_VALUE]
        for pattern, known in OTHER_NAMES:
            if match := pattern.match(name):
                _main, field, number = match.expand(known).split(".")
                # The first has no number, or 0; the second is 1.
                numbered.setdefault(int(number[:6] or 0), {}).setdefault(field, value)
                break
        else:
            others.setdefault(name, value)
    if len(numbered) > MOST_CRITERIA:
        raise Malformed(f"At most {MOST_CRITERIA} search criteria are taken at once.")
    criteria = [_criterion(numbered[number]) for number in sorted(numbered)]
    if not criteria:
        raise Malformed("Send mainSearchCriteria.v.c with mainSearchCriteria.v.cs, or mainSearchCriteria.v.ot.")
    recipient = others.get("informationrecipient", "")
    if recipient and recipient.lower() not in RECIPIENTS:
        raise Malformed("informationRecipient is PAT, PROV or PAYOR.")
    return Request(
        criteria=tuple(dict.fromkeys(criteria)),
        languages=_languages(others),
        format=_format(others.get("knowledgeresponsetype", "")),
        about_a_person=any(_family(name) in OF_A_PERSON for name in others),
    )


def _languages(others: dict[str, str]) -> tuple[str, ...]:
    numbered = {int(match[1][:6] or 0): value for name, value in others.items() if (match := LANGUAGE.match(name))}
    return tuple(numbered[number][:35] for number in sorted(numbered) if numbered[number])[:MOST_LANGUAGES]


def _family(name: str) -> str:
    """Return what a name begins with; one without dots (`performer`) carries the number of its repeats there."""
    return name.partition(".")[0].rstrip("0123456789")


def _criterion(fields: dict[str, str]) -> Criterion:
    code, system, text = fields.get("c", ""), fields.get("cs", ""), fields.get("ot", "")
    if code and not system:
        raise Malformed("A mainSearchCriteria.v.c needs its code system as an OID in mainSearchCriteria.v.cs.")
    if code:
        return Criterion(code.upper(), _system(system))
    if not text:
        raise Malformed("A search criterion needs a code (v.c with v.cs) or words (v.ot).")
    return Criterion(text=text)


def _system(written: str) -> str:
    """Return a code system's OID or URI in one form: without a prefix, http for https, in lower case."""
    name = written.lower().removeprefix("urn:oid:").removeprefix("https://").removeprefix("http://")
    return name.rstrip("/")


def _format(asked: str) -> str:
    kind = asked.partition(";")[0].strip().lower()
    if not kind:
        return "html"
    if kind == "application/javascript":
        raise Malformed(
            "JSONP is not offered: it would run our answer as a program in your page. Use application/json."
        )
    if kind not in FORMATS:
        raise Malformed("knowledgeResponseType is text/xml, application/json or text/html.")
    return FORMATS[kind]
