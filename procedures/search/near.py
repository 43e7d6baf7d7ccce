"""Which codes look like the one that was asked for and does not exist?"""

import re

from rapidfuzz import fuzz, process

from procedures.models import Code

ASKED = re.compile(r"[A-Za-z0-9]{2,10}")


def near_codes(path: str, limit: int = 6) -> list[Code]:
    """Return the codes nearest to the last code-like word of a path, the likeliest first; none is fine."""
    words = [word for word in ASKED.findall(path[-200:].upper()) if re.search(r"\d", word)]
    if not words:
        return []
    asked = words[0]
    same_letter = Code.objects.filter(value__startswith=asked[0]).values_list("value", flat=True)
    near = process.extract(asked, list(same_letter[:20_000]), scorer=fuzz.ratio, limit=limit, score_cutoff=60)
    by_value = {code.value: code for code in Code.objects.for_listing().filter(value__in=[value for value, *_ in near])}
    return [by_value[value] for value, *_ in near]
