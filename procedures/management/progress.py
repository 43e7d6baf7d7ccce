"""Tells a person at a terminal how far a long command is: a bar there, plain lines everywhere else."""

import time

from django.core.management.base import OutputWrapper

WIDTH = 30
#: Redrawing more often would cost more than the work.
EVERY = 0.1


class ProgressLine:
    """Call it with a step and how much of it is done; it draws a bar on a terminal and one line a step elsewhere."""

    def __init__(self, out: OutputWrapper, *, quiet: bool = False) -> None:
        self.out = out
        self.quiet = quiet
        self.is_terminal = out.isatty()
        self.step = ""
        self.drawn_at = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say that `done` of `total` of a step is done."""
        if self.quiet:
            return
        is_new = step != self.step
        self.step = step
        if not self.is_terminal:
            if is_new:
                self.out.write(f"{step} …")
            return
        now = time.monotonic()
        if is_new or done == total or now - self.drawn_at >= EVERY:
            self.drawn_at = now
            filled = WIDTH * done // total if total else 0
            self.out.write(f"\r\x1b[K{step:<14} [{'█' * filled}{'·' * (WIDTH - filled)}]", ending="")
            self.out.flush()

    def done(self) -> None:
        """Take the bar away."""
        if self.is_terminal and not self.quiet:
            self.out.write("\r\x1b[K", ending="")
            self.out.flush()
