"""Do the pages that we lead readers to still answer? Asked politely: each host one request a second, and never more."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils import timezone

from procedures.models import CheckedLink, GlossaryTerm, HealthPlan, Policy, Source

PAUSE = 1.0
PATIENCE = 20
HOSTS_AT_ONCE = 8
#: Answers that say "not like this", from servers that do not know HEAD or refuse programs; such a link is asked again.
ASK_OTHERWISE = frozenset({400, 403, 404, 405, 406, 429, 500, 501, 503})
#: Answers of a server that is there and keeps programs out; a reader's browser gets in.
KEPT_OUT = frozenset({401, 403, 405, 406, 429})


@dataclass(frozen=True)
class Answer:
    """Whether an address answers, and what it said."""

    url: str
    answers: bool
    said: str


def addresses() -> list[str]:
    """Return every address that the library leads to, each once."""
    found = chain(
        Source.objects.values_list("url", flat=True),
        Policy.objects.values_list("url", flat=True),
        HealthPlan.objects.values_list("url", flat=True),
        GlossaryTerm.objects.exclude(source_url="").values_list("source_url", flat=True),
    )
    return sorted({url for url in found if urlsplit(url).scheme in ("http", "https")})


def users_of(url: str) -> list[str]:
    """Return what cites an address."""
    sources = Source.objects.filter(url=url).select_related("procedure")
    return [
        *(f"{source.procedure}: {source.key}" for source in sources),
        *(f"{policy.plan}: {policy}" for policy in Policy.objects.filter(url=url).select_related("plan")),
        *(str(plan) for plan in HealthPlan.objects.filter(url=url)),
        *(f"Glossary: {term}" for term in GlossaryTerm.objects.filter(source_url=url)),
    ]


def ask(url: str) -> Answer:
    """Ask one address, first for its headers only."""
    answer = _request(url, "HEAD")
    if answer in ASK_OTHERWISE:
        time.sleep(PAUSE)
        answer = _request(url, "GET")
    if isinstance(answer, int):
        return Answer(url, answer < 400 or answer in KEPT_OUT, f"HTTP {answer}")
    return Answer(url, False, answer[:200])


def _request(url: str, method: str) -> int | str:
    headers = {"User-Agent": f"link check of {settings.SITE_URL} (one request a second)", "Accept": "*/*"}
    request = Request(url, method=method, headers=headers)  # noqa: S310 - `addresses` lets only http and https through
    try:
        with urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
            return int(response.status)
    except HTTPError as error:
        return error.code
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error)) or type(error).__name__


def check(
    urls: Iterable[str], *, tell: Callable[[Answer], None] = lambda answer: None, pause: float = PAUSE
) -> list[Answer]:
    """Ask all addresses and write down what they answered. Hosts are asked side by side, each slowly."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[urlsplit(url).netloc.lower()].append(url)

    def one_host(waiting: list[str]) -> list[Answer]:
        answers = []
        for number, url in enumerate(waiting):
            if number:
                time.sleep(pause)
            answers.append(ask(url))
        return answers

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        answers = [answer for found in pool.map(one_host, hosts.values()) for answer in found]
    for answer in answers:
        remember(answer)
        tell(answer)
    return answers


def remember(answer: Answer) -> CheckedLink:
    """Write down what an address answered, and since when it has not."""
    now = timezone.now()
    before = CheckedLink.objects.filter(url=answer.url).first()
    since = None if answer.answers else (before and before.silent_since) or now
    values = {"answers": answer.answers, "said": answer.said, "checked_at": now, "silent_since": since}
    return CheckedLink.objects.update_or_create(url=answer.url, defaults=values)[0]


def forget_unused() -> int:
    """Remove what is known of addresses that nothing leads to any more; return how many."""
    return CheckedLink.objects.exclude(url__in=addresses()).delete()[0]
