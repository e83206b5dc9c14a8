# Where the pipelines of forks run: the Node versions that we support (24 by name; 26, the next, as node-26), a browser,
# git, the programs that tests borrow from Debian, and what deploys.
FROM node:26.8.1-bookworm-slim@sha256:367679cf9792759492a486e4aa4b421764d71a9546a6dae8aab81a99eb797b3e AS node-26
FROM registry.k8s.io/kubectl:v1.36.4@sha256:b8d523e7b8cdc5e3caa0f8891ee9f504abf137dec786e6e0ddd33e4f272c2f13 AS kubectl
FROM hashicorp/terraform:1.15.8@sha256:7ae513256f7ce67879e218ae8593d6fbe216ec9e123abe6c94e4e10704857963 AS terraform

FROM node:24.21.0-bookworm@sha256:64af3819f9275802414d7cdc38c27e9d82bd564dec4d4da87d008255d36c63b4
ARG SOURCE=unknown
ARG REVISION=unknown
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="ci-base" \
  org.opencontainers.image.source="$SOURCE" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.version="$VERSION" \
  dev.project-gnar.sbom="attached: docker buildx imagetools inspect --format '{{ json .SBOM }}'"
RUN apt-get update \
  && apt-get install --yes --no-install-recommends chromium fonts-liberation nginx prometheus redis-server \
  && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/ldconfig/aux-cache
COPY --from=node-26 /usr/local/bin/node /usr/local/bin/node-26
COPY --from=kubectl /bin/kubectl /usr/local/bin/kubectl
COPY --from=terraform /bin/terraform /usr/local/bin/terraform
ENV GNAR_BROWSER=/usr/bin/chromium CHECKPOINT_DISABLE=1 HOME=/home/ci
RUN install --directory --owner=10001 --group=10001 /home/ci
WORKDIR /home/ci
USER 10001:10001
CMD ["bash"]
