"""What is there to compare about a code? Its descriptor's words, its medicine or device, its dates; pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from procedures.content.units import DOSES

from .kinds import Kinds

#: Biologic medicines carry four letters without a meaning ("-jmdb"), by FDA's naming rule of 2017.
SUFFIX = re.compile(
    r"\b([a-z]+(?:mab|cept|stim|ase|alfa|beta|toxin|toxina|fusp|leucel|vec|temcel|kin|pegol|tecan|dotin|tesirine"
    r"|tansine|aspart|glargine|plasmin|kinra|cel|gene))-[a-z]{4}\b"
)
WORD = re.compile(r"[a-z0-9][a-z0-9.]*")
FIRST_CLAUSE = re.compile(r"[,;:]| - ")
PARENTHESIS = re.compile(r"\([^()]*\)")
GIVEN = re.compile(r"^(?:inj(?:ection|\.)?|infusion)\b[, ]*")
#: Words that stand in every kind of descriptor and tell codes apart by nothing.
COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "by",
        "code",
        "dose",
        "each",
        "for",
        "gm",
        "gram",
        "in",
        "include",
        "includes",
        "including",
        "inj",
        "injection",
        "mcg",
        "mg",
        "ml",
        "not",
        "of",
        "on",
        "or",
        "otherwise",
        "other",
        "per",
        "specified",
        "the",
        "this",
        "to",
        "type",
        "unit",
        "up",
        "use",
        "used",
        "with",
        "without",
    ]
)
#: What a medicine is dissolved or bound in, not what it is.
CARRIERS = frozenset(
    [
        "acetate",
        "citrate",
        "disodium",
        "extended",
        "hcl",
        "human",
        "hydrochloride",
        "injectable",
        "liposomal",
        "liposome",
        "maleate",
        "mesylate",
        "oral",
        "phosphate",
        "potassium",
        "recombinant",
        "release",
        "sodium",
        "succinate",
        "sulfate",
        "suspension",
        "tartrate",
        "sterile",
    ]
)
REPORT = re.compile(
    r"document|patients? (?:who|with|not|did|received|screened|had|refused|encounter)|reason|measure|\bmips\b"
    r"|not (?:performed|prescribed|received|achieved|used)"
)
#: Medicines of which one unit is a whole dose: tracers for scans, living cells.
WHOLE_DOSES = ("study dose", "treatment dose", "therapeutic dose")
#: The letters under which CMS files what doctors report about quality: "documented", "reason not given".
REPORTING = "GM"


@dataclass(frozen=True, slots=True)
class Listed:
    """One code as the database has it."""

    pk: int
    value: str
    description: str
    added: date | None
    ended: date | None
    unit_measure: str
    groups: tuple[int, ...]
    is_explained: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """One code as it is compared.

    `head` are the words of its first clause, `thing` the first of them; `main_kinds` are the kinds that clause names.
    """

    listed: Listed
    text: str
    words: tuple[str, ...]
    head: tuple[str, ...]
    kinds: frozenset[str]
    main_kinds: frozenset[str]
    is_medicine: bool
    is_report: bool

    @property
    def thing(self) -> str:
        """The medicine's first word ("pegfilgrastim"), or the first word of what it is."""
        return self.head[0] if self.head else ""

    @property
    def is_biosimilar(self) -> bool:
        """Whether its descriptor calls it a biosimilar."""
        return "biosimilar" in self.text and "excludes biosimilar" not in self.text

    @property
    def is_another_make(self) -> bool:
        """Whether the code stands for one maker's product of a medicine that has a code of its own."""
        return "not therapeutically equivalent" in self.text


def facts_of(listed: Listed, kinds: Kinds | None) -> Facts:
    """Return what can be compared about one code; without `kinds`, only its words."""
    lower = listed.description.lower()
    text = SUFFIX.sub(r"\1", lower)
    all_words = words_of(text)
    is_medicine = bool(GIVEN.match(lower)) or listed.unit_measure.lower() in (*DOSES, *WHOLE_DOSES)
    clause = FIRST_CLAUSE.split(GIVEN.sub("", PARENTHESIS.sub(" ", text)).strip(" ,"))[0]
    found = kinds.of(all_words) if kinds else frozenset()
    head = [word for word in words_of(clause) if word not in COMMON and not word[0].isdigit()]
    if is_medicine:
        head = [word for word in head if word not in CARRIERS] or head
    return Facts(
        listed=listed,
        text=text,
        words=tuple(singular(word) for word in all_words if word not in COMMON),
        head=tuple(map(singular, head)),
        kinds=found,
        main_kinds=found if is_medicine or not kinds else kinds.of(words_of(FIRST_CLAUSE.split(text)[0])),
        is_medicine=is_medicine,
        is_report=listed.value[0] in REPORTING and REPORT.search(text) is not None,
    )


def words_of(text: str) -> list[str]:
    """Return the words of a lower-case text; dashes and slashes part them."""
    return [word.rstrip(".") for word in WORD.findall(text)]


def singular(word: str) -> str:
    """Return a word without the s of its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def letter_runs(words: Iterable[str]) -> list[str]:
    """Return the letters of words in runs of three to five, with the words' edges marked."""
    runs = []
    for word in words:
        edged = f" {word} "
        for length in (3, 4, 5):
            runs += [edged[start : start + length] for start in range(max(1, len(edged) - length + 1))]
    return runs
