"""How numbers are shown, and read again."""

import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.learn import words


class TestWords:
    def test_numbers_are_shown_short_and_told_exactly(self):
        assert [words.short(value) for value in (-6.0, 3.25, 1 / 3, 62_378_344, 0.0)] == [
            "−6", "3.25", "0.3333", words.short(62_378_344), "0",
        ]  # fmt: skip
        assert words.exact(1 / 3) == "0.3333333333333333"
        assert words.exact(-6.0) == "−6"

    @pytest.mark.parametrize("value", [1e-5, 0.5, -3.25, 1000, 0, 0.1 + 0.2])
    def test_what_a_field_shows_it_reads_again(self, value):
        assert words.number_in(words.plain(value)) == pytest.approx(value, rel=1e-5)

    @pytest.mark.parametrize(("text", "value"), [("−2", -2), (" 0,5 ", 0.5), ("1e3", 1000), ("+4.", 4)])
    def test_people_may_write_a_comma_and_a_typographic_minus(self, text, value):
        assert words.number_in(text) == value

    @pytest.mark.parametrize(
        ("text", "limits", "said"),
        [
            ("seven", {}, "“seven” is not a number."),
            ("", {}, "Nothing is written there."),
            ("nan", {}, "“nan” is not a number."),
            ("2.5", {"is_whole": True}, "“2.5” is not a whole number."),
            ("300", {"low": 1, "high": 256}, "300 is out of range."),
        ],
    )
    def test_what_is_no_number_is_refused_in_words(self, text, limits, said):
        with pytest.raises(UserError) as refused:
            words.number_in(text, **limits)
        assert refused.value.message == said
        assert refused.value.hint.startswith("Write ")
