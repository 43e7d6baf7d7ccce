"""What does one unit on a bill stand for? Read from the words of an official HCPCS descriptor.

Descriptors state it at their end, in words that CMS has kept alike for forty years: "10 mg", "per 50 strips",
"each 15 minutes". Where the words state two amounts, or only a limit, there is no unit to tell a reader.
"""

import re
from decimal import Decimal

#: As descriptors spell it -> as we write it: one of it, several of it.
_SPELLINGS: dict[str, tuple[str, str]] = {}


def _measure(one: str, several: str, *spellings: str) -> None:
    for spelling in (one, several, *spellings):
        _SPELLINGS[spelling.lower()] = (one, several)


_measure("mg", "mg", "milligram", "milligrams")
_measure("mcg", "mcg", "microgram", "micrograms")
_measure("g", "g", "gm", "gram", "grams")
_measure("ml", "ml", "milliliter", "milliliters", "cc", "cubic centimeter", "cubic centimeters")
_measure("mEq", "mEq")
_measure("IU", "IU", "i.u.", "i.u")
_measure("KIU", "KIU")
_measure("unit", "units")
_measure("USP unit", "USP units")
_measure("millicurie", "millicuries")
_measure("microcurie", "microcuries")
_measure("vector genome", "vector genomes")
_measure("plaque forming unit", "plaque forming units")
#: These alone state a unit as a bare amount ("Injection, x, 10 mg"); 300 pounds describe a device.
DOSES = tuple(_SPELLINGS)

_measure("square centimeter", "square centimeters", "sq cm", "square cenitmeter")
_measure("square millimeter", "square millimeters")
_measure("square inch", "square inches")
_measure("centimeter", "centimeters", "centimeter length")
_measure("millimeter", "millimeters", "mm")
_measure("inch", "inches")
_measure("foot", "feet")
_measure("yard", "yards")
_measure("linear yard", "linear yards")
_measure("mile", "miles", "statute mile", "statute miles")
_measure("ounce", "ounces", "oz", "oz.")
_measure("fluid ounce", "fluid ounces")
_measure("pound", "pounds")
_measure("pint", "pints")
_measure("gallon", "gallons")
_measure("calorie", "calories")
_measure("minute", "minutes")
_measure("hour", "hours")
_measure("half day", "half days")
_measure("day", "days", "diem")
_measure("week", "weeks")
_measure("month", "months", "calendar month")
_measure("year", "years")
_measure("month's supply", "months' supply")
#: What can be counted: "per test", "each dressing". A plural that is not made with s follows a slash.
COUNTED = """
    bag bar battery/batteries bottle box/boxes cassette cycle diaper dose dressing dwelling encounter episode
    evaluation exam extension fraction implant infusion injection instillation item joint kit leg lens/lenses
    limb meal order pack package packet page pair patch/patches procedure screen segment service session set
    shoe source specimen strip study/studies syringe tablet tape test treatment tube vial visit wrap
"""
for _name in COUNTED.split():
    _one, _, _several = _name.partition("/")
    _measure(_one, _several or f"{_one}s")
for _name in ("study dose", "treatment dose", "therapeutic dose", "treatment session", "patient encounter"):
    _measure(_name, f"{_name}s")
_measure("course of treatment", "courses of treatment")
_measure("date of service", "dates of service")
_measure("cassette or bag", "cassettes or bags")
_measure("vial", "vials", "single use vial", "single dose vial")


def _either(spellings: tuple[str, ...]) -> str:
    # Longest first, so that "square centimeter" is not read as nothing and "i.u." not as "i".
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))


