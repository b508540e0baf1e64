"""Comparisons: two past exchanges, one event side by side on several datastreams, a response and expectations."""
