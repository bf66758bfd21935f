"""Jinja2 as every page here uses it: everything escaped, an unknown name an error, macros called by name."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def environment(package: str, **known: object) -> Environment:
    """The templates of `package`; what is `known` can be used in all of them."""
    made = Environment(
        loader=PackageLoader(package), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(known)
    return made


class Macros:
    """The macros of one template."""

    def __init__(self, templates: Environment, name: str) -> None:
        self._module: Any = templates.get_template(name).make_module()

    def draw(self, macro: str, *values: object) -> Markup:
        """What the macro makes of these values, which it has escaped. Raises AttributeError if there is none."""
        return Markup(getattr(self._module, macro)(*values))  # noqa: S704 (the template escapes)
