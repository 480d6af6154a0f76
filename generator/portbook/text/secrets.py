"""The one mask: what is secret in somebody's text, found and hidden wherever it is shown or stored.

A secret is known by its name (`PASSWORD=`, `--requirepass`, "password is"), by where it stands
(before the `@` of an address, in a webhook's path, under a table's header) or by its own form (the
keys of well-known services). A value with none of the three cannot be told from a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, pairwise

from portbook.text.lazily import lazily
from portbook.text.source import Source, Splice, splice

HIDDEN = "***"
LONGEST = 4_000
"""Characters that are looked through; what is shown of a line is shorter."""
_PIECE = lazily(r"[^\n]{1,4000}")
"""As much of a line as is looked through in one go."""

_SECRET = lazily(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASS|PWD|PW|SECRET|SECRETS|TOKEN|CREDENTIALS?|CREDS|SALT|"
    r"PASSPHRASE|PASSWORT|PASSCODE|PIN_?CODE|REQUIREPASS|MASTERAUTH|SASL_JAAS_CONFIG|WEBHOOK|"
    r"PRIVATE|(?:API|ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|MASTER|SERVICE_ROLE|ANON|JWT|AUTH|"
    r"ACCOUNT|STORAGE|SHARED|SESSION|COOKIE|DEPLOY|HOST|LICENSE|ADMIN|ROOT|USER)_?KEY|"
    r"APIKEY|AUTH_TOKEN|BEARER|DSN)(?:_|$)|_KEY$|(?:PASSWORD|PASSWD|SECRET|TOKEN|APIKEY)$",
    re.IGNORECASE,
)
_NONE = lazily(
    r"(?:_FILE|_PATH|_TTL|_LENGTH|_EXPIRY|_EXPIRES_IN|_URL|_URI|_HOST|_PORT|_NAME|_ID|_TYPE|"
    r"_PUBLIC_KEY|_PREFIX|_ALGORITHM|_MANAGER|_STORE|_ENABLED|_REQUIRED|_POLICY|_COUNT|_LIMIT)$",
    re.IGNORECASE,
)

_VALUE = r"(?P<value>\$?\{[^}\n]*\}|\"[^\"\n]*\"|'[^'\n]*'|[^\s,;}&|`\"'<>]+)"
_VALUES = lazily(_VALUE)
_NAME = lazily(
    r"(?P<name>[A-Za-z][\w.-]{0,80})[\"'`*]{0,4}[^\S\n]{0,3}(?P<sign>=>|:=|[=:])[^\S\n]{0,3}`?|"
    r"(?<![^\s\"'\[])--?(?P<option>[A-Za-z][\w-]{0,60})[\"']?,?[^\S\n]{1,3}|"
    r"\b(?:ENV|ARG|set|setx|setenv)[^\S\n](?P<variable>\w{1,80})[^\S\n]{1,3}"
)
_WORDS = (
    r"pass(?:word|wort|wd|code|phrase)s?|pwd|pw|secret|token|api[ _-]?key|access[ _-]?key|"
    r"contraseña|mot de passe|mdp|senha|hasło|wachtwoord|lösenord|heslo|şifre|пароль|密码|密碼|"
    r"パスワード|비밀번호"
)
_WORD = lazily(
    rf"(?P<head>(?<![\w/.-])(?:{_WORDS})(?!\w)[\"'`*_]{{0,4}}[^\S\n]{{0,3}}"
    r"(?P<sign>[=:：]|(?:is|ist|est|es|é|jest|är|=>|->|→)(?=\s))?[^\S\n]{0,3}[*_]{0,3}`?)" + _VALUE,
    re.IGNORECASE,
)
_PLAIN_WORDS = lazily(
    r"(?:"
    r"a|all|also|an|and|any|are|as|at|aus|auth|authentication|based|be|before|but|by|can|change"
    r"|changed|check|comes|creation|das|database|db|der|die|disabled|each|enabled|endpoint|entry"
    r"|every|expires|expiry|false|file|files|for|from|generated|gesetzt|grant|has|hash|hashing|have"
    r"|header|here|if|im|in|is|issuer|it|its|kept|known|length|lives|login|managed|manager|may|must"
    r"|needed|needs|never|nicht|no|none|not|null|of|off|on|only|optional|or|per|policy|port|ports"
    r"|prompt|protected|protection|provider|read|refresh|required|reset|rotation|rules|see|server"
    r"|service|services|set|settings|should|stands|steht|storage|store|stored|strength|that|the"
    r"|their|there|this|to|true|type|under|unless|unset|used|user|users|value|variable|vault|via"
    r"|wanted|was|when|where|which|who|will|with|without|you|your"
    r")",
    re.IGNORECASE,
)
"""What follows such a word in a sentence that tells no secret."""
# Redis: `redis-cli -a X`, `--requirepass X`, `AUTH X`; MySQL's -pX; curl and others `-u a:X`.
_COMMAND = lazily(
    r"(?P<head>\bredis-cli\b[^|;&\n]{0,200}?[\s\"'](?:-a|--pass)[\"']?[ =,]\s*|"
    r"\b(?:requirepass|masterauth)[\"']?,?\s+|"
    r"\bmysql(?:dump|admin)?\b[^|;&\n]{0,200}?\s-p|\bsshpass\s+-p\s*|\bPGPASSWORD=|"
    r"\bmongo(?:sh|dump|restore)?\b[^|;&\n]{0,200}?\s-p\s+|\bsqlcmd\b[^|;&\n]{0,200}?\s-P\s*|"
    r"\bdocker login\b[^|;&\n]{0,200}?\s-p\s+)" + _VALUE
)
_LOGIN = lazily(
    r"(?P<head>(?<!\S)(?:-u|-U|--user|--auth|--basic-auth|--proxy-user|--http-auth|--creds?|"
    r"--basicauth|--credentials?)[\s=][\"']?[^\s:\"']{1,80}:)(?P<value>[^\s\"']+)"
)
_PAIR = lazily(
    r"(?P<head>(?<![\w/.])(?:admin\w*|root|guest|sa|postgres|minio\w*|superuser|elastic|"
    r"(?:user(?:name)?|login|log in|credentials?|creds)[ :=`*]{0,4}[\w.@-]{1,60})"
    r"`?(?:\s+[/:|]\s+|\s*:\s*(?=`)|/(?=`))`?)(?P<value>[^\s`|,;()]{3,})",
    re.IGNORECASE,
)
_CREDENTIALS = lazily(
    r"(?P<head>\b(?:login|logins|log in|credentials?|creds|sign in|default user)\b[^\n/:]{0,20}?"
    r"[ :=(`]{1,4}[\w.@-]{1,60}\s*[/:]\s*)(?P<value>[^\s`|,;()/]{3,})",
    re.IGNORECASE,
)
# RFC 3986, 3.2.1; a password that holds / or @ is written unescaped all the same.
_ADDRESS = lazily(
    r"(?P<head>:/{1,2}[^\s/:@'\"<>]{0,200}:)(?P<value>[^\s@'\"<>]{1,500}(?:@[^\s@'\"/<>]{1,200})??)"
    r"(?=@[\w\[$*{.-])"
)
_TOKEN_ADDRESS = lazily(
    r"(?P<head>(?:https?|ftp|git\+https?|wss?):/{1,2})(?P<value>[^\s/:@'\"<>]{6,500})(?=@[\w\[])"
)
_BARE = lazily(
    r"(?P<head>(?<![\w/:.@-])(?!(?:mailto|npm|acct|sips?|xmpp|workspace|git|file|link|jid):)"
    r"[A-Za-z][\w.-]{0,60}:)(?P<value>[^\s:/@'\"`|]{3,200})(?=@(?!sha256)[\w\[])"
)
_DSN = lazily(r"(?P<head>://|[a-z]+:)(?P<value>[^\s/:@'\"]{1,500})(?=@(?:tcp|unix)\()")
_HEADER = lazily(
    r"(?P<head>\b(?:Basic|Bearer|Authorization[\"']?[:=]\s*[\"']?\w+)\s)(?!auth|tokens?\b|header|"
    r"scheme|format|setup|usage)(?P<value>[\w+/=.:~-]{6,})",
    re.IGNORECASE,
)
_QUERY = lazily(
    r"(?P<head>[?&;](?:amp;)?(?:[\w.-]*(?:key|token|secret|passw(?:or)?d|pwd|passwd)|pass|auth|"
    r"sig|signature|code|client_secret|x-amz-signature|sv?c?_?sig)=)(?P<value>[^\s&\"'`<>|)}]+)",
    re.IGNORECASE,
)
_HOOK = lazily(
    r"(?P<head>hooks\.slack\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/"
    r"(?:v\d+/)?webhooks/|[\w.-]*webhook\.office\.com/webhookb2/|api\.telegram\.org/bot|"
    r"chat\.googleapis\.com/v1/spaces/|hooks\.zapier\.com/hooks/catch/|maker\.ifttt\.com/trigger/"
    r"[\w-]+/with/key/|hook\.[\w.]*make\.com/|/(?:web)?hooks?/(?=[\w-]*\d)(?=[\w-]{16}))"
    r"(?P<value>[^\s\"'`<>|)]+)"
)
_KEYS = lazily(
    r"(?P<head>)(?P<value>\b(?:(?:sk|rk)[_-](?:live|test|proj|ant|or)?[_-]?|gh[pousr]_|github_pat_|"
    r"gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-|xox[abeprs]-|xapp-|A[KS]IA|AIza|ya29\.|hvs\.|hf_|"
    r"npm_|pypi-|shp(?:at|ca|pa|ss)_|SG\.|do[opr]_v1_|dckr_pat_|ATATT3|whsec_|lin_api_|figd_|"
    r"tskey-|r8_|AGE-SECRET-KEY-|sq0[a-z]{3}-|key-(?=[0-9a-f]{32}\b)|pk_live_secret)"
    r"[A-Za-z0-9_.=+-]{8,}|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|\b[0-9]{8,10}:AA[\w-]{30,})"
)
"""How the keys of well-known services begin, JSON Web Tokens (RFC 7519) and Telegram's bots."""

