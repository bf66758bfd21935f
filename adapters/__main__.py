"""The command line's way in: `shoes`, put together from its subjects, each part loaded when it is needed."""

import os

import typer

from adapters.command_line import auditing, data, diagnostics, keeping, people, serving

shoes = typer.Typer(
    name="shoes",
    help="In Your Shoes brokers skill exchanges and work shadowing between councils and charities, in Slack and Teams.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for subject in (serving, people, data, keeping, auditing, diagnostics):
    shoes.add_typer(subject.commands)


def main() -> None:
    """`shoes` and `python -m adapters`."""
    # a search multiplies blocks too small to be shared out, where numpy's own threads only wait; numpy reads this once
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none is wanted; to look for them takes time
    shoes()


if __name__ == "__main__":
    main()
