using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Storehouse.Tests.Baseline;

var builder = WebApplication.CreateSlimBuilder(args);
var settings = builder.Configuration.GetSection("Baseline");
var password = settings["Password"] ?? throw new InvalidOperationException("Baseline:Password is not set.");

builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractJson.Default));

using var tokens = new Tokens();
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
{
    bearer.MapInboundClaims = false;
    bearer.TokenValidationParameters = tokens.Validation;
});

using var store = await Stores.Open(settings);
builder.Services.AddSingleton(store.Orders);

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapOrders();
app.MapGet("/health/ready", () => Results.Text("{\"status\":\"ok\"}", "application/json"));
app.MapPost("/api/v1/login", (LoginRequest login) =>
    CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(login.Password ?? ""), Encoding.UTF8.GetBytes(password))
        ? Results.Json(
            tokens.Issue($"usr_{login.Username}", TimeProvider.System), ContractJson.Default.LoginBody)
        : Results.Json(
            new ProblemBody("/problems/bad_credentials", "Bad username or password", 401, "bad_credentials"),
            ContractJson.Default.ProblemBody, "application/problem+json", 401));
app.Run();