_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+|one)[ -]*(?:(?P<scale>thousand|million|billion) )?"
_END = r"(?![\w/^])"
_ANY = rf"(?P<measure>{_either(tuple(_SPELLINGS))}){_END}"
_DOSE = rf"(?P<measure>{_either(DOSES)}){_END}"
SCALES = {None: 1, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

#: "100 calories = 1 unit", "1 month's supply = 1 unit"
EQUATION = re.compile(rf"\b{_NUMBER}{_ANY} ?= ?1 unit")
#: A comma parts clauses, except inside a number: 10,000.
CLAUSE_END = re.compile(r",(?!\d{3})|(?<!\d),|;| - ")
#: "0.9 mg, provided in 1.1 mg vial"
PACKING = re.compile(r", provided in .*")
PARENTHESIS = re.compile(r"\([^()]*\)")
#: "per 50 strips", "per factor viii i.u."; a rate ("0.013 mg per 24 hours") or a frequency is none.
PER = re.compile(rf"(?P<before>.*?)\bper (?:factor viii )?(?:{_NUMBER})?{_ANY}(?P<after>.*)")
RATE = re.compile(
    rf"\d ?(?:{_either(tuple(_SPELLINGS))})? ?$"
    r"|\d [a-z-]+ ?$"
    r"|\b(?:times?|once|twice|one|two|three|more|less|greater|fewer|least|liters?) ?$"
)
EACH = re.compile(r"(?:.* )?each(?: unit)?(?: of service)?")
EACH_MEASURE = re.compile(rf"each (?:additional )?(?:{_NUMBER})?{_ANY}(?P<after>.*)")
#: A clause that is nothing but an amount: "15 minutes", "100 feet". "Up to 30 days" is a span watched.
AMOUNT_ALONE = re.compile(rf"(?:up to (?=\d+ minutes))?{_NUMBER}{_ANY}")
DOSE = re.compile(rf"(?<![\w.^]){_NUMBER}{_DOSE}")
#: Two medicines, or one amount and its volume: "0.5 g/0.125 g", "10 mg/ml".
RATIO = re.compile(rf"\d ?(?:{_either(DOSES)}) ?/|\d ?/ ?\d")
#: "(10 mg)" behind two medicines, "(354 mg)" behind a dosage form.
TOTAL = re.compile(rf"\({_NUMBER}{_DOSE}\)")
#: What follows a dose is a few words ("for intrathecal trial"); more words or figures tell a story.
STORY = re.compile(r"\d|(?:\S+\s+){3}")
LIMIT_BEFORE = re.compile(r"(?:than|over|under|least|equal to|exceed|exceeding|between|maximum|\d to|<|>|=|x) ?$")
LIMIT_AFTER = re.compile(r" (?:or (?:less|more|greater|larger)|and over|to \d|capacity)")
AT_MOST = re.compile(rf"\bup to {_NUMBER}{_ANY}")


def unit_of(long_description: str) -> tuple[Decimal, str] | None:
    """Answer the amount and measure that one billed unit stands for, or None where none is stated.

    "..., 0.1 mg" is (0.1, "mg"); "per 50 strips" (50, "strips"); "each" and "each unit" (1, "each"); "per
    study dose, up to 15 millicuries" (1, "study dose"); "1 million units" (1000000, "units"). Spellings are
    made one: cc and milliliter become ml, microgram mcg, gram g, i.u. IU, diem day. "Up to 125 mg" is
    (125, "mg"): see `is_at_most`. Two medicines with an amount each, a concentration (10 mg/ml), a limit
    ("over 10 cc") and "not otherwise specified" state no unit. Source: long descriptions of CMS releases.
    """
    text = " ".join(long_description.lower().split())
    if equation := EQUATION.search(text):
        return _amount(equation)
    plain = text
    while plain != (plain := PARENTHESIS.sub(" ", plain)):
        pass
    plain = PACKING.sub("", " ".join(plain.split()))
    clauses = [clause.strip().rstrip(" .") for clause in CLAUSE_END.split(plain)]
    return _counted(clauses) or _alone(clauses) or _dose(text, plain, clauses)


def is_at_most(long_description: str) -> bool:
    """Answer whether one unit covers any dose up to the amount: "Injection, amobarbital, up to 125 mg"."""
    limit = AT_MOST.search(" ".join(long_description.lower().split()))
    return limit is not None and _amount(limit) == unit_of(long_description)


def _amount(match: re.Match[str]) -> tuple[Decimal, str]:
    number = match["number"]
    amount = Decimal(1) if number in (None, "one") else Decimal(number.replace(",", ""))
    amount *= SCALES[match["scale"]]
    one, several = _SPELLINGS[match["measure"]]
    return amount, one if amount == 1 else several


def _counted(clauses: list[str]) -> tuple[Decimal, str] | None:
    """Read "each ..." and "per ...": where they stand, they state the unit."""
    each = [match for clause in clauses if (match := EACH_MEASURE.fullmatch(clause))]
    # "each additional 20 minutes of staff time per calendar month" counts minutes.
    for match in each:
        if match["number"]:
            return _amount(match)
    per = [match for clause in clauses if (match := PER.fullmatch(clause)) and not RATE.search(match["before"])]
    for match in per:
        if not match["before"]:
            return _amount(match)
    for match in per:
        # In the middle of a sentence "per day" is part of the story, not the unit.
        if not match["after"]:
            return _amount(match)
    if any(EACH.fullmatch(clause) for clause in clauses):
        return Decimal(1), "each"
    return _amount(each[0]) if each else None


def _alone(clauses: list[str]) -> tuple[Decimal, str] | None:
    found = [match for clause in clauses if (match := AMOUNT_ALONE.fullmatch(clause))]
    return _amount(found[0]) if len(found) == 1 else None


def _dose(text: str, plain: str, clauses: list[str]) -> tuple[Decimal, str] | None:
    """Read the one dose that is named. Two doses are two medicines: then only a total in brackets counts."""
    if any(_is_limit(match) for match in DOSE.finditer(plain)):
        return None
    found = [match for clause in clauses for match in DOSE.finditer(clause)]
    if not found or RATIO.search(plain):
        found = list(TOTAL.finditer(text))
    elif any(STORY.search(match.string[match.end() :]) for match in found):
        return None
    return _amount(found[0]) if len(found) == 1 else None


def _is_limit(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(LIMIT_BEFORE.search(before) or LIMIT_AFTER.match(after))
