"""How facts come in: fixtures, hcpcs, releases, policies."""
