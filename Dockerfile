FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish Silo -c Release -o /silo && dotnet publish Api -c Release -o /api

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS silo
WORKDIR /app
COPY --from=build /silo .
USER 1654
EXPOSE 8080 11111 30000
ENTRYPOINT ["dotnet", "Storehouse.Silo.dll"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS api
WORKDIR /app
COPY --from=build /api .
USER 1654
EXPOSE 8080
ENTRYPOINT ["dotnet", "Storehouse.Api.dll"]
