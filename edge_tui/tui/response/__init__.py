"""The response: its tree, the explanation of a node, and the exchange as text."""
