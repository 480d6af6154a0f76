"""Gives the name in what stands beside a number, without its verb, its article, its remarks."""

from __future__ import annotations

import re

from portbook.sources.documents.text import (
    ARTICLES,
    PREPOSITIONS,
    about_any,
    alternatives,
    clean_name,
    outside_brackets,
    starts_with,
)

ARTICLE = re.compile(
    r"^\s*(?:by default,?|por defecto,?|por padrão,?|par défaut,?|standardmäßig|only|just|nur"
    r"|seul|solo|solamente|apenas|tylko|jen|bara|kun|alleen|yalnızca"
    r"|только|for|pour|para|für|your|access to|доступ к|acceso al?|acesso (?:ao?|à)|accès (?:à|au)"
    r"|zugriff auf|and|und|then|finally|puis|ensuite|enfin|danach|dann|anschließend|luego|después"
    r"|entonces|depois|então|poi|затем|потом"
    rf"|{ARTICLES})\s+|^\s*l['’](?=\w)",
    re.IGNORECASE,
)
COPULA = re.compile(
    rf"(?<=\w)\s(?:(?:{alternatives('modal')}|is|are)(?: be| now)?"
    r"|has|have|got|gets|takes|bekommt|bekam|erhält|recibe|recebe|reçoit|riceve|получает|ist|sind"
    r"|lautet|(?-i:es)|son"
    r"|ficam?|ficará|estarán?|estarão|será|serán|é|são|serão|est|sont|sera|seront|è|sono|sarà|saranno"
    r"|jest|będzie|будет)\s*$",
    re.IGNORECASE,
)
"""`The mapping will be: 8081:80`."""
_PORT = alternatives("port")
_SIDE = r"(?:(?:internal|external|host|container|standard|default|tcp|udp)\s)?"
_ON_PORT = re.compile(
    rf"\s*[(（\[]*\s*(?<!-)\b(?:(?:{alternatives('runs')}\s*)+(?:(?:{PREPOSITIONS})\s+)?|(?:{PREPOSITIONS})?\s*)"
    rf"(?:(?:{ARTICLES})\s+)?{_SIDE}(?:at\s)?(?:standard-?)?{_PORT}?\s*[:=]?\s*$",
    re.IGNORECASE,
)
VISIT = re.compile(
    r"^(?:(?:访问|打开|进入|启动|查看|浏览|运行)\s?(?=\S{2,})"
    r"|(?:(?:we|i) (?:run|host|use)|you (?:can )?(?:reach|access|find|open)|access)\s(?=\S)"
    r"|(?:starts|stops|checks|launches|restarts|starting|launching)\s(?:the |your )?(?=\S)"
    r"|(?:start(?:ing)?|run|launch|ensure|make sure) (?:the |your )?"
    r"(?=(?:backend|frontend|server|api|app|client|worker)\s*$))",
    re.IGNORECASE,
)
"""`访问前端`: to visit the frontend; `Start backend`."""
STARTED = re.compile(
    r"^(?:start(?:ing)?|run|launch"
    r"|(?:iniciar?|inicie|arrancar?|levantar?|executar|rodar|subir) (?=el|la|o|a)"
    r"|(?:lancer|lancez|démarrer|démarrez) (?=le|la)|starten? (?=das|den|die)|avviare? (?=il|la))"
    r"\s?(?:the|your|el|la|le|o|a|das|den|die|il) (?=[^\W\d][\w-]*(?: [\w-]+){0,2}\s*$)",
    re.IGNORECASE,
)
"""`Start the web client`, before what does and where that listens."""
AVAILABLE = re.compile(
    rf"\s(?:{alternatives('found')}|disponible|disponível|corriendo) (?:{PREPOSITIONS}|at|à)$",
    re.IGNORECASE,
)
"""`Backend disponible en`"""
STATE = re.compile(
    r"(?<=\w)(?: container| service)?\s(?:is |are |est |sont )?"
    r"(?:(?:(?:up and )?running|installed|rodando"
    r"|instalad[oa]|installiert|installée?|установлен\w*|запущен\w*|zainstalowan[ya])(?:\s\w+)?"
    rf"|{alternatives('found')}|responding|responds|respond(?:endo|iendo)|répond|antwortet|healthy|loads|works|working|started|listening"
    r"|akan|đang|sekarang|já|ya|ahora|agora|already|now|still|also|too|auch|también|também|aussi|anche|też|również|также|тоже|також|ook|också|även|schon|jetzt|déjà|уже|сейчас|теперь"
    r"|(?:écoute|listens|escucha)(?: \w+)?)$"
    rf"|(?<=\w)\s(?:{alternatives('modal')}|is|are)\s(?:also\s|now\s)?(?:be\s)?{alternatives('found')}$"
    r"|(?<=\w)\s(?:is |are )?(?:bound|mapped|assigned) to$"
    r"|(?<=\w)\s(?:starten|доступ\w{1,3} по адресу|(?:jest )?dostępn[yae] pod adresem)$"
    r"|(?<=\w)\scomes (?:in|up)$"
    r"|(?<=\w)\s(?:sits|lives|stands|runs)\s(?:beside|behind|next to|in front of|alongside)\s\w+$"
    r"|(?<=\w)\s?的(?:地址|网址)(?:是|为)$|(?:连接|运行|启动)(?:成功|正常)$|(?:容器)?(?:内部?)?(?:仍|还)?\s?使用$",
    re.IGNORECASE,
)
"""`MySQL running locally`, `Dashboard accessible`, `Frontend akan`"""
_WILL_RUN = re.compile(
    r"(?:端口|统一|默认|固定|已|将|會|会|均|都)*(?:(?:运行|启动|監聽|监听|運行|部署)(?:在|于|於)"
    r"|使用|改为|改成|设为|设置为|迁移到|(?<=\S{2})为)$"
)
"""`前端统一使用`, `API 部署在`: what a sentence says of a program before its number."""


