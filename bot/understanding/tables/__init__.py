"""The words the parser knows, apart from what it does with them."""
