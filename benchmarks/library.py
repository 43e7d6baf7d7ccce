"""Fill the database that DATABASE_URL names with made-up codes and copies of our explanations, or thin it out.

    python -m benchmarks.library CODES EXPLANATIONS

Letters, words and groups are as in the real lists, so that pages, lists and searches weigh what they really would.
"""

import os
import sys
from collections.abc import Iterator
from itertools import cycle, islice, product
from random import Random

WORDS = [
    "injection",
    "infusion",
    "wheelchair",
    "oxygen",
    "dressing",
    "catheter",
    "brace",
    "lens",
    "implant",
    "screening",
    "drug",
    "tube",
    "pump",
    "mask",
    "kit",
    "battery",
    "cushion",
    "support",
    "foam",
    "collagen",
    "sterile",
    "pediatric",
    "adult",
    "lower",
    "upper",
    "extremity",
    "custom",
    "prefabricated",
    "each",
    "monoclonal",
    "antibody",
    "intravenous",
    "oral",
    "topical",
    "device",
    "system",
    "supply",
    "replacement",
    "repair",
    "service",
    "visit",
    "transport",
]
HCPCS_LETTERS = "ABCDEGHJKLMPQRSTUV"


def values(letters: str) -> Iterator[str]:
    """Yield code values in the form of HCPCS, spread over the letters."""
    for number in range(1, 10_000):
        yield from (f"{letter}{number:04}" for letter in letters)


def procedure_values() -> Iterator[str]:
    """Yield code values in the form of ICD-10-PCS."""
    for parts in product("0123BCDFGHX", "0123456789", "0123456789BCDFGHJ", "0123456789BCDFGHJ", "0347", "ZDJ", "ZX"):
        yield "".join(parts)


def fill(codes: int, explanations: int) -> None:
    """Add codes (or remove unexplained ones) until there are this many; add explanations until there are this many."""
    from django.db import transaction

    from procedures import stored_pages
    from procedures.models import Code, CodeGroup, CodeSystem
    from procedures.search import index

    surplus = max(0, Code.objects.count() - codes)
    Code.objects.filter(pk__in=list(Code.objects.unexplained().values_list("pk", flat=True)[:surplus])).delete()
    random = Random(1)
    hcpcs = CodeSystem.objects.get(slug="hcpcs")
    other, _ = CodeSystem.objects.get_or_create(
        slug="icd-10-pcs", defaults={"name": "ICD-10-PCS", "publisher": "CMS", "oid": "2.16.840.1.113883.6.4"}
    )
    group, _ = CodeGroup.objects.get_or_create(
        system=other, slug="0", defaults={"range_start": "0", "range_end": "XZZZZZZ", "name": "All", "title": "All"}
    )
    groups = {one.range_start[0]: one for one in CodeGroup.objects.filter(system=hcpcs).order_by("-range_end")}
    known = set(Code.objects.values_list("value", flat=True))
    missing = max(0, codes - len(known))
    here = [v for v in islice(values(HCPCS_LETTERS), 9_000) if v not in known][: min(missing, 8_463 - len(known))]
    rows = [Code(system=hcpcs, value=v, group=groups.get(v[0]) or next(iter(groups.values()))) for v in here]
    rows += [Code(system=other, value=v, group=group) for v in islice(procedure_values(), missing - len(here))]
    for row in rows:
        row.long_description = " ".join(random.choices(WORDS, k=9)).capitalize()
        row.slug = "-".join(row.long_description.lower().split())[:60]
    with transaction.atomic():
        Code.objects.bulk_create(rows, batch_size=2000)
        explain(explanations)
        index.rebuild()
        stored_pages.forget_all()


def explain(wanted: int) -> None:
    """Copy the published explanations, in turn, to codes that have none until there are this many."""
    from procedures.models import Code, Edition, EditionCode, Procedure

    originals = list(Edition.objects.filter(current_of__isnull=False).select_related("procedure"))
    missing = max(0, wanted - Code.objects.explained().count())
    for code, original in zip(Code.objects.unexplained().order_by("value")[:missing], cycle(originals)):
        name = f"{original.plain_name[:40]} {code.value}"
        fields = {"slug": f"{original.slug[:60]}-{code.value.lower()}", "plain_name": name, "family": original.family}
        procedure = Procedure.objects.create(**fields, medical_name=original.medical_name)
        content = (
            original.content
            | fields
            | {"codes": [original.content["codes"][0] | {"value": code.value, "system": "hcpcs", "is_primary": True}]}
        )
        edition = Edition.objects.create(
            **fields,
            procedure=procedure,
            number=1,
            content=content,
            content_hash=original.content_hash,
            medical_name=original.medical_name,
            description=original.description,
            published_at=original.published_at,
            note="Made for measuring.",
        )
        procedure.current_edition = edition
        procedure.save()
        EditionCode.objects.create(edition=edition, code=code, language="en", number=1, is_primary=True)
        Code.objects.filter(pk=code.pk).update(edition=edition, is_canonical=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")
    import django

    django.setup()
    fill(int(sys.argv[1]), int(sys.argv[2]))
