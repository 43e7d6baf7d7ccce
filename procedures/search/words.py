"""From text to the words that the index and a question share: folded, split, and cut to their stems. No Django here.

Both databases get these words ready-made, so both find the same; neither's own language rules are used.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONGEST_WORD = 40


def listed(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


# Everywhere: on bills, in descriptors and in questions these mean one thing.
ABBREVIATIONS = {
    "inj": "injection", "ea": "each", "dx": "diagnosis", "tx": "treatment", "svc": "service", "svcs": "services",
    "pt": "patient", "pts": "patients", "hcl": "hydrochloride", "sq": "square", "whlchr": "wheelchair",
    "wheelchr": "wheelchair", "prosth": "prosthesis", "hosp": "hospital", "cath": "catheter", "inhal": "inhalation",
    "subq": "subcutaneous", "tabs": "tablets", "lbs": "pounds", "lb": "pounds", "yrs": "years", "yr": "year",
    "hrs": "hours", "hr": "hour", "mins": "minutes", "cms": "cm", "ug": "mcg", "equip": "equipment", "vac": "vacuum",
    "vacc": "vaccine", "scrn": "screening", "bilat": "bilateral", "eval": "evaluation", "admin": "administration",
    "lg": "large", "sm": "small", "xl": "extra large", "hcpc": "hcpcs", "meds": "medications", "med": "medication",
}  # fmt: skip
# Only in CMS's short descriptors, where 28 characters must do; in a question they could mean something else.
SHORTENED = {
    "adj": "adjustable", "amb": "ambulatory", "amp": "amputation", "ant": "anterior", "assm": "assembly",
    "att": "attached", "barr": "barrier", "bk": "below knee", "ak": "above knee", "be": "below elbow",
    "bio": "biosimilar", "biosim": "biosimilar", "cap": "capacity", "cerv": "cervical", "clsd": "closed",
    "comp": "compounded", "compr": "compression", "conc": "concentrate", "concen": "concentrator",
    "cust": "custom", "cx": "cervical", "dev": "device", "diab": "diabetic", "disp": "disposable",
    "doc": "documented", "drng": "drainage", "dty": "duty", "elec": "electric", "electr": "electric",
    "endo": "endoskeletal", "ext": "extension", "fab": "fabricated", "flex": "flexible", "fo": "finger orthosis",
    "hd": "heavy duty", "hfo": "hand finger orthosis", "hgt": "height", "hlth": "health", "hvy": "heavy",
    "inf": "infusion", "infusn": "infusion", "iv": "intravenous", "jnt": "joint", "ko": "knee orthosis",
    "liq": "liquid", "lq": "liquid", "lwr": "lower", "manl": "manual", "mat": "mattress", "matt": "mattress",
    "med": "medical", "mntr": "monitor", "mold": "molded", "motor": "motorized", "mtr": "meter",
    "neb": "nebulizer", "non": "non", "nos": "not otherwise specified", "noc": "not otherwise classified",
    "onc": "oncology", "orth": "orthosis", "ots": "off the shelf", "oz": "ounce", "ped": "pediatric",
    "plas": "plastic", "pos": "positive", "post": "posterior", "pre": "prefabricated", "pres": "pressure",
    "presc": "prescription", "prev": "preventive", "prog": "program", "pwc": "power wheelchair",
    "pwr": "power", "rcmb": "recombinant", "recomb": "recombinant", "replc": "replacement",
    "repl": "replacement", "resp": "respiratory", "rsn": "reason", "sch": "schedule", "scr": "screening",
    "sgl": "single", "sol": "solution", "soln": "solution", "std": "standard", "sup": "supplies",
    "supp": "supplies", "supt": "support", "surg": "surgical", "sys": "system", "syst": "system",
    "tech": "technical", "ther": "therapy", "thpy": "therapy", "trach": "tracheostomy", "trans": "transport",
    "trtmt": "treatment", "unit": "unit", "upr": "upper", "vent": "ventilator", "wc": "wheelchair",
    "wdth": "width", "who": "wrist hand orthosis", "wk": "week", "wt": "weight", "xtra": "extra",
}  # fmt: skip
NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip
# Words whose stem is not what the rules below make of them.
IRREGULAR = {
    "feet": "foot", "teeth": "tooth", "children": "child", "women": "woman", "men": "man", "people": "person",
    "glasses": "glasses", "eyeglasses": "eyeglasses", "lenses": "lens", "lens": "lens", "prostheses": "prosthesis",
    "prosthetic": "prosthesis", "prosthetics": "prosthesis", "orthoses": "orthosis", "orthotic": "orthosis",
    "orthotics": "orthosis", "diagnoses": "diagnosis", "dialyses": "dialysis", "diabetics": "diabetic",
    "diabetes": "diabetic", "aids": "aid", "aides": "aide", "gases": "gas", "gaseous": "gas", "viruses": "virus",
    "diabetis": "diabetic", "using": "use", "used": "use", "during": "during", "pads": "pad", "knives": "knife",
    "wheelchairs": "wheelchair", "injectable": "injection", "injections": "injection", "inject": "injection",
    "injected": "injection", "injecting": "injection", "infusions": "infusion", "infuse": "infusion",
    "infused": "infusion", "infusing": "infusion", "transfuse": "transfusion", "transfused": "transfusion",
    "vaccinate": "vaccine", "vaccination": "vaccine", "vaccinations": "vaccine", "immunisation": "immunization",
    "implanted": "implant", "implantable": "implant",
    "implantation": "implant", "adjusting": "adjustable", "adjusted": "adjustable", "adjustment": "adjustable",
    "adjustments": "adjustable", "adjusts": "adjustable", "folds": "fold", "foldable": "fold", "foldup": "fold",
    "allergies": "allergy", "allergic": "allergy", "arthritic": "arthritis", "disabled": "disability",
    "electrical": "electric", "electronic": "electronic", "automatic": "automatic", "automated": "automatic",
    "medicines": "medicine", "medication": "medication", "urinary": "urine", "surgical": "surgery",
    "therapies": "therapy", "therapist": "therapy", "therapists": "therapy", "therapeutic": "therapy",
    "portable": "portable", "nutritional": "nutrition", "nutritionally": "nutrition", "yearly": "annual",
    "nebuliser": "nebulizer", "nebulizers": "nebulizer", "nebulized": "nebulizer", "lumbar": "lumbar",
    "nasal": "nose", "mri": "mri", "physician": "doctor", "physicians": "doctor", "doctors": "doctor",
    "ears": "ear", "eyes": "eye", "amputee": "amputation", "amputated": "amputation", "amputees": "amputation",
    "hemodialysis": "hemodialysis", "motorised": "motorize", "powered": "power", "tubing": "tube", "tubes": "tube",
    "bras": "bra", "bed": "bed", "beds": "bed", "gloves": "glove", "masks": "mask", "needles": "needle",
}  # fmt: skip
# Words that say nothing about what is looked for. "With", "no" and "not" stay: "walker with seat" means it.
EMPTY = listed(
    "a an the of for to in on at by my your his her our their i me we you he she they it its is are was were be been am"
    " this that these those there here what whats which who whom whose how why when where do does did done doing have"
    " has had having can could will would should may might must shall and or if so as from into about than then them"
    " some any such get got getting need needs needed want wants wanted please tell mean means meaning explain called"
    " im ive id s t m re ll ve don doesnt dont just like also very really thing things something someone"
    " go goes going make makes making put puts take takes taking keep keeps work works come comes let lets check checks"
    " checking give gives given way lot kind good best"
)
# Words around a question, dropped as long as others are left.
AROUND = listed(
    "code codes hcpcs cpt billing bill billed bills number numbers charge charges charged cost costs price paid pay"
    " cover covers covered insurance lookup look search find statement eob claim"
    " description descriptor definition"
)

# Words that people put beside the thing and official words leave out ("CPAP machine"): they tell little.
FILLING = listed(
    "machine device unit equipment system product medicine drug medication treatment shot injection infusion service"
    " procedure test home patient medical"
)

_FOLDED = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
                         "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "µ": "u",
                         "μ": "u"})  # fmt: skip
_CONTROLS = dict.fromkeys([*range(32), 127, ord("`")], " ")
_CHUNK = re.compile(r"\d+(?:[.,]\d+)*[a-z]*|[a-z][a-z0-9]*(?:'[a-z]+)?|[^\W_]+")
_JOINED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)*)(mg|mcg|ug|ml|gm|g|kg|cc|iu|units?|mm|cm|hrs?|hours?|mins?|minutes?|lbs?|x)?$")
_BRITISH = (
    (re.compile(r"aesth"), "esth"),
    (re.compile(r"haem|hæm"), "hem"),
    (re.compile(r"anaem"), "anem"),
    (re.compile(r"aemi"), "emi"),
    (re.compile(r"paed"), "ped"),
    (re.compile(r"gynaec"), "gynec"),
    (re.compile(r"caesar"), "cesar"),
    (re.compile(r"faec"), "fec"),
    (re.compile(r"oedem"), "edem"),
    (re.compile(r"oesoph"), "esoph"),
    (re.compile(r"oestr"), "estr"),
    (re.compile(r"coeli"), "celi"),
    (re.compile(r"foet"), "fet"),
    (re.compile(r"rrhoe"), "rrhe"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"isation"), "ization"),
    (re.compile(r"(?<=[lrmt])ised$"), "ized"),
    (re.compile(r"^(colo|tumo|odo|labo|behavio|humo|favo)ur"), r"\1r"),
    (re.compile(r"^(cent|fib|lit|met|millilit|centimet)re(s?)$"), r"\1er\2"),
    (re.compile(r"^tyre"), "tire"),
    (re.compile(r"^programme(s?)$"), r"program\1"),
    (re.compile(r"^counsell"), "counsel"),
    (re.compile(r"^labell"), "label"),
    (re.compile(r"^aluminium"), "aluminum"),
    (re.compile(r"^plaster"), "plaster"),
)


def fold(text: str) -> str:
    """Return the text in small letters without accents, its dashes and quotes made plain, its controls made blanks."""
    if text.isascii():
        return _spelled(text.lower().translate(_CONTROLS))
    text = unicodedata.normalize("NFKD", text.translate(_FOLDED)).casefold()
    kept = (" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign
            for sign in text if not unicodedata.combining(sign))  # fmt: skip
    return _spelled("".join(kept).translate(_FOLDED))


def _spelled(text: str) -> str:
    return text.replace("w/o", " without ").replace("w/", " with ").replace("&", " and ")


def split(folded: str, short: bool = False) -> Iterator[str]:
    """Yield the words of folded text, abbreviations spelled out; "x-ray" gives x, ray and xray, "0.1mg" gives 0p1, mg.

    `short` says that the text is one of CMS's short descriptors, which shorten more.
    """
    at = 0
    for match in _JOINED.finditer(folded):
        yield from _split_plain(folded[at : match.start()], short)
        yield from _split_plain(match[0].replace("-", " "), short)
        whole = match[0].replace("-", "")
        if len(whole) <= LONGEST_WORD and not whole.isdigit():
            yield whole
        at = match.end()
    yield from _split_plain(folded[at:], short)


def _split_plain(text: str, short: bool) -> Iterator[str]:
    for chunk in _CHUNK.findall(text):
        if chunk[0].isdigit() and (amount := _AMOUNT.match(chunk)):
            yield _number(amount[1])
            if amount[2]:
                yield ABBREVIATIONS.get(amount[2], amount[2])
            continue
        word = chunk.removesuffix("'s").replace("'", "").replace(".", "").replace(",", "")[:LONGEST_WORD]
        spelled = (SHORTENED.get(word) if short else None) or ABBREVIATIONS.get(word) or NUMBERS.get(word) or word
        yield from spelled.split()


def _number(digits: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    whole = digits.replace(",", ".")
    if whole.count(".") == 1:
        whole = whole.rstrip("0").rstrip(".")
    return whole.replace(".", "p")[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what the forms of a word share: folding, folds, folded -> fold; orthoses, orthotics -> orthosis."""
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    word = _singular(word)
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending in ("ing", "ed"):
        trunk = word.removesuffix(ending)
        if trunk != word and len(trunk) >= 3 and re.search(r"[aeiouy]", trunk):
            return _mended(trunk)
    return word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith(("theses", "rthoses", "gnoses", "lyses")):
        return word[:-2] + "is"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _mended(trunk: str) -> str:
    if trunk.endswith(("at", "bl", "iz", "v", "c", "ag", "dg", "rg")):
        return trunk + "e"
    if trunk.endswith("i"):
        return trunk[:-1] + "y"
    if trunk[-1] == trunk[-2] and trunk[-1] not in "lsz":
        return trunk[:-1]
    if len(trunk) == 3 and re.fullmatch(r"[^aeiou][aeiouy][^aeiouwxy]", trunk):
        return trunk + "e"
    return trunk


def stems(text: str, short: bool = False) -> list[str]:
    """Return the stems of a text in order."""
    return [stem(word) for word in split(fold(text), short)]
