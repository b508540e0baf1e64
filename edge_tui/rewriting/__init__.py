"""Rules that change calls on their way: to another datastream or gateway, made-up responses, faults."""
