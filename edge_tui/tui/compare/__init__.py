"""Two past exchanges compared, and one event side by side on several datastreams."""
