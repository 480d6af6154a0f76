"""What serves a page while it is written: dev servers, static site generators.

None has an official image; in a container they listen where they do outside. A dev server
answers `/` as soon as it can serve anything, so that is its health path.
"""

from __future__ import annotations

from portbook.model.kinds import Kind, KindPort

__all__ = ["FRONTENDS"]


def _dev(name: str, title: str, port: int, prefix: str | None, source: str) -> Kind:
    return Kind(
        name,
        title=title,
        role="frontend",
        port=port,
        container_port=port,
        health="/",
        browser_prefix=prefix,
        source=source,
    )


FRONTENDS: tuple[Kind, ...] = (
    _dev("vite", "Vite", 5173, "VITE_", "https://vite.dev/config/server-options.html"),
    _dev("vite-preview", "Vite preview", 4173, "VITE_", "https://vite.dev/config/preview-options"),
    _dev(
        "nextjs",
        "Next.js",
        3000,
        "NEXT_PUBLIC_",
        "https://nextjs.org/docs/app/api-reference/cli/next",
    ),
    _dev(
        "nuxt",
        "Nuxt",
        3000,
        "NUXT_PUBLIC_",
        "https://nuxt.com/docs/guide/going-further/runtime-config",
    ),
    _dev(
        "sveltekit", "SvelteKit", 5173, "PUBLIC_", "https://svelte.dev/docs/kit/$env-static-public"
    ),
    _dev(
        "astro",
        "Astro",
        4321,
        "PUBLIC_",
        "https://docs.astro.build/en/guides/environment-variables/",
    ),
    _dev("angular", "Angular", 4200, None, "https://angular.dev/cli/serve"),
    _dev(
        "create-react-app",
        "Create React App",
        3000,
        "REACT_APP_",
        "https://create-react-app.dev/docs/adding-custom-environment-variables/",
    ),
    _dev(
        "remix",
        "Remix / React Router",
        5173,
        "VITE_",
        "https://reactrouter.com/start/framework/installation",
    ),
    _dev(
        "tanstack-start", "TanStack Start", 3000, "VITE_", "https://tanstack.com/start/latest/docs"
    ),
    _dev(
        "solidstart",
        "SolidStart",
        3000,
        "VITE_",
        "https://docs.solidjs.com/configuration/environment-variables",
    ),
    _dev("qwik", "Qwik", 5173, "PUBLIC_", "https://qwik.dev/docs/env-variables/"),
    _dev(
        "gatsby",
        "Gatsby",
        8000,
        "GATSBY_",
        "https://www.gatsbyjs.com/docs/how-to/local-development/environment-variables/",
    ),
    _dev(
        "storybook",
        "Storybook",
        6006,
        "STORYBOOK_",
        "https://storybook.js.org/docs/configure/environment-variables",
    ),
    _dev("vue-cli", "Vue CLI", 8080, "VUE_APP_", "https://cli.vuejs.org/guide/mode-and-env.html"),
    _dev("rsbuild", "Rsbuild", 3000, "PUBLIC_", "https://rsbuild.rs/guide/advanced/env-vars"),
    _dev("parcel", "Parcel", 1234, None, "https://parceljs.org/features/development/"),
    _dev(
        "webpack-dev-server",
        "webpack dev server",
        8080,
        None,
        "https://webpack.js.org/configuration/dev-server/",
    ),
    _dev("ember", "Ember", 4200, None, "https://cli.emberjs.com/release/basic-use/cli-commands/"),
    Kind(
        "expo",
        title="Expo (Metro)",
        role="frontend",
        port=8081,
        container_port=8081,
        health="/status",
        browser_prefix="EXPO_PUBLIC_",
        source="https://docs.expo.dev/guides/environment-variables/",
    ),
    _dev("docusaurus", "Docusaurus", 3000, None, "https://docusaurus.io/docs/cli"),
    _dev("vitepress", "VitePress", 5173, "VITE_", "https://vitepress.dev/reference/cli"),
    _dev(
        "mkdocs", "MkDocs", 8000, None, "https://www.mkdocs.org/user-guide/configuration/#dev_addr"
    ),
    _dev("hugo", "Hugo", 1313, None, "https://gohugo.io/commands/hugo_server/"),
    _dev("eleventy", "Eleventy", 8080, None, "https://www.11ty.dev/docs/dev-server/"),
    Kind(
        "jekyll",
        title="Jekyll",
        role="frontend",
        port=4000,
        container_port=4000,
        ports={"livereload": KindPort(35729, "ws")},
        health="/",
        source="https://jekyllrb.com/docs/configuration/options/",
    ),
    _dev(
        "live-server",
        "Live Server",
        5500,
        None,
        "https://github.com/ritwickdey/vscode-live-server/blob/master/docs/settings.md",
    ),
)
