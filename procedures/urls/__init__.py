"""The public addresses: what readers ask for, in their language, and what programs ask for."""
