"""Tracebacks without our frames: their variables hold token and text.

Tools that show local variables (Sentry, rich) would show them. A ``raise`` without an argument
that follows does not add its own frame either.
"""

from __future__ import annotations

from itertools import pairwise
from types import TracebackType

__all__ = ["cut", "frames_cut"]


class FramesCut:
    """Takes our frames off what is raised inside."""

    __slots__ = ()

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is not None:
            cut(error)


frames_cut = FramesCut()


def cut(error: BaseException) -> None:
    """Take our frames off ``error`` and what led to it.

    An interruption and an error of ours begin at the caller's line. Any other exception comes
    from the caller's own code (records, a clock), or is a bug: it keeps its lines, ours without
    variables. What the caller handles while it calls us may be the error's context; it keeps
    its frames.
    """
    foreign = isinstance(error, Exception) and not _is_ours(type(error).__module__)
    error.__traceback__ = _emptied(error.__traceback__) if foreign else None
    left, seen = [error.__cause__, error.__context__], {id(error)}
    while left:
        found = left.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        left += [found.__cause__, found.__context__]
        traceback = found.__traceback__
        if traceback is not None and _is_ours(_module(traceback)):
            found.__traceback__ = None


def _emptied(traceback: TracebackType | None) -> TracebackType | None:
    """Empty our frames; leave out those that still run, which cannot be emptied."""
    kept: list[TracebackType] = []
    while traceback is not None:
        try:
            if _is_ours(_module(traceback)):
                traceback.tb_frame.clear()
            kept.append(traceback)
        except RuntimeError:
            pass
        traceback = traceback.tb_next
    for before, after in pairwise(kept):
        before.tb_next = after
    if kept:
        kept[-1].tb_next = None
        return kept[0]
    return None


def _module(traceback: TracebackType) -> str:
    return str(traceback.tb_frame.f_globals.get("__name__", ""))


def _is_ours(module: str) -> bool:
    return module.startswith("sinch_inject")
