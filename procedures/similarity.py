"""Which codes are alike, and why?"""


def rebuild() -> int:
    """Compute the similar codes anew; return how many pairs there are."""
    return 0
