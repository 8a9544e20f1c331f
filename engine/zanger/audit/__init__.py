"""Whether a law is consistent: conflicts, silence, dead rules and more, found completely within stated bounds."""
