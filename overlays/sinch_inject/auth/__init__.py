"""Credentials: HTTP Basic and OAuth2 client credentials, for the clients and as ``httpx.Auth``."""

from __future__ import annotations

from sinch_inject.auth.credentials import BasicAuth, Credentials, OAuth2ClientCredentials

__all__ = ["BasicAuth", "Credentials", "OAuth2ClientCredentials"]
