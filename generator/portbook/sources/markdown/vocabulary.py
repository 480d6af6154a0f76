"""The words of port documents, by meaning, in the languages that they are written in.

A term matches whole words, with up to two more letters for plurals and cases; terms of scripts
that put no spaces between words match anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

from portbook.sources.markdown.headers import COLUMNS
from portbook.sources.markdown.status_terms import STANDINGS

__all__ = ["means", "strip_words"]

_PARTS = {
    "machine": """
        server, host, machine, vm, nas, pi, node, laptop, desktop, workstation, vps, servidor,
        serveur, rechner, maschine, сервер, sunucu, serwer, 服务器, 伺服器, サーバー, 서버,
        máy chủ, box,
        router""",
    "port": COLUMNS["port"],
    "range": COLUMNS["range"],
    "container": COLUMNS["container"],
    "host": """
        host, external, published, externo, externe, extern, hôte, anfitrión, внешний, хост,
        宿主机, 外部, ホスト, 호스트, 외부, dış, zewnętrzny, bên ngoài""",
    "service": COLUMNS["service"],
    "url": COLUMNS["url"],
    "part": """
        frontend, front-end, front, fe, backend, back-end, back, be, api, web, ui, db, database,
        cache, redis, postgres, postgresql, mysql, docs, admin, worker, electric, websocket, ws,
        metrics, grpc, http, https, hmr, debug, gateway, proxy, base de datos, datenbank, 前端,
        后端, 後端, 数据库, フロントエンド, バックエンド, データベース, 프론트엔드, 백엔드,
        프론트, 백, 디비, фронтенд, бэкенд, бекенд,
        база данных, ön yüz, arka uç, veritabanı, baza danych, giao diện, cơ sở dữ liệu,
        storage, search, queue, mail, smtp, mobile, studio, app, server""",
    "overview": """
        overview, summary, introduction, configuration, port configuration, settings, resumen,
        visión general, introducción, resumo, visão geral, aperçu, vue d'ensemble, résumé,
        überblick, übersicht, обзор, введение, конфигурация портов, tổng quan, 概述, 概览, 简介,
        概要, 개요, genel bakış, przegląd, panoramica, overzicht""",
    "_assign": """
        use, uses, used, allocated, assigned, dedicated, belongs, asignado, asignados, attribué,
        vergeben, zugewiesen, выделен, выделены, используется, 使用, 分配, 专门, 割り当て, 할당,
        사용,
        ayrılmıştır, przydzielone, utilisée, usa, usan, utilise, utilisent, verwendet, dành""",
    "next": """
        next, first, new, próximo, próximos, prochain, prochains, nächste, nächster, следующий,
        下一个, 다음, sonraki, następny, volgende, prossimo, suggested""",
    "everywhere": """
        all, both, any, every, alle, beide, tous, toutes, todos, todas, tutti, все, оба, hepsi,
        tümü, wszystkie, tất cả, 全部, 所有, すべて, 全て, 전체, 모두, *""",
    "numbering": """
        number, numbers, no, nr, num, numéro, número, numero, nummer, номер, номера, số,
        numarası, numer, číslo, mapping, mappings, binding, assignment, value, 番号, 号, 编号, 編號,
        번호, 映射, マッピング, 매핑""",
    "collision": """
        conflict, conflicts, collision, clash, конфликт, конфликтов, conflit, conflits,
        conflicto, conflictos, conflito, konflikt, konflikte, çakışma, xung đột, 冲突, 衝突,
        競合, 충돌,
        conflitti""",
    "counted": """
        total, totals, count, number of, sum, insgesamt, gesamt, anzahl, всего, итого, количество,
        合计, 总计, 总数, 共计, 合計, 総数, 합계, 총, 개수, toplam, łącznie, razem, totaal, totale,
        totaux, cantidad, quantidade, nombre de, tổng, tổng cộng, utilized, utilised""",
    "visit": """
        open, visit, browse, go to, navigate to, available at, abrir, abre, abra, visita,
        acceder, acesse, ouvrir, ouvrez, accédez, öffnen, öffne, aufrufen, откройте, открыть,
        açın, otwórz, apri, mở, truy cập, 打开, 浏览器, 访问, 開く, アクセス, 브라우저, 접속""",
    "firewall": """
        firewall, security group, security groups, ufw, iptables, pare-feu,
        cortafuegos, brandmauer, брандмауэр, файрвол, фаервол, güvenlik duvarı, zapora, tường lửa,
        防火墙, 防火牆, 安全组, ファイアウォール, 방화벽, 보안그룹, 보안 그룹""",
    "separator": """
        to, bis, à, au, a, al, até, до, по, tot, through, thru, đến, do, until""",
}
_STATES = {**STANDINGS, **_PARTS}

_WHOLE = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")


def _terms(text: str) -> list[str]:
    return sorted({term.strip() for term in text.replace("\n", " ").split(",")} - {""}, key=len)[
        ::-1
    ]


def phrase_pattern(text: str) -> re.Pattern[str]:
    """One pattern of a comma list of terms, longest first."""
    terms = [" ".join(term.split()) for term in _terms(text)]
    spaced = [re.escape(t).replace(r"\ ", r"[\s_-]+") for t in terms if not _WHOLE.search(t)]
    joined = [re.escape(t) for t in terms if _WHOLE.search(t)]
    words = [rf"(?<![^\W_])(?:{'|'.join(spaced)})(?:s|es|en|er|e|s')?(?![^\W_])"] if spaced else []
    return re.compile("|".join([*words, *joined]), re.IGNORECASE)


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _pattern(name: str) -> re.Pattern[str]:
    found = _PATTERNS.get(name)
    if found is None:
        room, _, key = name.rpartition(".")
        found = phrase_pattern((COLUMNS if room == "column" else _STATES)[key])
        _PATTERNS[name] = found
    return found


@lru_cache(maxsize=8192)
def means(name: str, text: str) -> bool:
    """Whether a short text speaks of `name`: `column.NAME` of a header, else a state of things."""
    return _pattern(name).search(text) is not None


def strip_words(text: str, *names: str) -> str:
    """A header without the words of these meanings: what it says besides."""
    for name in names:
        text = _pattern(name).sub(" ", text)
    return " ".join(text.strip(" -_/()[]（）:：·.,").split())
