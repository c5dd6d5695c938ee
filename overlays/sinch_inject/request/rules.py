"""The contract at hand: read before a message needs it, and not while one goes out."""

from __future__ import annotations

from sinch_inject_contract.document import operations

from sinch_inject.errors import NotSent

__all__ = ["read_rules"]


def read_rules() -> None:
    """Read the contract, unless that was done.

    Raises:
        NotSent: it cannot be read now. Where that is for want of file descriptors, it can later.
    """
    try:
        operations()
    except (OSError, ImportError) as error:  # its reader is imported late, by Python itself
        kind = type(error).__name__
    else:
        return
    raise NotSent(f"the contract could not be read ({kind}); it may be for want of descriptors")
