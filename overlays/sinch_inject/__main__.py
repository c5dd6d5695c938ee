"""``python -m sinch_inject``: the command, where scripts are not on the path."""

from sinch_inject.cli import main

main(prog_name="sinch-inject")
