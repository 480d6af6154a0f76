"""The words of port documents, by meaning, in the languages that they are written in."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["COLUMNS", "STANDINGS", "means", "strip_words"]

COLUMNS = {
    "port": """
        port, ports, port number, portnummer, puerto, porta, porte, porty, portu, poort,
        poorten, порт, портов, порта, portti, θύρα, cổng, liên cổng, 端口, 端口号, 埠, 連接埠,
        通訊埠, ポート,
        포트, พอร์ต, منفذ, पोर्ट, listen, listening, puertos, portas, porten, portlar""",
    "container": """
        container, internal, inside, docker port, target port, contenedor, conteneur, contêiner,
        contentor, interno, interna, interne, intern, interner, внутренний, внутри, контейнер,
        контейнера, контейнере, внутренняя, kontener, wewnętrzny, konteyner, kapsayıcı, iç port,
        binnen, behållare, trong, nội bộ, 容器, 内部, 內部, コンテナ, 컨테이너, 내부, kontejner,
        vnitřní,
        внутрішній""",
    "host": """
        host, external, published, public, exposed, forwarded, anfitrión, hôte, externo,
        externa, externe, extern, externer, публичный, внешний, хост, хоста, хосте, zewnętrzny,
        dış, bên ngoài, từ ngoài, máy chủ, 宿主机, 宿主, 主机, 主機, 外部, 对外, 映射端口,
        ホスト, 호스트,
        외부, hostitel, publié,
        publicado""",
    "machine": """
        server, machine, node, vm, host, hostname, device, box, forward to, servidor, máquina,
        serveur, rechner, maschine, gerät, сервер, машина, узел, sunucu, makine, serwer,
        maszyna, máy chủ, 服务器, 伺服器, 机器, 主机, 主機, サーバー, サーバ, ホスト, 서버,
        호스트, anfitrión, hôte""",
    "service": """
        service, servicio, serviço, servizio, dienst, сервис, служба, dịch vụ, 服务, 服務, サービス,
        서비스, hizmet, servis, usługa, tjänst, palvelu, application, app, aplicación, aplicação,
        anwendung, приложение, ứng dụng, 应用, 應用, アプリ, 앱, uygulama, aplikacja, applicazione,
        applicatie, component, componente, composant, komponente, компонент, 组件, 元件,
        コンポーネント,
        컴포넌트, bileşen, name, nombre, nom, nome, имя, название, tên, 名称, 名稱, 名前, 이름,
        isim, adı,
        nazwa, naam, process, proceso, processus, prozess, процесс, 进程, プロセス, 프로세스,
        program,
        software, module, módulo, modul, модуль, モジュール, 모듈, 模块, what, who, used by,
        сервиса,
        διεργασία, υπηρεσία, บริการ, خدمة, सेवा, layanan, služba, сервіс, programme""",
    "project": """
        project, proyecto, projet, projeto, progetto, projekt, проект, dự án, 项目, 專案,
        プロジェクト,
        프로젝트, proje, 工程, proyek, проєкт""",
    "environment": """
        environment, env, entorno, environnement, ambiente, umgebung, окружение, среда, môi
        trường, 环境, 環境, 환경, ortam, środowisko, omgeving, stage, miljö, prostředí""",
    "variable": """
        variable, переменные, variáveis, variablen, değişkenler, env var, environment variable,
        环境变量, 環境変数, 環境變數, 변수, переменная,
        zmienna,
        değişken, variabele, umgebungsvariable, biến, var, setting, 变量, variabile, variável""",
    "transport": """
        protocol, protocolo, protocole, protocollo, protokoll, протокол, giao thức, 协议, 協議,
        協定,
        プロトコル, 프로토콜, protokół, protokol, transport, proto, tcp/udp""",
    "purpose": """
        purpose, description, usage, use, used for, uso, utilisation, zweck, verwendung,
        beschreibung, descripción, descrição, descrizione, opis, описание, назначение, mục đích,
        mô tả, 用途, 描述, 说明, 說明, 説明, 용도, 설명, amaç, açıklama, function, función,
        fonction,
        funktion, funzione, функция, 功能, 機能, 역할, 角色, rol, rôle, role, doel, omschrijving,
        propósito, objet, beskrivning, scopo, użycie, fungsi, popis, chức năng, finalidade,
        utilização, kullanım, 役割, 内容""",
    "note": """
        note, notes, nota, notas, remarque, remark, bemerkung, anmerkung, комментарий,
        примечание, ghi chú, 备注, 備註, 備考, 비고, not, notlar, uwagi, opmerking, comment, info,
        infos, details, detail, why, observaciones, commentaire, hinweis, annotation, 注释,
        remarks, catatan, observação, owner, example""",
    "status": """
        status, state, estado, état, statut, stato, состояние, статус, trạng thái, 状态, 狀態, 状態,
        상태, durum, stan, zustand, active, enabled, stav, exposure, exposed via""",
    "group": """
        category, group, categoría, catégorie, kategorie, категория, danh mục, nhóm, 分类, 类别,
        分類,
        カテゴリ, 카테고리, 분류, 分组, 分組, 그룹, グループ, kategori, kategoria, lane, track,
        layer, tier, area, 트랙,
        grup, gruppe,
        groupe, grupo, team""",
    "sort": """
        stack, type, tipo, typ, тип, 类型, kind, tech, technology, framework, 種別, 유형, loại, tür,
        language""",
    "range": """
        range, port range, rango, plage, intervalle, bereich, portbereich, диапазон, dải, phạm
        vi, 范围, 範圍, 範囲, 区间, 區間, 号段, 端口段, 범위, 대역, aralık, aralığı, zakres,
        intervallo, intervalo,
        faixa, block, reeks, bereiken, band, span, khoảng, rozsah, діапазон, spann, slot""",
    "url": """
        url, link, address, adresse, dirección, endereço, indirizzo, адрес, địa chỉ, 地址, 网址,
        アドレス, 주소, acceso, accès, access, endpoint, adres, 访问, truy cập, domain, dominio,
        domaine,
        subdomain, домен, 域名, uri, zugriff""",
    "path": """
        path, directory, folder, config, config file, location, repository, repo, ruta, carpeta,
        chemin, caminho, percorso, pfad, verzeichnis, путь, каталог, đường dẫn, thư mục, 路径, 路徑,
        目录, 配置文件, パス, 경로, yol, dizin, ścieżka, pad, file, fichero, archivo, fichier,
        datei,
        файл, 文件, 設定ファイル, source""",
    "image": """
        image, imagen, imagem, immagine, образ, 镜像, 映像, イメージ, 이미지, obraz, imaj""",
    "command": """
        command, cmd, start, comando, commande, befehl, команда, lệnh, 命令, コマンド, 명령, komut,
        polecenie, opdracht, run, 启动""",
    "health": "health, healthcheck, health check, 健康检查, ヘルスチェック, 헬스체크",
    "old": """
        old, antiga, antigo, antigua, ancienne, alte, alter, старая, vecchia, oude, stara,
        before, previous, anterior, ancien, antiguo, vorher, bisher, alter port, старый, было,
        прежний, cũ, 旧, 舊, 原, 変更前, 이전, 기존, eski, stary, vecchio, oud, precedente,
        antes, avant,
        alt wert, from, was""",
    "new": """
        new, nova, nueva, nouvelle, neue, новая, nuova, nieuwe, nowa, after, now, current,
        nuevo, nouveau, novo, neu, neuer port, новый, стало, mới, 新, 変更後, 현재, 새, 변경,
        yeni, nowy,
        nuovo, nieuw, actual, après, después, to, jetzt""",
    "date": """
        date, fecha, data, datum, дата, ngày, 日期, 日付, 날짜, tarih, when, since, wann, cuándo""",
    "index": """
        #, no, nr, №, n°, num, id, 序号, 編號, 编号, 번호, stt, sıra, lp, idx, index, nº""",
    "default": """
        default, standard, predeterminado, défaut, defecto, predefinito, padrão, стандартный, по
        умолчанию, mặc định, 默认, 預設, デフォルト, 既定, 기본, varsayılan, domyślny, standaard,
        upstream
        default""",
    "chosen": """
        alt, alternative, override, custom, actual, used, ours, in use, assigned, usado,
        utilisé, benutzt, наш, kullanılan, 实际, 使用端口, 実際, 실제""",
    "fallback": """
        fallback, alternative, alternatives, alternative options, other options, alternate,
        backup, alternativo, alternativ, alternatif, secours,
        запасной, 备用, 備用, 代替, 予備, 대체, alternatywny, yedek, dự phòng, reserva""",
    "route": """
        proxy to, proxies to, forwards to, upstream, backend target, routes to, proxied, proxy
        pass, 转发, nginx proxy to, target, destino, ziel, cible, 转发到, 転送先""",
    "bind": """
        bind, binding, bind address, interface, listen address, listens on, 绑定, バインド,
        바인드, lauscht,
        écoute""",
    "quantity": """
        timeout, memory, ram, cpu, size, count, replicas, year, version, weight, priority,
        limit, workers, threads, users, cost, price, latency, ttl, uid, gid, pid, vlan, vmid,
        chain id, disk, storage, instances, connections, rate, interval, 内存, 数量, 超时, 版本,
        메모리,
        버전, версия, speicher, memoria, mémoire, offset, step, total, capacity, 容量, 인스턴스,
        lines,
        ms, mb, gb, height, width, budget""",
}
"""Comma lists; a term of several words has single spaces."""


