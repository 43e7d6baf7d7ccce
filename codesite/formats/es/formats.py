"""Spanish as it is written in the United States: 12,345.6."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
