"""Groups for a list of codes that has none: by the first one, two and three characters, named from what is known."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

LENGTHS = (1, 2, 3)
#: ICD-10-PCS: what its first characters stand for, from CMS's reference manual. Titles are in plain words.
SECTIONS = {
    "0": ("Medical and Surgical", "Operations"),
    "1": ("Obstetrics", "Pregnancy and birth"),
    "2": ("Placement", "Dressings, casts and packing"),
    "3": ("Administration", "Giving blood, medicines and fluids"),
    "4": ("Measurement and Monitoring", "Measuring and watching the body"),
    "5": ("Extracorporeal or Systemic Assistance and Performance", "Machines that help organs work"),
    "6": ("Extracorporeal or Systemic Therapies", "Treatment of the blood or whole body"),
    "7": ("Osteopathic", "Osteopathic treatment by hand"),
    "8": ("Other Procedures", "Other procedures"),
    "9": ("Chiropractic", "Chiropractic treatment"),
    "B": ("Imaging", "X-rays, scans and other pictures"),
    "C": ("Nuclear Medicine", "Scans and tests with tracers"),
    "D": ("Radiation Therapy", "Radiation treatment"),
    "F": ("Physical Rehabilitation and Diagnostic Audiology", "Rehabilitation and hearing tests"),
    "G": ("Mental Health", "Mental health"),
    "H": ("Substance Abuse Treatment", "Treatment of addiction"),
    "X": ("New Technology", "New technology"),
}
#: The body systems of section 0, by their second character.
BODY_SYSTEMS = {
    "0": ("Central Nervous System and Cranial Nerves", "Brain and spinal cord"),
    "1": ("Peripheral Nervous System", "Nerves"),
    "2": ("Heart and Great Vessels", "Heart and its large vessels"),
    "3": ("Upper Arteries", "Arteries of head, arms and chest"),
    "4": ("Lower Arteries", "Arteries of belly and legs"),
    "5": ("Upper Veins", "Veins of head, arms and chest"),
    "6": ("Lower Veins", "Veins of belly and legs"),
    "7": ("Lymphatic and Hemic Systems", "Lymph nodes, spleen and bone marrow"),
    "8": ("Eye", "Eyes"),
    "9": ("Ear, Nose, Sinus", "Ears, nose and sinuses"),
    "B": ("Respiratory System", "Lungs and airways"),
    "C": ("Mouth and Throat", "Mouth and throat"),
    "D": ("Gastrointestinal System", "Stomach and bowel"),
    "F": ("Hepatobiliary System and Pancreas", "Liver, gallbladder and pancreas"),
    "G": ("Endocrine System", "Glands that make hormones"),
    "H": ("Skin and Breast", "Skin and breast"),
    "J": ("Subcutaneous Tissue and Fascia", "Tissue under the skin"),
    "K": ("Muscles", "Muscles"),
    "L": ("Tendons", "Tendons"),
    "M": ("Bursae and Ligaments", "Ligaments and the cushions of joints"),
    "N": ("Head and Facial Bones", "Bones of the head and face"),
    "P": ("Upper Bones", "Bones of arms, chest and upper back"),
    "Q": ("Lower Bones", "Bones of legs, hips and lower back"),
    "R": ("Upper Joints", "Joints of arms, neck and upper back"),
    "S": ("Lower Joints", "Joints of legs, hips and lower back"),
    "T": ("Urinary System", "Kidneys and bladder"),
    "U": ("Female Reproductive System", "Womb, ovaries and vagina"),
    "V": ("Male Reproductive System", "Prostate, testicles and penis"),
    "W": ("Anatomical Regions, General", "Belly, chest and other regions"),
    "X": ("Anatomical Regions, Upper Extremities", "Arms and hands"),
    "Y": ("Anatomical Regions, Lower Extremities", "Legs and feet"),
}
LONGEST_TITLE = 60
#: Where a title's first words end: "Bypass Cerebral Ventricle to ..." begins with its operation.
WORDS = re.compile(r"[^\s,;(]+")


@dataclass(frozen=True, slots=True)
class PrefixGroup:
    """One group to make; `parent` is the prefix around it, or empty."""

    prefix: str
    range_start: str
    range_end: str
    name: str
    title: str
    parent: str


def groups_of(titles: Iterable[tuple[str, str]], known: bool) -> list[PrefixGroup]:
    """Return the groups of codes (value, title), the widest first.

    With `known`, prefixes are named as ICD-10-PCS names them; every other group is named by the words with which the
    titles in it begin.
    """
    inside: dict[str, list[str]] = defaultdict(list)
    longest = 0
    for value, title in titles:
        longest = max(longest, len(value))
        for length in LENGTHS:
            inside[value[:length]].append(title)
    groups = []
    for prefix in sorted(inside, key=lambda one: (len(one), one)):
        name, title = _known_name(prefix) if known else ("", "")
        name = name or beginning(inside[prefix]) or f"Codes that begin with {prefix}"
        rest = longest - len(prefix)
        groups.append(
            PrefixGroup(
                prefix=prefix,
                range_start=prefix + "0" * rest,
                range_end=prefix + "Z" * rest,
                name=name[:200],
                title=shortened(title or name),
                parent=prefix[:-1],
            )
        )
    return groups


def _known_name(prefix: str) -> tuple[str, str]:
    if len(prefix) == 1:
        return SECTIONS.get(prefix, ("", ""))
    if len(prefix) == 2 and prefix[0] == "0":
        return BODY_SYSTEMS.get(prefix[1], ("", ""))
    return "", ""


def beginning(titles: Sequence[str]) -> str:
    """Return the words with which all titles begin, or the three first words that most of them begin with."""
    words = [WORDS.findall(title) for title in titles]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    if common := [column[0] for column in same]:
        return " ".join(common)
    firsts: dict[str, int] = defaultdict(int)
    for one in words:
        if one:
            firsts[one[0]] += 1
    return " · ".join(sorted(firsts, key=lambda word: (-firsts[word], word))[:3])


def shortened(title: str) -> str:
    """Return a title cut at a word within the length that group titles have."""
    if len(title) <= LONGEST_TITLE:
        return title
    return title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ·,") + "…"