def subject_of(text: str) -> str:
    """The name in what stands before a number: without its verb, its articles and adverbs."""
    # Runs of spaces would be tried in turn.
    text = clean_name(" ".join(text.rstrip(" (（[:=`*@…~/").split())) + " "
    text = _CONSISTS.sub("", text)
    for pattern in (COPULA, _ON_PORT, COPULA, ARTICLE, ARTICLE, _WILL_RUN, STATE, VISIT):
        text = pattern.sub("", text)
    return clean_name(_GENITIVE.sub("", PORT_OF.sub("", text.strip())))


_GENITIVE = re.compile(r"['’]s$")
"""`Shop's port is`"""


def short_name(text: str) -> str:
    """The name without its remarks: `gateway (the way in, serves all)` is `gateway`."""
    name = re.split(
        r"\s*[(（]|(?<=\w)\s+[⚠❌✅🔴🟡🟢]|\s+[-–—:]\s+|：|:\s|,\s|，|。|\.\s|;|；|\s/\s",
        text.strip(),
        maxsplit=1,
    )[0]
    if not clean_name(name):
        inside = text.strip(" ()（）")
        return inside if inside == text else short_name(inside)
    name = re.sub(r"(?<=[A-Za-z]{3})\.$", "", DOES.sub("", _FOR.sub("", name)))
    told = ARTICLE.sub("", ARTICLE.sub("", PORT_OF.sub("", name)))
    return clean_name(told) or clean_name(name)


