"""What others read before anybody has said yes names nobody, as far as that can be told."""

import pytest

from bot.dialogues.listing_cards import contact_in, safe_words
from bot.model.organisations import Organisation, Person, Sector

SAM = Person(1, Organisation(1, "Open Door", Sector.CHARITY, "Leeds"), "Sam Okafor")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("An hour with Jane Smith, our rota manager", "An hour with [name], our rota manager"),
        ("Come and see us, ask for Fiona on reception", "Come and see us, ask for [name] on reception"),
        ("I'm Sam Okafor, call me on 0113 496 0000 or sam@opendoor.example", None),
        ("Meet at Victoria Hall or Albert Road", "Meet at Victoria Hall or Albert Road"),
        ("Excel and Canva for beginners, Tuesdays in March", "Excel and Canva for beginners, Tuesdays in March"),
        ("Holbeck Together and the Grace Church food bank", "Holbeck Together and the Grace Church food bank"),
    ],
)
def test_names_of_others_are_masked_and_places_are_not(words: str, shown: str | None) -> None:
    safe = safe_words(words, SAM)
    if shown is not None:
        assert safe == shown
    assert not {"Okafor", "Jane", "Fiona", "0113", "sam@"} & set(safe.replace(",", " ").split())


def test_two_contacts_are_masked_as_one() -> None:
    assert safe_words("Ring 0113 496 0000 or s@o.example", SAM) == "Ring [kept until you both say yes]"


def test_the_first_contact_is_found() -> None:
    assert contact_in("my new e-mail is sam@new.example, thanks") == "sam@new.example"
    assert contact_in("my role is youth lead") == ""