_REFERENCE = lazily(r"\$\w+|\$\(.*|\$?\{[\w./-]+(?::?\?[^}]*)?\}?|%\w+%|<[^>]*>?|\[.*|\*+")
"""A value that only says where the secret comes from, or names a list."""

_BLOCK = lazily(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----(?P<value>.{0,20000}?)(?:-----END|\Z)", re.DOTALL
)
_HEADED = lazily(rf"^[ \t]*\|.*(?:{_WORDS}|credentials).*\|[ \t]*$", re.IGNORECASE | re.MULTILINE)
_HEAD = lazily(rf"(?:\W|default|admin|root|db|initial)*(?:{_WORDS}|credentials)\W*", re.IGNORECASE)
_RULE = lazily(r"[ \t]*\|?[ \t:|-]+\|[ \t:|-]*")
_PATTERNS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (pattern, tuple(words.split("|")))
    for pattern, words in (
        *((each, "@") for each in (_ADDRESS, _TOKEN_ADDRESS, _DSN, _BARE)),
        (
            _COMMAND,
            "redis-cli|requirepass|masterauth|mysql|sshpass|pgpassword|mongo|sqlcmd|docker login",
        ),
        (_LOGIN, "-u|--auth|--basic|--proxy|--http|--cred"),
        (_PAIR, "admin|root|guest|sa|postgres|minio|superuser|elastic|user|log|cred"),
        (_CREDENTIALS, "login|log in|cred|sign in|default user"),
        (_HEADER, "basic|bearer|authorization"),
        (
            _KEYS,
            (
                "sk-|sk_|rk-|rk_|ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|xox|xapp-|akia|asia|aiza|ya29."
                "|glpat-|gldt-|glrt-|glcbt-|glptt-|glft-|glsoat-|glagent-|hvs.|hf_|npm_|pypi-|shp"
                "|sg.|_v1_|dckr_pat_|atatt3|whsec_|lin_api_|figd_|tskey-|r8_"
                "|age-secret-key-|sq0|key-|pk_live_secret|eyj|:aa"
            ),
        ),
        (_QUERY, "="),
        (_HOOK, "hook|api.telegram|chat.googleapis|maker.ifttt"),
    )
)
"""Each with what a text holds in lower case, one of it at least, where the pattern can match."""
_SAID = (
    *("pass", "pwd", "pw", "secret", "token", "key", "contrase", "mdp", "senha", "hasło"),
    *("wachtwoord", "lösenord", "heslo", "şifre", "парол", "密", "パス", "비밀"),
)
"""The same of a word for a secret in prose."""
_NAMED = (
    *("pass", "pwd", "pw", "pin", "secret", "token", "cred", "salt", "auth", "sasl", "hook"),
    *("private", "key", "bearer", "dsn"),
)
"""The same of the name of a secret."""


