"""Exercises made from the rules of a law: the key is the engine's, and every option is answered with its article."""
