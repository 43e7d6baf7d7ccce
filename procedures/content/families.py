"""Which sections does a page of each family of codes have, in which order, and under which headings?"""

from dataclasses import dataclass, field
from enum import StrEnum


class Family(StrEnum):
    """What kind of thing a code stands for; it decides which sections a page must, may and must not have."""

    DRUG = "drug"
    PROCEDURE = "procedure"
    TEST = "test"
    DEVICE = "device"
    SUPPLY = "supply"
    VISIT = "visit"
    TRANSPORT = "transport"
    REPORTING = "reporting"


FAMILY_LABELS: dict[Family, str] = {
    Family.DRUG: "Medicine",
    Family.PROCEDURE: "Treatment or operation",
    Family.TEST: "Test or screening",
    Family.DEVICE: "Equipment you use",
    Family.SUPPLY: "Supplies",
    Family.VISIT: "Visit or counseling",
    Family.TRANSPORT: "Ambulance and transport",
    Family.REPORTING: "Reporting note",
}


@dataclass(frozen=True)
class Kind:
    """One kind of section: its name (also its id on the page), heading, and what stands in it."""

    name: str
    heading: str
    help: str
    headings: dict[Family, str] = field(default_factory=dict)

    def heading_for(self, family: Family) -> str:
        """Return the heading on a page of this family."""
        return self.headings.get(family, self.heading)


_KINDS = (
    Kind(
        "summary",
        "The short version",
        "At most 5 lines: what, why, how often or how long, the biggest risk, one thing to do.",
    ),
    Kind("boxed_warning", "Serious warning", "The label's boxed warning in plain words, with its number."),
    Kind(
        "urgent",
        "Get help now if you have any of these",
        "Two lists: what needs 911, and what needs a call to the care team the same day.",
    ),
    Kind(
        "purpose",
        "What it is and what it is for",
        "What it is, what it does, and why somebody is offered it.",
    ),
    Kind(
        "indications",
        "Who it is for",
        "A list. Ages, illnesses, and what must be true first.",
        {Family.TRANSPORT: "When it is used"},
    ),
    Kind("cautions", "Who should take extra care", "A list of people for whom the risk is higher, and why."),
    Kind("preparation", "How to get ready", "A checklist; each item with the reason behind it."),
    Kind("use", "Fitting and using it", "Numbered steps.", {Family.SUPPLY: "How to use it"}),
    Kind("steps", "What happens", "Numbered steps, in the order in which the patient meets them."),
    Kind("equipment", "What is used", "Tools and machines the patient sees."),
    Kind("anesthesia", "Will I be asleep?", "Awake, drowsy or asleep, and what is numbed."),
    Kind("duration", "How long it takes", "The time itself and the time around it."),
    Kind("setting", "Where it happens", "The place, and whether the patient stays."),
    Kind("personnel", "Who will be there", "Who does what."),
    Kind("schedule", "Your treatment calendar", "A table: when, what."),
    Kind("results", "What the results mean", "When they come, what they can say, what comes next."),
    Kind("benefits", "How well it works", "Numbers against the usual alternative, and what is not known."),
    Kind("care", "Daily care", "Cleaning and upkeep.", {Family.SUPPLY: "Storage and care"}),
    Kind("safety", "Safety checks", "Skin and safety checks, and how often."),
    Kind("replacement", "When it is replaced", "How long it lasts, and who pays for a new one."),
    Kind("allowance", "How many a plan usually allows", "How many, how often, and how to ask for more."),
    Kind(
        "risks_common",
        "Side effects and problems that happen most",
        "Each with N in 100, what it feels like, what to do.",
    ),
    Kind("risks_serious", "Serious problems", "Each with N in 100, what it feels like, what to do."),
    Kind("risks_managing", "How problems are handled", "What the team does, and what the patient can do."),
    Kind("experience_during", "What it feels like: during", "What the patient sees, hears and feels."),
    Kind("experience_after", "What it feels like: after", "The hours and days afterwards."),
    Kind(
        "recovery",
        "Afterwards and at home",
        "Do and do not, and when normal life resumes.",
        {Family.VISIT: "Follow-up"},
    ),
    Kind("life", "Pregnancy, driving, work and sex", "Facts, where they apply."),
    Kind(
        "alternatives",
        "Other choices to talk about",
        "A table of real alternatives; a likely next step is none.",
    ),
    Kind("cost", "What it may cost you, and why", "Who pays what, and why bills differ."),
    Kind("questions", "Questions to ask your care team", "Grouped: before, during, after."),
    Kind("bill", "This code on your bill", "What one unit is, what stands beside it, what to say on the phone."),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
PAGE_ORDER: tuple[str, ...] = tuple(KINDS)

BASE = frozenset({"summary", "purpose", "questions", "bill"})
_TREATMENT = frozenset(
    [
        "indications",
        "cautions",
        "preparation",
        "steps",
        "duration",
        "setting",
        "personnel",
        "risks_common",
        "risks_serious",
        "risks_managing",
        "urgent",
        "benefits",
        "recovery",
        "alternatives",
        "experience_during",
        "experience_after",
    ]
)
MUST: dict[Family, frozenset[str]] = {
    Family.DRUG: BASE | _TREATMENT,
    Family.PROCEDURE: BASE | _TREATMENT | {"equipment", "anesthesia"},
    Family.TEST: BASE
    | frozenset(
        [
            "indications",
            "preparation",
            "steps",
            "duration",
            "setting",
            "personnel",
            "risks_common",
            "risks_serious",
            "results",
            "alternatives",
            "experience_during",
            "experience_after",
        ]
    ),
    Family.DEVICE: BASE
    | frozenset(["indications", "use", "care", "safety", "replacement", "risks_common", "urgent", "alternatives"]),
    Family.SUPPLY: BASE | frozenset(["use", "care", "allowance", "risks_common", "alternatives"]),
    Family.VISIT: BASE
    | frozenset(
        ["indications", "preparation", "steps", "duration", "setting", "personnel", "recovery", "alternatives"]
    ),
    Family.TRANSPORT: BASE | frozenset(["indications", "steps", "cost", "alternatives"]),
    Family.REPORTING: BASE,
}
_MAY: dict[Family, str] = {
    Family.DRUG: "boxed_warning schedule equipment anesthesia life results",
    Family.PROCEDURE: "schedule life results care",
    Family.TEST: "cautions urgent equipment anesthesia benefits risks_managing recovery life schedule boxed_warning",
    Family.DEVICE: "cautions preparation steps equipment duration setting personnel benefits risks_serious"
    " risks_managing experience_during experience_after recovery life allowance",
    Family.SUPPLY: "indications cautions safety replacement urgent benefits risks_serious risks_managing equipment"
    " preparation steps life",
    Family.VISIT: "cautions benefits results urgent risks_common risks_serious risks_managing experience_during"
    " experience_after life cost",
    Family.TRANSPORT: "preparation cautions urgent equipment duration setting personnel experience_during"
    " experience_after risks_common risks_serious risks_managing recovery life",
    Family.REPORTING: "",
}
MAY: dict[Family, frozenset[str]] = {family: frozenset(kinds.split()) for family, kinds in _MAY.items()}

# Families in which something is done to or used by a person: a page of any other family needs no "at a glance" time.
TIMED = frozenset({Family.DRUG, Family.PROCEDURE, Family.TEST, Family.VISIT})


def allowed(family: Family) -> tuple[str, ...]:
    """Return the kinds a page of this family may hold, in page order."""
    return tuple(kind for kind in PAGE_ORDER if kind in MUST[family] | MAY[family])
