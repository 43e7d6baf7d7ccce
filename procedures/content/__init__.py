"""What makes a good page: families, page, readability, rules, rendering. Pure Python, no Django."""
