"""What stands between a working text and publishing it."""

from collections.abc import Iterable

from procedures.content.page import ProcedurePage
from procedures.content.rules import Problem, brand_conflicts, find_problems
from procedures.models import Code, Edition, Procedure
from procedures.pages.working import page_of

from .translations import against_original


def problems_of(procedure: Procedure) -> tuple[Problem, ...]:
    """Return what stands between the working text and publishing it."""
    page = page_of(procedure)
    found = (*find_problems(page), *_brands_elsewhere(procedure, page))
    if procedure.translation_of:
        return (*found, *against_original(procedure.translation_of, page))
    return (*found, *_codes_elsewhere(procedure))


def _brands_elsewhere(procedure: Procedure, page: ProcedurePage) -> tuple[Problem, ...]:
    others = Edition.objects.filter(current_of__isnull=False).exclude(procedure=procedure)
    return brand_conflicts(
        [*(edition.page for edition in others if edition.content["brands"]), page] if page.brands else []
    )


def _codes_elsewhere(procedure: Procedure) -> Iterable[Problem]:
    held = Code.objects.filter(procedure_codes__procedure=procedure, edition__isnull=False).exclude(
        edition__procedure=procedure
    )
    for code in held.select_related("edition"):
        what = f"Readers find this code on the page “{code.edition}”."
        yield Problem(f"codes {code.value}", what, "Publish that page without the code first.")
