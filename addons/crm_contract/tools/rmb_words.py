"""An amount of renminbi in the words that contracts and cheques use (人民币大写)."""

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))
LIMIT = Decimal(10**16)


def amount_in_words(amount: Decimal) -> str:
    """Return ``amount`` yuan in words, to the fen.

    The form is that of the rules for bills (正确填写票据和结算凭证的基本规定):
    整 after yuan or jiao, 零 where digits are skipped.

    >>> amount_in_words(Decimal("294600"))
    '贰拾玖万肆仟陆佰元整'
    >>> amount_in_words(Decimal("10000005.06"))
    '壹仟万零伍元零陆分'
    >>> amount_in_words(Decimal("0.50"))
    '伍角整'

    :raises ValueError: from ten quadrillion (10^16) on
    """
    fen_total = int((abs(amount) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if fen_total >= LIMIT * 100:
        raise ValueError(f"{amount} is too large to be written in words")
    yuan, rest = divmod(fen_total, 100)
    sign = "负" if amount < 0 and fen_total else ""
    return sign + _yuan_in_words(yuan, rest) + _cents_in_words(yuan, rest)


def _yuan_in_words(yuan: int, rest: int) -> str:
    return _spell(yuan) + "元" if yuan or not rest else ""


def _cents_in_words(yuan: int, rest: int) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整"
    words = f"{DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return words + (f"{DIGITS[fen]}分" if fen else "整")


def _spell(number: int) -> str:
    """Return a whole number in words.

    >>> [_spell(n) for n in (0, 10, 1010, 100500, 200_000_003)]
    ['零', '壹拾', '壹仟零壹拾', '壹拾万零伍佰', '贰亿零叁']
    """
    for power, unit in UNITS:
        if number >= power:
            high, low = divmod(number, power)
            skipped = "零" if 0 < low < power // 10 else ""
            return _spell(high) + unit + skipped + (_spell(low) if low else "")
    return DIGITS[number]
