"""All that knows how to read the contract. Imports nothing: its validator costs 40 ms."""
