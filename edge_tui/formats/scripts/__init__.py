"""JavaScript and Python as text: literals and simple expressions are read, nothing is ever run."""
