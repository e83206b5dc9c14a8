# What every service of ours stands on: Node, the C++ library, certificates, and nothing else. No shell, no package
# manager, no user but our own. glibc, as on the machines that test it: the native parts are the ones that were tested.
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS node

FROM gcr.io/distroless/cc-debian12:nonroot@sha256:9dac0a79194e45a7da0158a9c6da57b217585af0786db3845d1f0ec1a0dd182f
ARG SOURCE=unknown
ARG REVISION=unknown
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="base" \
  org.opencontainers.image.source="$SOURCE" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.version="$VERSION" \
  dev.project-gnar.sbom="attached: docker buildx imagetools inspect --format '{{ json .SBOM }}'"
COPY --from=node /usr/local/bin/node /usr/local/bin/node
ENV NODE_ENV=production
USER 10001:10001
ENTRYPOINT ["/usr/local/bin/node"]
CMD ["--version"]
