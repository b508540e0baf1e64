"""What the visitors screen does, a layer each, and the forms that it asks with."""
