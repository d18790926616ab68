"""Words in the reader's language: sentences from `languages/`, and numbers, dates and names the way it writes them."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent, get_decimal_symbol

from data_contracts import LANGUAGES
from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.edition import NETWORK
from data_contracts.labels import collection_label, pick
from data_contracts.plurals import in_number
from data_contracts.quarters import first_day

_LOCALES = {"en": "en_GB"}
_THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
_FOLDER = Path(__file__).parent / "languages"


class Words:
    """Everything that one language has to say. `words("quality.title")`, `words("overview.reported", count=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(_LOCALES.get(language, language))
        self._texts = load_texts(language)

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of `key` with `values` in it, numbers written out; `count` chooses among plural forms."""
        text = in_number(self._texts[key], values.get("count", 0), self.language)
        return text.format(**{name: self._written(value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        return key in self._texts

    @property
    def decimal(self) -> str:
        """The sign before the decimals."""
        return str(get_decimal_symbol(self._locale))

    def number(self, value: float, *, decimals: int = 0, signed: bool = False) -> str:
        shape = "#,##0" + ("." + "0" * decimals if decimals else "")
        shape = f"+{shape};-{shape}" if signed and round(value, decimals) else shape
        return self._grouped(format_decimal(value, format=shape, locale=self._locale))

    def percent(self, share: float, *, decimals: int = 1, signed: bool = False) -> str:
        """`share` 0.267 as 26.7 %."""
        shape = "#,##0" + ("." + "0" * decimals if decimals else "") + " %"
        shape = f"+{shape};-{shape}" if signed and round(share, decimals + 2) else shape
        return self._grouped(format_percent(share, format=shape, locale=self._locale)).replace(" ", _THIN_SPACE)

    def euro(self, value: float, *, signed: bool = False) -> str:
        """Cents below 1 000 euro, whole euro from there on."""
        shape = self._locale.currency_formats["standard"].pattern
        shape = shape if abs(value) < 1000 else shape.replace(".00", "")
        shape = f"+{shape};-{shape}" if signed and value else shape
        return self._grouped(format_currency(value, "EUR", shape, locale=self._locale, currency_digits=False))

    def date(self, day: date) -> str:
        return format_date(day, "medium", locale=self._locale)

    def moment(self, when: datetime) -> str:
        """A date and a time of day, both in UTC."""
        return f"{self.date(when.date())}, {format_time(when.time(), 'HH:mm', locale=self._locale)} UTC"

    def quarter(self, quarter: str) -> str:
        return format_skeleton("yQQQ", first_day(quarter), locale=self._locale)

    def country(self, code: str) -> str:
        """The name of a country; `_T` is the network."""
        return self("network") if code == NETWORK else self._locale.territories.get(code, code)

    def by_name(self, codes: Iterable[str]) -> list[str]:
        """Country codes in the order of their names; only Swedish sorts letters with signs behind all others."""

        def order(code: str) -> str:
            name = self.country(code).casefold()
            if self.language == "sv":
                return name
            return "".join(each for each in normalize("NFKD", name) if not combining(each)).replace("ł", "l")

        return sorted(codes, key=order)

    def collection(self, collection: str) -> str:
        """The name of a collection, or of another source that a card counts."""
        known = collection in COLLECTIONS
        return collection_label(collection, self.language) if known else self(f"sources.{collection}")

    def dimension(self, collection: str, dimension: str) -> str:
        """The name of a breakdown of `collection`."""
        if collection not in COLLECTIONS:
            return self("deliveries.collection")
        return self.pick(load_contract(collection).column(dimension).labels)

    def category(self, collection: str, dimension: str, category: str) -> str:
        """The name of one part of a breakdown; a part without a code list is its own name."""
        if collection not in COLLECTIONS:
            return self.collection(category)
        code_list = load_contract(collection).column(dimension).code_list
        if code_list == "country":
            return self.country(category)
        return self.code(code_list, category) if code_list else category

    def code(self, code_list: str, code: str) -> str:
        names = load_codes(code_list).get(code)
        return self.pick(names) if names else code

    def pick(self, names: Mapping[str, str]) -> str:
        """The words in this language, or the English ones where there are none yet."""
        return pick(names, self.language)

    def _written(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, date)):
            return value
        if isinstance(value, datetime):
            return self.moment(value)
        return self.date(value) if isinstance(value, date) else self.number(value)

    def _grouped(self, text: str) -> str:
        """A true minus; and English groups digits by a thin space, since a comma means decimals to most readers."""
        text = text.replace("-", "\N{MINUS SIGN}")
        return text.replace(",", _THIN_SPACE) if self.language == "en" else text


@cache
def load_texts(language: str) -> Mapping[str, str | Mapping[str, str]]:
    """Dotted key -> text, or plural form -> text, of `languages/<language>.toml`."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language!r}")
    return dict(_flat(tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))


@cache
def speak(language: str) -> Words:
    return Words(language)


def _flat(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in tree.items():
        if isinstance(value, str) or "other" in value:
            found.append((above + name, value))
        else:
            found += _flat(value, f"{above}{name}.")
    return found
