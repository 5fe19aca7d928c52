"""What can be wrong with the number of a certificate, by its type."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed, standard

_LDT92 = standard("LD/T 92-2013", "table 97")
_RESIDENCE_CARD = standard("GA 2102-2023")

HONG_KONG_MACAO = ProblemKind(
    code="certificate.hong-kong-macao",
    severity=Severity.ERROR,
    message=(
        "港澳居民来往内地通行证号码应为 H 或 M 加 8 位（或 10 位）数字。",
        "A Hong Kong or Macao travel permit has H or M and 8 (or 10) digits.",
    ),
    meaning=(
        "既不是 H 或 M 加 8 位或 10 位数字，也不像护照号码。",
        "Neither H or M with 8 or 10 digits, nor the shape of a passport.",
    ),
    mend=("按证件重新填写号码。", "Copy the number from the certificate again."),
    source=standard("港澳居民来往内地通行证"),
    passing='rules.certificate_number("04").check("H12345678")',
    failing='rules.certificate_number("04").check("H1234567")',
)
OTHER_REGION = ProblemKind(
    code="certificate.other-region",
    severity=Severity.WARNING,
    message=(
        "香港居民的通行证号码以 H 开头，澳门居民的以 M 开头，请核对证件类型和号码。",
        "Permits of Hong Kong residents begin with H, those of Macao residents with M. Compare type and "
        "number.",
    ),
    meaning=(
        "证件类型是香港的，号码却是澳门的，或相反。",
        "A permit of Macao under the type of Hong Kong, or the other way round.",
    ),
    mend=(
        "选择证件上所写地区的类型，或更正号码。",
        "Choose the certificate type of the region that the permit names, or correct the number.",
    ),
    source=standard("港澳居民来往内地通行证"),
    passing='rules.certificate_number("05").check("M12345678")',
    failing='rules.certificate_number("05").check("H12345678")',
)
TAIWAN = ProblemKind(
    code="certificate.taiwan",
    severity=Severity.ERROR,
    message=(
        "台湾居民来往大陆通行证号码应为 8 位数字，或 10 位数字加可有可无的 1 位字母。",
        "A Taiwan travel permit has 8 digits, or 10 digits and perhaps a letter.",
    ),
    meaning=(
        "既不是 8 位数字，也不是 10 位数字加可有可无的 1 位字母。",
        "Neither 8 digits nor 10 digits with an optional letter.",
    ),
    mend=("按证件重新填写号码。", "Copy the number from the certificate again."),
    source=standard("台湾居民来往大陆通行证"),
    passing='rules.certificate_number("06").check("12345678")',
    failing='rules.certificate_number("06").check("1234567")',
)
PERMANENT_RESIDENCE = ProblemKind(
    code="certificate.permanent-residence",
    severity=Severity.ERROR,
    message=(
        "外国人永久居留身份证号码应为 3 位字母加 12 位数字，或以 9 开头的 18 位号码。",
        "A foreigner's permanent residence card has 3 letters and 12 digits, or 18 digits from 9 on.",
    ),
    meaning=(
        "既不是 3 位字母加 12 位数字，也不是 2023 年 12 月 1 日起发放的以 9 开头的 18 位号码。",
        "Neither 3 letters and 12 digits, nor the 18 from 9 on that are issued since 2023-12-01.",
    ),
    mend=("按证件重新填写号码。", "Copy the number from the certificate again."),
    source=_RESIDENCE_CARD,
    passing='rules.certificate_number("07").check("ABC123456789012")',
    failing='rules.certificate_number("07").check("AB123456789012")',
)
CHECK_DIGIT = ProblemKind(
    code="certificate.check-digit",
    severity=Severity.ERROR,
    message=(
        "证件号码校验位不符，其中至少有一位写错，请对照证件核对。",
        "The check digit of the certificate number does not hold; at least one character is wrong. "
        "Compare it with the certificate.",
    ),
    meaning=(
        "最后一位与前 17 位推算的不符（ISO 7064 MOD 11-2）。",
        "The last character does not follow from the other seventeen (ISO 7064 MOD 11-2).",
    ),
    mend=("对照证件逐位核对。", "Compare every digit with the certificate."),
    source=_RESIDENCE_CARD,
    passing='rules.certificate_number("07").check("911156198801010014")',
    failing='rules.certificate_number("07").check("91115619880101001X")',
)
RESIDENCE_BIRTH = ProblemKind(
    code="certificate.residence-birth",
    severity=Severity.ERROR,
    message=(
        "永久居留身份证号码第 7 至 14 位不是存在的日期，请核对。",
        "Digits 7 to 14 of the permanent residence number are no existing date. Compare it.",
    ),
    meaning=(
        "号码第 7 至 14 位的出生日期不存在。",
        "The birth date in the number, digits 7 to 14, does not exist.",
    ),
    mend=("按证件重新填写号码。", "Copy the number from the certificate again."),
    source=_RESIDENCE_CARD,
    passing='rules.certificate_number("07").check("911156198801010014")',
    failing='rules.certificate_number("07").check("911840209913010017")',
)
RESIDENCE_PERMIT = ProblemKind(
    code="certificate.residence-permit",
    severity=Severity.ERROR,
    message=(
        "港澳台居民居住证号码应以 810000、820000 或 830000 开头，请核对证件类型和号码。",
        "The number of a residence permit for Hong Kong, Macao and Taiwan residents begins with 810000, "
        "820000 or 830000. Compare type and number.",
    ),
    meaning=(
        "号码形如身份证号码，但没有居住证的开头。",
        "A number in the shape of a citizen ID without the prefix of a residence permit.",
    ),
    mend=(
        "选择号码所属的证件类型，或更正号码。",
        "Choose the certificate type that the number belongs to, or correct the number.",
    ),
    source=standard("港澳台居民居住证申领发放办法"),
    passing='rules.certificate_number("16").check("810000199001010019")',
    failing='rules.certificate_number("16").check("11010519491231002X")',
)
PASSPORT = ProblemKind(
    code="certificate.passport",
    severity=Severity.WARNING,
    message=(
        "护照号码一般为 5 至 17 位大写字母和数字，请核对。",
        "A passport number usually has 5 to 17 capital letters and digits. Compare it.",
    ),
    meaning=(
        "不是 5 至 17 位字母和数字，与护照号码不同。",
        "Not 5 to 17 letters and digits, as passports have.",
    ),
    mend=("对照护照核对；无误的照常申报。", "Compare with the passport; if it is right, file it."),
    source=_LDT92,
    passing='rules.certificate_number("08").check("E12345678")',
    failing='rules.certificate_number("08").check("E-1234")',
)
LONG = ProblemKind(
    code="certificate.long",
    severity=Severity.WARNING,
    message=(
        "证件号码超过 64 个字符，请核对。",
        "The certificate number has more than 64 characters. Compare it.",
    ),
    meaning=("比任何已知的证件号码都长。", "Longer than any certificate number known."),
    mend=("只保留号码。", "Leave the number only."),
    source=assumed("free text elsewhere; 64 is ours"),
    passing='rules.certificate_number("99").check("军字第0000001号")',
    failing='rules.certificate_number("99").check("甲" * 65)',
)

PLACEHOLDER = ProblemKind(
    code="certificate.placeholder",
    severity=Severity.ERROR,
    message=(
        "这不是证件号码，而是占位的内容，请按证件填写。",
        "This stands in for a certificate number and is none. Copy the number from the certificate.",
    ),
    meaning=(
        "填的是文字、连号或重复的数字，不是真实号码。",
        "A word, digits that count up or one digit repeated stand in for a number.",
    ),
    mend=("按证件填写号码。", "Copy the number from the certificate."),
    source=assumed("people fill cells so where they have no number"),
    passing='rules.certificate_number("08").check("E12345678")',
    failing='rules.certificate_number("08").check("123456")',
)

KINDS = (
    HONG_KONG_MACAO,
    OTHER_REGION,
    TAIWAN,
    PERMANENT_RESIDENCE,
    CHECK_DIGIT,
    RESIDENCE_BIRTH,
    RESIDENCE_PERMIT,
    PASSPORT,
    PLACEHOLDER,
    LONG,
)
