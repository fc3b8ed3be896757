# Silo and front end, for users without rights on a file system that cannot be written to (but /data and /tmp):
#   docker build --target api -t storehouse-api .      docker build --target silo -t storehouse-silo .
# The runtime image has no shell and no packages beyond what .NET needs. Other images in place of the public ones:
# --build-arg SDK_IMAGE=… --build-arg RUNTIME_IMAGE=…
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled

FROM ${SDK_IMAGE} AS restore
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# What packages depend on comes first: a change of code alone restores nothing again.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY Api/Api.csproj Api/packages.lock.json Api/
COPY Grains/Grains.csproj Grains/packages.lock.json Grains/
COPY Grains.Interfaces/Grains.Interfaces.csproj Grains.Interfaces/packages.lock.json Grains.Interfaces/
COPY Providers/Consul/Consul.csproj Providers/Consul/packages.lock.json Providers/Consul/
COPY Providers/Journal/Journal.csproj Providers/Journal/packages.lock.json Providers/Journal/
COPY Providers/Journal.Postgres/Journal.Postgres.csproj Providers/Journal.Postgres/packages.lock.json \
    Providers/Journal.Postgres/
COPY Providers/Journal.Sqlite/Journal.Sqlite.csproj Providers/Journal.Sqlite/packages.lock.json Providers/Journal.Sqlite/
COPY Silo/Silo.csproj Silo/packages.lock.json Silo/
RUN dotnet restore Api --locked-mode

FROM restore AS build
COPY .editorconfig ./
COPY Grains.Interfaces Grains.Interfaces
COPY Grains Grains
COPY Providers Providers
COPY Silo Silo
COPY Api Api
COPY cluster/image cluster/image
# Analyzers have had their say before. Native libraries of other systems stay behind.
RUN for program in Silo Api; do \
        dotnet publish "$program" -c Release --no-restore -o "/out/$program" \
            -p:RunAnalyzers=false -p:DebugType=portable -p:GenerateDocumentationFile=false \
        && find "/out/$program/runtimes" -mindepth 1 -maxdepth 1 ! -name 'linux*' ! -name unix -exec rm -rf {} + \
        && sh cluster/image/sbom.sh "$program" "/out/$program/Storehouse.$program.deps.json" \
            > "/out/$program/sbom.cdx.json" || exit 1; \
    done && mkdir -p /out/data

FROM ${RUNTIME_IMAGE} AS silo
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
ARG RUNTIME_IMAGE
LABEL org.opencontainers.image.title="Storehouse silo" \
    org.opencontainers.image.description="Users, orders and inventory: the grains" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.created="${CREATED}" \
    org.opencontainers.image.base.name="${RUNTIME_IMAGE}" \
    org.cyclonedx.bom="/app/sbom.cdx.json"
ENV Urls=http://*:8080 Storehouse__DataPath=/data DOTNET_EnableDiagnostics=0
WORKDIR /app
COPY --from=build /out/Silo .
COPY --from=build --chown=1654:1654 /out/data /data
USER 1654:1654
EXPOSE 8080 11111 30000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["dotnet", "/app/Storehouse.Silo.dll", "health"]
ENTRYPOINT ["dotnet", "/app/Storehouse.Silo.dll"]

FROM ${RUNTIME_IMAGE} AS api
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
ARG RUNTIME_IMAGE
LABEL org.opencontainers.image.title="Storehouse API" \
    org.opencontainers.image.description="Users, orders and inventory: the front end, or all in one process" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.created="${CREATED}" \
    org.opencontainers.image.base.name="${RUNTIME_IMAGE}" \
    org.cyclonedx.bom="/app/sbom.cdx.json"
ENV Urls=http://*:8080 Storehouse__DataPath=/data DOTNET_EnableDiagnostics=0
WORKDIR /app
COPY --from=build /out/Api .
COPY --from=build --chown=1654:1654 /out/data /data
USER 1654:1654
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["dotnet", "/app/Storehouse.Api.dll", "health"]
ENTRYPOINT ["dotnet", "/app/Storehouse.Api.dll"]
