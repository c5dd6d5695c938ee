"""A client library for accessing Sinch Conversation API, inject a message"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
