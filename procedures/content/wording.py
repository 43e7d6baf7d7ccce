"""The words that rules look for, language by language: chances, vague words, words that promise, words of elsewhere."""

import re
from dataclasses import dataclass

from .languages import ENGLISH, SPANISH


@dataclass(frozen=True)
class Wording:
    """How one language says what rules look for. A chance has two groups: how many, out of how many."""

    chance: re.Pattern[str]
    #: How a chance is to be written, with numbers and without.
    example: str
    form: str
    percent: re.Pattern[str]
    #: Words that say nothing without a number.
    vague: re.Pattern[str]
    #: Words that promise or soothe.
    hype: re.Pattern[str]
    #: Words that are not spoken to our readers so: what they are, and what to write instead.
    elsewhere: re.Pattern[str]
    elsewhere_is: str
    elsewhere_remedy: str


_NUMBER = r"\b(\d[\d,]*(?:\.\d+)?)"
WORDINGS: dict[str, Wording] = {
    ENGLISH: Wording(
        chance=re.compile(rf"{_NUMBER} (?:in|out of) (?:every )?(\d[\d,]*)\b"),
        example="14 in 100",
        form="N in 100",
        percent=re.compile(r"%|\bper ?cent\b"),
        vague=re.compile(r"\b(rare|rarely|common|commonly|uncommon|unlikely)\b", re.I),
        hype=re.compile(
            r"\b(miracle|breakthrough|game.changer|simple procedure|don['’]t worry|nothing to worry|painless)\b", re.I
        ),
        elsewhere=re.compile(
            r"\b(anaesthe\w+|haem[oa]\w+|tumours?|colours?|centres?|programmes?|diarrhoea|oesophag\w+|paediatric\w*"
            r"|leukaemia|litres?|metres?|oedema|organis\w+|recognis\w+|faec\w+)\b",
            re.I,
        ),
        elsewhere_is="a British spelling",
        elsewhere_remedy="Use the American spelling.",
    ),
    SPANISH: Wording(
        chance=re.compile(rf"{_NUMBER} (?:de cada|de|en) (\d[\d,]*)\b"),
        example="14 de cada 100",
        form="N de cada 100",
        percent=re.compile(r"%|\bpor ?ciento\b", re.I),
        vague=re.compile(
            r"\b(rar[oa]s?|raramente|rara vez|comun|común|comunes|comúnmente|infrecuentes?|frecuentes?|improbables?"
            r"|poco probables?)\b",
            re.I,
        ),
        hype=re.compile(
            r"\b(milagros?|milagros[oa]s?|revolucionari[oa]s?|procedimiento (?:sencillo|simple)|no se preocupe"
            r"|no hay (?:nada )?de qu[ée] preocuparse|indolor[oa]s?)\b",
            re.I,
        ),
        elsewhere=re.compile(
            r"\b(tú|tu|tus|te|ti|contigo|tuy[oa]s?|vosotr[oa]s|vuestr[oa]s?|os|ordenador(?:es)?|conducir)\b", re.I
        ),
        elsewhere_is="no word for our readers",
        elsewhere_remedy="Speak to “usted”, in the Spanish of the United States.",
    ),
}
