"""What search looks through: one entry for each explanation and each code without one, made from published editions
and official words only. Filled here and nowhere else, inside the caller's transaction; no triggers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import batched
from types import ModuleType

from django.db import connection, transaction

from procedures.models import BrandName, Code, SearchEntry, SearchPhrase, SearchWord, Synonym

from . import either, postgres, spelling, sqlite
from .entries import Facts, codes_to_index, entries_of, full_text, with_their_explanations
from .query import phrase_key
from .words import EMPTY, fold, split, stem, stems

BATCH = 2000
AS_MEANT, AS_GENERIC, LATER = 1.06, 0.7, 0.04
ALL = ""  # the word that stands in every entry: its count is the number of entries


def database() -> ModuleType:
    """Return the half of the index that speaks the language of the database in use."""
    return postgres if connection.vendor == "postgresql" else sqlite


@transaction.atomic
def refresh(code_ids: Iterable[int]) -> None:
    """Renew what stands in the index for these codes, and for the explanations that they belong to."""
    for wanted in batched(sorted(set(code_ids)), BATCH):
        codes = list(with_their_explanations(wanted))
        touched = {code.pk for code in codes} | set(wanted)
        old = list(SearchEntry.objects.filter(code__in=touched))
        database().remove_texts([entry.pk for entry in old])
        SearchEntry.objects.filter(pk__in=[entry.pk for entry in old]).delete()
        new = list(entries_of(codes, Facts.read(touched)))
        _add(new)
        counts = _counts(new)
        counts.subtract(_counts(old))
        _count(counts)


@transaction.atomic
def rebuild() -> int:
    """Make the whole index anew, entries in order of importance; return how many there are."""
    clear()
    facts = Facts.read()
    places: dict[int, tuple[int, ...]] = {}
    for edition_id, pk in Code.objects.filter(edition__isnull=False).values_list("edition", "pk"):
        places[edition_id] = (*places.get(edition_id, ()), pk)
    total, counts = 0, Counter[tuple[str, str]]()
    explained = codes_to_index().filter(edition__isnull=False)
    total += _fill(entries_of(explained, facts), counts)
    last = 0
    while bare := list(codes_to_index().filter(edition__isnull=True, pk__gt=last).order_by("pk")[:BATCH]):
        total += _fill(entries_of(bare, facts), counts)
        last = bare[-1].pk
    _count(counts)
    renew_phrases()
    database().tidy()
    return total


def clear() -> None:
    """Empty the index."""
    either.clear()
    for model in (SearchEntry, SearchWord, SearchPhrase):
        model._default_manager.all().delete()


def _fill(entries: Iterable[SearchEntry], counts: Counter[tuple[str, str]]) -> int:
    made = list(entries)
    _add(made)
    counts.update(_counts(made))
    return len(made)


def _add(entries: Sequence[SearchEntry]) -> None:
    ordered = sorted(entries, key=lambda entry: entry.pk)
    SearchEntry.objects.bulk_create(ordered, batch_size=BATCH)
    if ordered:
        database().write_texts([(entry.pk, full_text(entry)) for entry in ordered])


def _counts(entries: Iterable[SearchEntry]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        strong = entry.words.split()
        counts[ALL, "entries"] += 1
        counts.update((word, "entries") for word in strong)
        counts.update((word, "named") for word in strong)
        counts.update((word, "entries") for word in entry.body.split())
    return counts


def _count(counts: Counter[tuple[str, str]]) -> None:
    """Add to the counts of words, and keep the misspellings of words that are new."""
    changed = sorted({word for (word, _), number in counts.items() if number and word.isascii()})
    known: set[str] = set()
    for some in batched(changed, BATCH):
        known |= set(SearchWord.objects.filter(word__in=some, named__gt=0).values_list("word", flat=True))
    database().count_words((word, stem(word)[:40], counts[word, "entries"], counts[word, "named"]) for word in changed)
    new = [word for word in changed if word not in known and counts[word, "named"] > 0]
    database().write_typos(spelling.typos_of(new))


@transaction.atomic
def renew_phrases() -> int:
    """Make the list of words with other meanings anew: call it when synonyms or brands have changed."""
    counts: Counter[tuple[str, str]] = Counter()
    for term in SearchPhrase.objects.values_list("term", flat=True):
        counts.subtract((word, "named") for word in set(split(fold(term))) - EMPTY)
    SearchPhrase.objects.all().delete()
    phrases: dict[str, SearchPhrase] = {}
    for term, means, worth in _meanings():
        key = phrase_key(_content(term))[:120]
        if not key:
            continue
        phrase = phrases.setdefault(key, SearchPhrase(key=key, term=term[:120], means=[]))
        known = [words for _, words in phrase.means]
        for rank, words in enumerate(map(_content, means)):
            if words and words not in known:
                phrase.means.append([round(worth - LATER * min(rank, 6), 2), words])
    for phrase in phrases.values():
        counts.update((word, "named") for word in set(split(fold(phrase.term))) - EMPTY)
    SearchPhrase.objects.bulk_create(phrases.values(), batch_size=BATCH)
    _count(counts)
    return len(phrases)


def _meanings() -> Iterable[tuple[str, list[str], float]]:
    """Yield terms, what they mean and what finding that is worth, where finding the words as typed is worth 1.

    Staff who write "insulin pump means external infusion pump" know better than letters do. A brand's other makers come
    behind the brand itself.
    """
    for synonym in Synonym.objects.all():
        yield synonym.term, synonym.means, AS_MEANT
    for brand in BrandName.objects.exclude(generic=""):
        yield brand.name, [brand.generic], AS_GENERIC


def _content(text: str) -> list[str]:
    """Return the stems of a phrase as a question would give them: no empty words, hyphens as blanks."""
    kept = [stem(word) for word in split(fold(text).replace("-", " ")) if word not in EMPTY]
    return kept or stems(text)
