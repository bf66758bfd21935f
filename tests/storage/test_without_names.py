"""Names are kept out of words that others may read, whatever their capitals, and everyday words are left alone."""

import pytest

from storage.without_names import without_names


@pytest.mark.parametrize(
    ("name", "words", "shown"),
    [
        ("Sam Okafor", "I liked sam  okafor and Okafor’s dog.", "I liked my host and my host’s dog."),
        ("Sam Okafor", "The same sample. Sam? SAM!", "The same sample. My host? My host!"),
        ("Will May", "I will ask Will in May; maybe.", "I will ask my host in my host; maybe."),
        ("Will May", "will may", "My host"),
        ("Anne-Marie Smith-Jones", "Anne, anne-marie and Jones", "My host, my host and my host"),
        ("Pat O'Neill", "Talk to o’neill", "Talk to my host"),
        ("J. Zoë", "Zoë said J. Bloggs was late", "My host said J. Bloggs was late"),
        ("İlker Nil", "İlker, ilker, ILKER and NİL", "My host, my host, my host and my host"),
        ("Anna Weiß", "Weiß, WEISS or weiss", "My host, my host or my host"),
        ("", "Nobody in particular", "Nobody in particular"),
    ],
)
def test_each_part_of_a_name_is_replaced(name: str, words: str, shown: str) -> None:
    assert without_names(words, {name: "my host"}) == shown
