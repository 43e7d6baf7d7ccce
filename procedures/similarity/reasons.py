"""Why are two codes called alike? One sentence for a reader, made from what the two share; pure."""

import re
from collections.abc import Iterable, Mapping

from .facts import COMMON, Facts, singular, words_of

LONGEST = 200
CLAUSES = re.compile(r"[,;:()]| - ")
#: As descriptors say it -> as a reader would. Said where the other code has it and this one has not.
PLAIN = {
    "custom fabricated": "made to measure",
    "molded to patient model": "made to measure",
    "prefabricated": "ready-made",
    "heavy duty": "stronger, for more weight",
    "pediatric": "for children",
    "replacement only": "a spare part",
    "replacement": "a spare part",
    "rental": "rented",
    "purchase": "bought",
    "portable": "easy to carry",
    "electric": "electric",
    "manual": "moved by hand",
    "folding": "one that folds",
    "wheeled": "with wheels",
    "bilateral": "for both sides",
    "unilateral": "for one side",
    "each additional": "for more time or more of it",
    "group session": "in a group",
    "disposable": "thrown away after use",
    "sterile": "germ-free",
}
#: How a medicine comes into the body, as descriptors say it.
FORMS = ("inhalation", "oral", "implant", "intravitreal", "topical", "ophthalmic", "nasal", "suppository", "patch")


def reason(own: Facts, other: Facts, rarity: Mapping[str, float], titles: Mapping[int, str], replaced: str = "") -> str:
    """Return the sentence that says why `other` stands on the page of `own`.

    `replaced` is "newer" where the other code replaced this one, "older" where this one replaced it. `rarity` says how
    telling each kind is, `titles` how each group is called.
    """
    same_medicine = own.is_medicine and other.is_medicine and own.thing != "" and own.thing == other.thing
    if replaced:
        said = _replaced(replaced, same_medicine)
    elif same_medicine:
        said = _same_medicine(own, other)
    else:
        said = _shared(own, other, rarity, titles)
    if other.listed.ended and replaced != "older" and "older code" not in said:
        said += "; this code has ended"
    return said[:LONGEST]


def _replaced(which: str, same_medicine: bool) -> str:
    if which == "newer":
        return "Same medicine, newer code: it replaced this one" if same_medicine else "The code that replaced this one"
    return "Same medicine, older code" if same_medicine else "Older code that this one replaced"


def _same_medicine(own: Facts, other: Facts) -> str:
    if own.is_biosimilar and other.is_biosimilar:
        return "Another biosimilar of the same medicine"
    if other.is_biosimilar:
        return "Biosimilar of the same medicine"
    if other.listed.ended and not own.listed.ended:
        return "Same medicine, older code"
    if " and " in other.text and " and " not in own.text:
        return "Same medicine, combined with another one"
    for form in FORMS:
        if (form in other.text) != (form in own.text):
            return f"Same medicine, {form} form" if form in other.text else f"Same medicine, not the {form} form"
    if own.is_biosimilar:
        return "The medicine that this biosimilar was modeled on"
    if other.is_another_make or own.is_another_make:
        return "Same medicine from another maker"
    if own.head == other.head:
        return "Same medicine, another product or amount"
    return "Same medicine, another kind of it"


def _shared(own: Facts, other: Facts, rarity: Mapping[str, float], titles: Mapping[int, str]) -> str:
    if own.is_report and other.is_report:
        return "Another quality report"
    if own.is_report != other.is_report:
        return "Care that such quality reports are about" if own.is_report else "Quality report about such care"
    detail = "" if own.is_medicine else difference(own, other)
    is_in_group = own.listed.groups[:1] == other.listed.groups[:1] != ()
    shared = own.kinds & other.kinds if is_in_group else own.main_kinds & other.main_kinds
    if kind := _most_telling(shared, rarity):
        return f"Also {kind}{detail}" if UNCOUNTED.match(kind) else f"Another {kind}{detail}"
    if kind := _most_telling(own.kinds & other.kinds, rarity):
        return f"Has to do with the same thing: {kind}"
    if own.head and own.head == other.head:
        return f"Same kind of entry (“{' '.join(own.head[:6])}”){detail}"
    group = next((titles[group] for group in own.listed.groups if group in other.listed.groups and group in titles), "")
    if own.thing and own.thing == other.thing:
        return f"Begins with the same word (“{own.thing}”){detail}"
    if group:
        return f"In the same group: {group}"
    return "Described in similar words"


def _most_telling(kinds: Iterable[str], rarity: Mapping[str, float]) -> str:
    """Return the rarest kind, but never how a thing is made."""
    named = [kind for kind in kinds if kind not in ("made to measure", "ready-made", "quality report")]
    return min(named, key=lambda kind: (-rarity.get(kind, 0), kind), default="")


#: Kinds that name a substance or several things, and so take no "Another".
UNCOUNTED = re.compile(
    r"^(?:crutches|insulin|testosterone|estrogen|birth control|gene therapy|plasma|platelets|red blood cells|iron given"
    r"|acupuncture|asparaginase|folinic acid|oxygen equipment|CAR T|preventing HIV|hospice care|numbing|diabetes care"
    r"|prenatal care|personal care|sleep apnea equipment|kidney disease teaching|care planning|alcohol or drug"
    r"|radiation treatment|light therapy|breast imaging|enzyme replacement|nutrition counseling|fertility treatment"
    r"|cervical cancer screening|colon cancer screening|prostate cancer screening|lung cancer screening|eye screening"
    r"|counseling|obesity counseling|home therapy|heart or lung rehabilitation"
    r"|weight loss surgery|job or housing support)"
)


def difference(own: Facts, other: Facts) -> str:
    """Return what the other code has and this one has not, in a few words after a comma or colon, or nothing."""
    for official, plain in PLAIN.items():
        if official in other.text and official not in own.text:
            return f", {plain}"
    known = {singular(word) for word in words_of(own.text)}
    fresh = []
    for clause in CLAUSES.split(other.text.replace("(s)", "s")):
        words = words_of(clause)
        if any(singular(word) not in known and word not in COMMON for word in words):
            fresh.append(" ".join(clause.split()))
    said = ", ".join(fresh[:2])
    return f": {said}" if said and len(said) <= 70 else ""
