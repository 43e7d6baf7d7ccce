"""How codes and explanations are found: query (pure), index (SQLite or PostgreSQL), suggestions."""
