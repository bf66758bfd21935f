"""The words of the domain as frozen values: organisations, people, listings, exchanges."""
