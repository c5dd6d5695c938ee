"""Does the contract still say what Sinch says? ``nox -s drift -- SOURCE``."""
