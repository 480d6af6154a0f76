"""The words that head columns, by what the column holds, in the languages of port documents."""

from __future__ import annotations

__all__ = ["COLUMNS"]

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
