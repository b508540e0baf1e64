"""Standard input, output and error as headless commands use them."""
