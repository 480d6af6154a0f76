# portbook in a container: docker build -t portbook . && docker run --rm -v "$PWD:/map" portbook check
FROM python:3.12-slim AS build
COPY . /source
RUN pip wheel --no-cache-dir --wheel-dir /wheels "/source[docs]"

FROM python:3.12-slim
COPY --from=build /wheels /wheels
# git: `portbook diff`, `merge` and `update` ask it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir --no-index --find-links /wheels "portbook[docs]" \
    && rm -rf /wheels \
    && git config --system --add safe.directory /map \
    && useradd --create-home portbook
USER portbook
WORKDIR /map
ENTRYPOINT ["portbook"]
CMD ["check"]
