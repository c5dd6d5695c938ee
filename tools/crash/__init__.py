"""Imports that are killed again and again, and a judge who reads only server and ledger."""
