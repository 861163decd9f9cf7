"""The encoding of a text that is no UTF-8, by the letters that it has in each: those of one language, where they go."""

from __future__ import annotations

import re
import unicodedata

_WESTERN = (
    "äöüßé",  # German
    "àâçèéêëîïôœùûüÿ",  # French
    "áéíóúüñ",  # Spanish
    "àçèéíïòóúü",  # Catalan
    "àáâãçéêíóôõúü",  # Portuguese
    "àèéìòù",  # Italian
    "åæøéèêòôóäöü",  # Danish and Norwegian
    "åäöéüàšž",  # Swedish and Finnish
    "áäéèëêïíóöüú",  # Dutch
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţ",  # Romanian
    "čćđšž",  # Croatian and Slovene
)
_ALPHABETS = (
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859-2", _CENTRAL),
    ("cp1254", ("çğıöşüâîû",)),
    ("cp1252", ("áðéíóúýþæö",)),  # Icelandic, whose letters stand where the Turkish ones do
    ("mac-roman", _WESTERN),
)
"""Encodings with the letters of languages that are written in them, the more usual before the less."""
_KANA = "".join(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB))))
_JAPANESE = _KANA + "男女身長体重年齢性別種類名前東京大阪日本人高低色赤青黒白県市区値品番号合計月火水木金土曜気温花雨"
_OF_TWO_BYTES = (
    (
        "gb18030",
        ((0xB0, 0xD7),),
        "男女是否有无身高低体重年龄性别类型名称姓颜色红绿蓝黄白黑大中小长宽度数量的一不在人上海北京市省月日时间天气"
        "温湿晴雨价格号分级甲乙丙丁好坏优良差合格学生成绩语文英种花叶瓣萼地区城国家收入东西南广州深圳面积",
    ),
    (
        "euc-kr",
        ((0xB0, 0xC8),),
        "남여자녀성별키몸무게이름나가다지기사하고한의아인도시대서일구울부산종류값수량년월높낮음길크작은를에온습분등급"
        "합격예니오번호색빨강파랑꽃잎신장체중평균학생점국어영과목지역광주전",
    ),
    ("euc-jp", ((0xA4, 0xA5), (0xB0, 0xCF)), _JAPANESE),
    ("shift-jis", ((0x82, 0x83), (0x88, 0x97)), _JAPANESE),
    (
        "big5",
        ((0xA4, 0xC6),),
        "男女是否有無身高低體重年齡性別類型名稱姓顏色紅綠藍黃白黑大中小長寬度數量的一不在人上海北京市省月日時間天氣"
        "溫濕晴雨價格號分級甲乙丙丁好壞優良差合學生成績語文英種花葉瓣萼地區城國家收入東西南台灣面積",
    ),
)
"""Encodings of two bytes, the first bytes of usual signs, and signs that tables have."""
_USUAL = 0.8
"""Share of usual signs from which on a text is in such an encoding."""
_HIGH = re.compile(r"[^\x00-\x7f]")
_IN_WORDS = "’‘·"


def likely(sample: bytes) -> list[str]:
    """Return the encodings that lines with other bytes than ASCII may be in, the likeliest first."""
    written = [
        encoding
        for encoding, alphabets in _ALPHABETS
        if (letters := _letters(sample, encoding)) is not None and any(map(letters.issubset, alphabets))
    ]
    scores = [(_known(sample, *each), -at, each[0]) for at, each in enumerate(_OF_TWO_BYTES)]
    known = [(score, encoding) for score, _, encoding in sorted(scores, reverse=True) if score >= 0]
    mac = [encoding for encoding in written if encoding == "mac-roman"]
    return [
        *(encoding for encoding in written if encoding not in mac),
        *(encoding for score, encoding in known if score),
        *mac,
        *(encoding for score, encoding in known if not score),
    ]


def is_greek(sample: bytes) -> bool:
    """Whether letters are small and large as words have them in Greek, and are not in Cyrillic."""
    return _letters(sample, "cp1251") is None and _letters(sample, "cp1253") is not None


def _letters(sample: bytes, encoding: str) -> set[str] | None:
    """The small letters beyond ASCII; None if there are signs inside of words, or capitals behind small letters."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return None
    found = set()
    for high in _HIGH.finditer(text):
        at, sign = high.start(), high.group()
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if sign.isalpha() and sign not in "µªº":
            if sign.isupper() and before.islower():
                return None
            found.add(sign.lower()[:1])
        elif unicodedata.category(sign) == "Cc" or (before.isalpha() and after.isalpha() and sign not in _IN_WORDS):
            return None
        elif not _is_plain(sign) and not (_is_plain(before) and _is_plain(after)):
            return None
    return {letter for letter in found if not letter.isascii()}


def _is_plain(sign: str) -> bool:
    """Whether a sign may stand beside any other: it is of ASCII, a blank or a punctuation mark."""
    return sign.isascii() or sign.isspace() or unicodedata.category(sign).startswith("P")


def _known(sample: bytes, encoding: str, leads: tuple[tuple[int, int], ...], known: str) -> float:
    """The share of signs that tables have; -1 if too many are unusual."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return -1
    signs = [sign for sign in _HIGH.findall(text) if sign.isalpha()]
    coded = [sign.encode(encoding) for sign in signs]
    # The signs of GB 2312 and of EUC have no byte of ASCII.
    high = encoding not in ("shift-jis", "big5")
    usual = sum(
        len(code) == 2 and any(a <= code[0] <= b for a, b in leads) and (code[1] > 0xA0 or not high) for code in coded
    )
    share = sum(sign in known for sign in signs) / len(signs) if signs else 0
    # Where the second byte is one of ASCII, an accent and the letter behind it look like a sign.
    return share if signs and usual >= _USUAL * len(signs) and (share or high) else -1
