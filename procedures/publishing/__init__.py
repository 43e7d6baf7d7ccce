"""Publishing: every change of state of an explanation, what stands in its way, and the working rows it starts from."""

from .problems import problems_of
from .rows import PAGE_FIELDS, write_review, write_rows
from .states import (
    NothingPublished,
    NotInReview,
    NotPublishable,
    OwnWork,
    WouldLoseDraft,
    follow_original,
    publish,
    record_edit,
    record_review,
    restore,
    retract,
    same_text,
    send_back,
    send_to_review,
)
from .translations import begin_translation

__all__ = [
    "PAGE_FIELDS",
    "NotInReview",
    "NotPublishable",
    "NothingPublished",
    "OwnWork",
    "WouldLoseDraft",
    "begin_translation",
    "follow_original",
    "problems_of",
    "publish",
    "record_edit",
    "record_review",
    "restore",
    "retract",
    "same_text",
    "send_back",
    "send_to_review",
    "write_review",
    "write_rows",
]