@cache
def is_secret(name: str) -> bool:
    """Whether a variable holds what nobody else may see, by its name alone; `DB_PASSWORD_FILE`
    only says where one lies."""
    return bool(_SECRET.search(name)) and not _NONE.search(name)


def without_secrets(text: str) -> str:
    """The text with `***` for every secret in it; at most 4,000 characters of it."""
    text = text[:LONGEST]
    return splice(text, (Splice(*span, HIDDEN) for span in secret_spans(text)))


def hidden(line: str) -> str:
    """The line with an asterisk for each character of a secret, all others at their place."""
    return masked(Source("", line)).text


def without_userinfo(address: str) -> str:
    """An address without what stands before the `@` of its host; other texts as they are."""
    scheme, mark, rest = address.partition("://")
    authority = re.match(r"[^/?#\s]*", rest)
    if not mark or authority is None or "@" not in authority[0]:
        return address
    return f"{scheme}{mark}{authority[0].rpartition('@')[2]}{rest[authority.end() :]}"


def masked(source: Source) -> Source:
    """The same text with an asterisk for each character of a secret, all others at their place.

    A finding prints the line it is on, and may end in the log of a public build.
    """
    spans = [*_blocks(source.text), *_columns(source.text)]
    for match in _PIECE.finditer(source.text):
        at = match.start()
        spans += [(at + start, at + end) for start, end in secret_spans(match[0])]
    splices = [
        Splice(start, end, re.sub(r"[^\n]", "*", source.text[start:end]))
        for start, end in _apart(spans)
    ]
    text = splice(source.text, splices)
    return Source(source.name, text, source.path) if splices else source


