"""The Capture screen: what a site sends to the Edge Network, live or from a recording."""
