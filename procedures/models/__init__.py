"""What we know: codes, explanations, their evidence and editions, health plans, and what readers tell us."""

from .codes import Code, CodeGroup, CodeSystem
from .editions import Edition
from .evidence import OutcomeNumber, Source
from .loading import LoadedRow
from .plans import HealthPlan, Policy
from .procedures import Procedure, ProcedureCode, Section
from .reader import Feedback, GlossaryTerm, MissedSearch, Synonym, Topic
from .similar import SimilarCode

__all__ = [
    "Code",
    "CodeGroup",
    "CodeSystem",
    "Edition",
    "Feedback",
    "GlossaryTerm",
    "HealthPlan",
    "LoadedRow",
    "MissedSearch",
    "OutcomeNumber",
    "Policy",
    "Procedure",
    "ProcedureCode",
    "Section",
    "SimilarCode",
    "Source",
    "Synonym",
    "Topic",
]
