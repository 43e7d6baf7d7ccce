"""What we know: codes, explanations, their evidence and editions, health plans, and what readers tell us."""

from .codes import Code, CodeGroup, CodeSystem
from .editions import Edition, EditionCode
from .evidence import OutcomeNumber, Source
from .links import CheckedLink
from .loading import LoadedRow
from .plans import HealthPlan, Policy
from .procedures import Procedure, ProcedureCode, Section
from .reader import Feedback, GlossaryTerm, GlossaryTranslation, MissedSearch, Synonym, Topic
from .releases import Abbreviation, CodeChange, CodeRelease
from .searching import BrandName, SearchEntry, SearchPhrase, SearchWord
from .similar import SimilarCode
from .stored import ContentVersion, StoredPage

__all__ = [
    "Abbreviation",
    "BrandName",
    "CheckedLink",
    "Code",
    "CodeChange",
    "CodeGroup",
    "CodeRelease",
    "CodeSystem",
    "ContentVersion",
    "Edition",
    "EditionCode",
    "Feedback",
    "GlossaryTerm",
    "GlossaryTranslation",
    "HealthPlan",
    "LoadedRow",
    "MissedSearch",
    "OutcomeNumber",
    "Policy",
    "Procedure",
    "ProcedureCode",
    "SearchEntry",
    "SearchPhrase",
    "SearchWord",
    "Section",
    "SimilarCode",
    "Source",
    "StoredPage",
    "Synonym",
    "Topic",
]
