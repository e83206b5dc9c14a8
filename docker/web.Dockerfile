# The pages of a service of services.ts, by --build-arg SERVICE=<name>: what it built, and the nginx that serves it. Brotli
# needs a module that the nginx of this image does not have, and compiling one would cost the pinned, patched nginx: gzip
# files go to every client, brotli files stay ready for an edge that knows them (their sizes are what a CDN would send).

# Only what npm reads, so that a change of code installs nothing anew.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS manifests
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY packages packages
COPY services services
RUN find packages services -type f ! -name package.json -delete && find packages services -type d -empty -delete

FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS build
WORKDIR /app
COPY --from=manifests /app ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY packages packages
COPY services services
COPY docker/web docker/web
COPY docker/nginx docker/nginx
ARG SERVICE
RUN node --conditions=source services/${SERVICE}/build.ts
RUN node docker/web/assemble.ts services/${SERVICE}/dist docker/nginx/powder.conf image

FROM nginxinc/nginx-unprivileged:1.30.5-alpine-slim@sha256:3af0c10d960cc2502427fe1219c52989d309e7d65596869c60a34fd2fa2406f0
ARG SERVICE
ARG SOURCE=unknown
ARG REVISION=unknown
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="$SERVICE" \
  org.opencontainers.image.source="$SOURCE" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.version="$VERSION" \
  dev.project-gnar.sbom="attached: docker buildx imagetools inspect --format '{{ json .SBOM }}'"
COPY --from=build /app/image /app
COPY docker/web/start.sh /app/
WORKDIR /app
EXPOSE 8080 9080
STOPSIGNAL SIGQUIT
USER 10001:10001
ENTRYPOINT ["/bin/sh", "/app/start.sh"]
CMD ["nginx", "-e", "stderr", "-p", "/app", "-c", "nginx.conf", "-g", "daemon off;"]
