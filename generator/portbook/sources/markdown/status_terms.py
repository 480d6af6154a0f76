"""Words that say how numbers are meant: their stage, their standing, whether they are claims."""

from __future__ import annotations

__all__ = ["STANDINGS"]

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
