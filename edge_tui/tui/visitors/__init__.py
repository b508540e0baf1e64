"""The visitors screen: who there is, and the client state of each."""
