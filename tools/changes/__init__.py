"""What a change of the contract means: ``nox -s regenerate``.

The verdict is the largest of three small adapters, each on a tool that is kept by others:
``document`` (redocly diff), ``meaning`` (the contract suite's bodies and judge) and ``python``
(griffe, and a type checker). There is no rule table of our own.
"""
