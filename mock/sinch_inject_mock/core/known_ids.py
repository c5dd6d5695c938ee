"""Which conversations and contacts exist, for a simulator that is strict about it."""

from __future__ import annotations

from collections.abc import Iterable

from sinch_inject_mock.core.answers import Refusal
from sinch_inject_mock.core.fidelity import STRICT_UNKNOWN, applies
from sinch_inject_mock.core.store import Store

__all__ = ["Register"]

MOST_BYTES = 16 * 1024 * 1024
OVERHEAD = 300


class Register:
    """The registered ids; a store that lasts keeps them too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bytes = 0
        self._conversations: dict[str, frozenset[str]] = {}
        self._contacts: set[str] = set()
        for kind, name, contacts in store.registered():
            self._keep(kind, name, contacts)

    def _make_room(self, *names: str) -> None:
        size = sum(4 * len(name) + OVERHEAD for name in names)
        if self._bytes + size > MOST_BYTES:
            raise ValueError(
                f"the register of ids is full: {MOST_BYTES:,} bytes; a reset empties it"
            )
        self._bytes += size

    def _keep(self, kind: str, name: str, contacts: Iterable[str]) -> None:
        if kind == "conversation":
            self._conversations[name] = frozenset(contacts)
        else:
            self._contacts.add(name)

    def conversation(self, conversation_id: str, contact_ids: Iterable[str] = ()) -> None:
        """Register a conversation; with contacts, they are registered and only they fit.

        Raises:
            ValueError: the register is full.
        """
        contacts = sorted(set(contact_ids))
        self._make_room(conversation_id, *contacts)
        self._keep("conversation", conversation_id, contacts)
        self._store.register("conversation", conversation_id, contacts)
        for contact in contacts:
            self.contact(contact)

    def contact(self, contact_id: str) -> None:
        """Register a contact.

        Raises:
            ValueError: the register is full.
        """
        self._make_room(contact_id)
        self._keep("contact", contact_id, ())
        self._store.register("contact", contact_id, [])

    def clear(self) -> None:
        """Forget all."""
        self._conversations.clear()
        self._contacts.clear()
        self._bytes = 0
        self._store.clear_registered()

    @applies(STRICT_UNKNOWN)
    def check(self, conversation_id: str, contact_id: str) -> None:
        """Do nothing if both are registered.

        Raises:
            Refusal: 404.
        """
        contacts = self._conversations.get(conversation_id)
        if contacts is None:
            raise Refusal(404, "The conversation does not exist.")
        if contact_id not in (contacts or self._contacts):
            raise Refusal(404, "The contact does not exist in the conversation.")