_IS = "is|ist|è|es|é|est|это"
DOES = re.compile(
    rf"^(?:{alternatives('does')}|{alternatives('starts')}|{_IS})"
    rf" (?:(?:{ARTICLES}) |(?=[а-я]))(?=\w)",
    re.IGNORECASE,
)
"""`serves the`, behind a port or beside it."""
_FOR = re.compile(r"^(?:reserved|planned|kept|free) for (?:an? |the )?(?:future |new )?(?=\w)")
PORT_OF = re.compile(
    r"^(?:(?:the )?(?:default |tcp |udp |host |external |listen )?port "
    r"(?:of|for|used by) (?:the )?(?=\w)"
    r"|(?:puerto|porta|porto|port|poort) "
    r"(?:d'|(?:del?|d[aou]|des|du|della|vom|von|van)(?: la| de| het)? )(?=\w)"
    r"|порт\s+)|\s*(?:端口号?|ポート|포트)$|\s+(?:port|puerto|porta|poort)$"
    r"|(?-i:-Port)$",
    re.IGNORECASE,
)
"""`Port of the shop`, `HTTP API端口`, `Redis port`: the shop's, the API's."""
_TOLD = re.compile(
    r"\w+ (?:(?:your|the|an?|this|all)\s\S|[\w-]*[/.]\w)"
    r"|(?:verify|check|create|configure|install|update) \w+ \w"
    r"|(?:verify|configure|ensure|replace|adjust) (?-i:[a-z])\w+",
    re.IGNORECASE,
)


_TOLD_BEHIND = re.compile(r"を(?:起動|実行|設定|作成|確認|準備|インストール|用意)(?:する)?$")
"""`Supabase を起動`: Japanese puts what to do last."""


def tells_what_to_do(name: str) -> bool:
    """Whether a label tells what to do: `Replace hardcoded localhost`, not `Check Mate`."""
    words = (outside_brackets(name) or name).split()
    # `Access Control Service API` is a name.
    named = words[:1] == ["Open"] or about_any(("service", "general", "part"), " ".join(words[-1:]))
    told = len(words) > 2 and (
        words[1].islower() or ((len(words) > 3 or words[-1].islower()) and not named)
    )
    told = told or _TOLD.match(name) is not None
    if _TOLD_BEHIND.search(name):
        return True
    set_ = len(words) > 1 and ("_" in words[-1] or (words[-1].isupper() and len(words) == 2))
    return (told or set_) and starts_with("order", name)


_WORD = r"[\w.+ -]{1,24}?"
_SPACED = r"\s?`?(?P<port>\d{4,5}|22|53|80|443|873)(?!\d|\s?[-–~]\s?\d)`?\s?"
UNSPACED = (
    re.compile(
        rf"(?:^|[，。；、;\s])(?P<name>{_WORD})\s?(?:服务)?(?:统一|固定|默认|均|都|则)?"
        rf"(?:运行在|監聽|监听|使用|占用|端口(?:统一)?(?:改?为|是)|跑在|改到|[开開]在|[用走在])"
        rf"\s?(?:端口|埠)?{_SPACED}(?:端口|埠)?"
    ),
    re.compile(
        rf"(?:^|[、。\s])(?P<name>{_WORD})\s?は\s?(?:ポート)?{_SPACED}(?:番)?(?:ポート)?(?:[でをに]|(?=、))"
    ),
    re.compile(
        rf"(?:^|[,.\s])(?P<name>{_WORD})(?:는|은)\s(?:포트)?{_SPACED}(?:번\s?)?(?:포트)?(?:에서|로|[를을]|(?<=번),)"
    ),
    re.compile(
        rf"(?:^|[,.]\s)(?P<name>{_WORD})(?: ise)?\s(?P<port>\d{{4,5}})\s"
        r"(?:numaralı )?port(?:unda|unu|undan)\b"
    ),
)
"""What sentences say of a port in Chinese, Japanese, Korean and Turkish."""


def says_each(text: str) -> bool:
    """Whether a text says so of several ports, one clause after the other."""
    return not text.isascii() and any(len(each.findall(text)) > 1 for each in UNSPACED)


_CONSISTS = re.compile(rf"^.*\b{alternatives('consists')}\s(?!{_PORT})(?=\S)", re.IGNORECASE)
"""`The stack consists of`, before the first of its parts."""
