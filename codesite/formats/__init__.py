"""How numbers are written where a language has more than one way."""
