"""Contract tests for any server that claims to be the inject-message API.

``run.run`` runs them; ``report`` says what came of it; ``sinch-inject contract`` is both on the
command line. What is asked stands in ``rows`` (to be read), ``keywords`` (made from the
contract) and ``strategies`` (for schemathesis); who judges is ``judge``. This package knows
the contract and HTTP, and nothing of the client or the simulator.
"""