STANDINGS = {
    "development": """
        development, dev, develop, พัฒนา, desarrollo, développement, desenvolvimento, sviluppo,
        entwicklung, разработка, разработки, phát triển, 开发环境, 开发, 開發, 開発, 개발,
        geliştirme,
        deweloperskie, rozwojowe, ontwikkeling, utveckling""",
    "production": """
        production, prod, โปรดักชัน, producción, produção, produzione, produktion, продакшн,
        продакшен,
        прод, продуктив, sản xuất, 生产, 生產, 本番, 运营, 프로덕션, 운영, üretim, canlı, produkcja,
        produkcyjne, productie""",
    "staging": """
        staging, stage, preprod, preproduction, pre-production, pré-production, preproducción,
        стейджинг, 预发布, 预发, ステージング, 스테이징, hazırlık, homologação, uat""",
    "test": """
        test, testing, qa, pruebas, essai, teste, тест, тестовый, тестовая, тестирования, kiểm
        thử, 测试, 測試, テスト, 테스트, testowe, devtest, ci, e2e, sınama""",
    "local": """
        local, localhost, lokal, lokale, locale, локальный, локально, 本地, ローカル, 로컬, yerel,
        lokalnie""",
    "free": """
        free, available, unused, unassigned, next available, unallocated, libre, libres,
        disponible, disponibles, livre, disponível, libero, disponibile, frei, verfügbar,
        свободен, свободный, свободные, свободно, доступные, trống, còn trống, dai trong,
        con trong, 空闲, 可用,
        未使用, 未分配,
        空き, 利用可能, 사용 가능, 사용가능, 미사용, 여유, boş, müsait, wolny, wolne, dostępne,
        vrij, beschikbaar,
        ledig, open slot, available ports""",
    "avoid": """
        avoid, avoided, do not use, don't use, never use, forbidden, no usar, ne pas utiliser, nicht
        verwenden, nicht benutzen, não usar, non usare, kullanmayın, nie używać, niet gebruiken,
        使用しない, 不要使用, 사용 금지, well-known, taken by others, evitar, éviter, vermeiden,
        избегать, не
        использовать, tránh, 避免, 请勿, 勿用, 避ける, 使用禁止, 피해야, kaçının, unikać,
        vermijd""",
    "reserved": """
        reserved, reserve, reservado, reservada, réservé, réservée, riservato, riservata,
        reserviert, зарезервирован, зарезервировано, резерв, dành riêng, dự trữ, 预留, 預留,
        保留, 予約,
        예약, rezerve, ayrılmış, ayrılan, zarezerwowane, zarezerwowany, gereserveerd, reserverad,
        blocked""",
    "planned": """
        planned, future, upcoming, proposed, planificado, planificados, prévu, prévus, previsto,
        planejado, pianificato, geplant, запланирован, планируется, планируемые, dự kiến, 予定,
        예정, planlanan, planowane, planowany, gepland, planerad, si nécessaire, if needed, next
        phase, futuro, futuros, tbd, 将来, tương lai""",
    "deprecated": """
        deprecated, legacy, obsolete, obsoleto, obsolète, veraltet, устарел, устаревший, lỗi
        thời, 废弃, 已弃用, 弃用, 非推奨, 사용 중단, kullanımdan, przestarzały, przestarzałe,
        verouderd,
        phasing out""",
    "retired": """
        retired, removed, no longer used, no longer in use, ya no se usa, ya no se usan,
        plus utilisé,
        plus utilisés, nicht mehr verwendet, não usada, больше не используется,
        больше не используются, artık kullanılmıyor, 不再使用, 停用, 使われていない,
        더 이상 사용하지, 더 이상 쓰지, decommissioned, shut down, discontinued, eliminado,
        retirado,
        supprimé, removido, rimosso, entfernt, abgeschaltet, удалён, удален, выведен, đã gỡ,
        已移除, 已下线, 下线, 廃止, 제거됨, 폐기, kaldırıldı, usunięty, usunięte, verwijderd""",
    "changed": """
        cambia, cambiar, cambie, editar, edita, modificar, alterar, altere, changer, changez,
        modifier, modifiez, ändern, ändere, измените, изменить, değiştir, zmienić, wijzig,
        mis à jour, mises à jour, actualizado, actualizados, atualizado, atualizados,
        atualizada, atualizadas, aktualisiert, обновлены, обновлен, обновлён, güncellendi,
        zaktualizowano, bijgewerkt, cập nhật, changed, change, changes, moved, migrated,
        migration, was, previously, formerly, renamed, reassigned, conflict history, history,
        changelog, update history, resolved
        conflicts, fixed conflicts, cambiado, cambió, cambios, historial, modifié, changements,
        historique, mudou, alterado, alterações, histórico, modificato, modifiche, cronologia,
        geändert, änderungen, verschoben, umgezogen, изменён, изменен, изменения, история,
        перенесён, перенесен, перенос, thay đổi, chuyển, lịch sử, 变更, 變更, 修改, 改为, 迁移,
        历史, 変更,
        履歴, 移行, 변경, 이전됨, 이력, değişti, değişiklik, değişiklikler, taşındı, geçmiş,
        zmieniono,
        zmiana, zmiany, przeniesiono, historia, gewijzigd, verplaatst, wijzigingen,
        geschiedenis, updated, conflict, conflicts, conflict resolution, replaced, ändrad""",
    "closed": """
        not published, unpublished, internal network, container-to-container, container to
        container, internal only, no ports, not exposed, no port, without ports, sin puerto, no
        publicados, non publié, non exposés, réseau interne, sem porta, red interna, rede
        interna, senza porta, nicht veröffentlicht, internes netzwerk, ohne port, без порта,
        внутренняя сеть, не опубликованы, mạng nội bộ, không công khai, 内部网络, 内网, 不对外,
        未发布,
        内部ネットワーク, 非公開, 내부 네트워크, 비공개, iç ağ, yayınlanmayan, sieć wewnętrzna,
        intern netwerk,
        docker network only, docker internal, internal ports only""",
    "example": """
        example, examples, sample, e.g., ejemplo, exemple, exemplo, esempio, beispiel, пример,
        ví dụ, 示例, 例子, 例, 예시, 예제, örnek, przykład, voorbeeld, troubleshooting, how to,
        adding a new, solución de problemas, resolución de problemas, solução de problemas,
        resolução de problemas, dépannage, résolution des problèmes, fehlerbehebung,
        problembehandlung, устранение неполадок, решение проблем, xử lý sự cố, khắc phục sự cố,
        故障排查, 故障排除, 排障, 问题排查, トラブルシューティング,
        문제 해결, 트러블슈팅, sorun giderme, rozwiązywanie problemów, risoluzione dei
        problemi, probleemoplossing""",
}
"""Comma lists, in the languages of port documents."""


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