def may_hold_secrets(texts: Iterable[str]) -> bool:
    """Whether any of the texts may hold a secret; where none does, `secret_spans` finds none.

    Asked of many at once, it spares the look at each of them.
    """
    text = "\n".join(texts)
    return "|" in text or "PRIVATE KEY" in text or _holds(_lowered(text), _hints())


@cache
def _hints() -> tuple[str, ...]:
    """All that may tell of a secret; what holds another of them tells nothing more."""
    words = {*chain.from_iterable(telling for _, telling in _PATTERNS), *_SAID, *_NAMED}
    found: tuple[str, ...] = ()
    for each in sorted(words, key=len):
        found += () if _holds(each, found) else (each,)
    return found


def secret_spans(text: str) -> list[tuple[int, int]]:
    """Where secrets stand in a text, in order and apart from each other."""
    lowered = _lowered(text)
    spans = [
        match.span("value")
        for pattern, telling in _PATTERNS
        if _holds(lowered, telling)
        for match in pattern.finditer(text)
        if not _harmless(pattern, match)
    ]
    spans += _in_prose(text) if _holds(lowered, _SAID) else ()
    spans += _assigned(text) if _holds(lowered, _NAMED) else ()
    return _apart([*spans, *_blocks(text), *_columns(text)])


def _lowered(text: str) -> str:
    """In lower case, by which patterns compare: for them the letters of Turkish, and the long s,
    are those of ASCII (`re.IGNORECASE`)."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")


def _holds(lowered: str, words: tuple[str, ...]) -> bool:
    # A large map has ten thousands of texts: any() of a generator takes twice as long.
    for each in words:  # noqa: SIM110
        if each in lowered:
            return True
    return False


def _harmless(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    value = match["value"].strip("\"'`")
    if _REFERENCE.fullmatch(value):
        return True
    if pattern is _ADDRESS:
        # `http://localhost:3000/@me`: what begins with a number and a slash is a port.
        return re.match(r"[0-9]{1,5}(?:/|$)", value) is not None and "@" not in value
    if pattern is _LOGIN:
        return value.isdecimal()
    word = value.isdecimal() or _PLAIN_WORDS.fullmatch(value) is not None
    return pattern is _PAIR and word


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif end > start:
            found.append((start, end))
    return found


def _assigned(text: str) -> Iterator[tuple[int, int]]:
    """The values of secret names; a short number behind a colon is rather a port."""
    done = 0
    for name in _NAME.finditer(text):
        value = _VALUES.match(text, name.end())
        if value is None or name.start() < done:
            continue
        told = (
            (name["name"] or name["option"] or name["variable"]).replace("-", "_").replace(".", "_")
        )
        told = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", told)
        if not is_secret(told):
            continue
        done = value.end()
        number = name["sign"] == ":" and value[0].isdecimal() and len(value[0]) <= 5
        listed = told.lower() == "secrets" and value[0].startswith("{")
        if not number and not listed and not _REFERENCE.fullmatch(value[0].strip("\"'`")):
            yield value.span()


def _in_prose(text: str) -> Iterator[tuple[int, int]]:
    """What prose says behind a word for a secret: anything behind a sign or "is", else what looks
    like no word."""
    for match in _WORD.finditer(text):
        value = match["value"].strip("\"'`*_.()")
        if _REFERENCE.fullmatch(value) or _PLAIN_WORDS.fullmatch(value) or value.endswith(":"):
            continue
        short = value.isdecimal() and len(value) <= 5
        if match["sign"]:
            told = not (short and match["sign"] in ":：")
        else:
            word = re.fullmatch(r"[A-Z]?[a-zà-ÿ-]+", value) and not match["head"].strip().isupper()
            told = len(value) >= 4 and not short and not word
        if told:
            yield match.span("value")


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The texts between the marks of private keys (RFC 7468)."""
    if "PRIVATE KEY" in text:
        yield from (match.span("value") for match in _BLOCK.finditer(text))


def _columns(text: str) -> Iterator[tuple[int, int]]:
    """The cells of a Markdown table below a header that is a word for a secret."""
    if "|" not in text:
        return
    for head in _HEADED.finditer(text):
        cells = _cells(head[0], head.start())
        columns = [at for at, (start, end) in enumerate(cells) if _HEAD.fullmatch(text[start:end])]
        at = head.end() + 1
        while columns and at < len(text) and text[at : at + 200].lstrip().startswith("|"):
            end = text.find("\n", at)
            line = text[at : end if end >= 0 else len(text)]
            row = _cells(line, at)
            if not _RULE.fullmatch(line):
                yield from (row[column] for column in columns if column < len(row))
            at += len(line) + 1


def _cells(line: str, start: int) -> list[tuple[int, int]]:
    """Where each cell's own text stands."""
    edges = [at for at, each in enumerate(line) if each == "|" and line[at - 1 : at] != "\\"]
    found = []
    for left, right in pairwise(edges):
        inner = line[left + 1 : right]
        begin = left + 1 + len(inner) - len(inner.lstrip())
        found.append((start + begin, start + max(begin, left + 1 + len(inner.rstrip()))))
    return found
