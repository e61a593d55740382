# The image of gateway, sync, check and watch. docs/guide/image.md says how it is built.
ARG BASE=docker.io/library/node:22-bookworm-slim
# Node with npm, and a shell. The first stage runs on the machine that builds, whatever the image is for.
ARG BUILD_BASE=${BASE}

FROM --platform=${BUILDPLATFORM} ${BUILD_BASE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# The secret is an .npmrc, for a registry of one's own.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --ignore-scripts --workspaces=false
COPY . .
# What the package holds, by the list of package.json; then the dependencies that it runs with. TypeScript and source maps
# are read by no running command; of a native module only the builds for Linux can be loaded.
# The rest is removed, as some builders copy a whole stage.
RUN node scripts/build.mjs && \
    npm pack --ignore-scripts --pack-destination /tmp && \
    npm prune --omit=dev --ignore-scripts --workspaces=false && \
    mkdir -p /image/opt /image/usr/local/bin && \
    tar -xzf /tmp/throughline-*.tgz -C /image/opt && \
    mv /image/opt/package /image/opt/throughline && \
    mv node_modules /image/opt/throughline/node_modules && \
    cd /image/opt/throughline/node_modules && \
    rm -rf .bin .package-lock.json @types && \
    find . -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' \) -delete && \
    find . -path '*/prebuilds/*' -prune -type d ! -name 'linux-*' -exec rm -rf '{}' + && \
    ln -s /opt/throughline/dist/src/cli/main.js /image/usr/local/bin/throughline && \
    cd / && rm -rf /src /root/.npm /tmp/throughline-*.tgz

# Nothing runs here, so that an image for another architecture needs no emulation.
# The platform is named, as buildah 1.28 otherwise goes on with that of the first stage.
FROM --platform=${TARGETPLATFORM} ${BASE}
ARG VERSION=0.1.0
ARG REVISION=
ARG SOURCE=
LABEL org.opencontainers.image.title="throughline" \
      org.opencontainers.image.description="Gets an agent gateway's telemetry into Prometheus, and proves that it got there." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /image/ /
USER 1000:1000
ENTRYPOINT ["throughline"]
