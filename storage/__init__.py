"""Storage: SQLModel tables behind the core's ports. Rows never leave this package; values do."""
