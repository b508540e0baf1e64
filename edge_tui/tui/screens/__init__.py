"""One module a screen, each beside its stylesheet; a screen owns state and wiring."""
