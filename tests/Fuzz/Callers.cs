using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Storehouse.Tests.Fuzz;

/// <summary>Somebody who sends requests.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Token">Null: nobody who would say who it is.</param>
/// <param name="IsKnown">The token is good, and must go on being so.</param>
internal sealed record Caller(string Name, string? Token, bool IsKnown = true);

/// <summary>Those who send requests, each with other rights.</summary>
internal sealed class Callers(HttpClient http) : IDisposable
{
    public const string Password = "correct horse battery";
    public const string ClientId = "fuzz-program";
    public const string ClientSecret = "a secret of the fuzz program";
    public const string LoginName = "signs-in";
    private const int ExpendableCount = 4;
    private const int RenewedMax = 25;
    private static readonly Caller Anonymous = new("nobody", null, IsKnown: false);
    private readonly ConcurrentDictionary<int, Caller> _expendable = [];
    private readonly SemaphoreSlim _renewing = new(1);
    private int _renewed;

    public required Caller Admin { get; init; }

    public required Caller Staff { get; init; }

    public required Caller Customer { get; init; }

    public required Caller Other { get; init; }

    public required Caller Program { get; init; }

    public static async Task<Callers> SignIn(HttpClient http)
    {
        var admin = new Caller("the administrator", await Token(http, "admin"));
        var callers = new Callers(http)
        {
            Admin = admin,
            Staff = await RegisterStaff(http, admin),
            Customer = await Register(http, "customer"),
            Other = await Register(http, "other"),
            Program = new("the program", await ProgramToken(http)),
        };
        await Register(http, LoginName);
        for (var index = 0; index < ExpendableCount; index++)
        {
            callers._expendable[index] = await Register(http, $"expendable-{index}");
        }

        return callers;
    }

    /// <summary>Who sends a request.</summary>
    /// <param name="scope">What it needs; null = nothing in particular.</param>
    /// <param name="endangersSelf">It may change or end the caller's own account.</param>
    public Caller Pick(Dice dice, string? scope, bool endangersSelf)
    {
        var roll = dice.Below(100);
        if (roll < 4)
        {
            return Anonymous;
        }

        if (roll < 8)
        {
            return new("a forger", Forged(dice), IsKnown: false);
        }

        if (endangersSelf)
        {
            return _expendable[dice.Below(ExpendableCount)];
        }

        return (scope, roll) switch
        {
            ("admin", < 80) => Admin,
            (_, < 40) => Admin,
            (_, < 60) => Staff,
            (_, < 84) => Customer,
            (_, < 92) => Other,
            _ => Program,
        };
    }

    /// <summary>Puts a new user in the place of one who ended its own account; false when it was none.</summary>
    public async Task<bool> Renew(Caller gone)
    {
        await _renewing.WaitAsync();
        try
        {
            var place = _expendable.Where(entry => entry.Value == gone)
                .Select(entry => (int?)entry.Key).FirstOrDefault();
            if (place is { } index && _renewed < RenewedMax)
            {
                _renewed++;
                _expendable[index] = await Register(
                    http, string.Create(CultureInfo.InvariantCulture, $"expendable-{index}-{_renewed}"));
            }

            return place is not null || gone.Name.StartsWith("expendable", StringComparison.Ordinal);
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    public static async Task<string> Token(HttpClient http, string name)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/login", new { username = name, password = Password });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    private static async Task<Caller> Register(HttpClient http, string name)
    {
        await RegisterUser(http, name);
        return new(name, await Token(http, name));
    }

    private static async Task<Caller> RegisterStaff(HttpClient http, Caller admin)
    {
        var id = await RegisterUser(http, "staff");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/users/{id}/roles")
        {
            Content = new StringContent(
                """{"roles":["staff"]}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", admin.Token);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return new("staff", await Token(http, "staff"));
    }

    private static async Task<string> RegisterUser(HttpClient http, string name)
    {
        using var made = await http.PostAsJsonAsync("/api/v1/users", new { username = name, password = Password });
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static async Task<string> ProgramToken(HttpClient http)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = ClientId,
            ["client_secret"] = ClientSecret,
        });
        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    private string Forged(Dice dice)
    {
        var real = Admin.Token!;
        return dice.Below(6) switch
        {
            0 => real[..^2],
            1 => real.Remove(real.Length / 2, 1),
            2 => "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMCJ9.",
            3 => "",
            4 => new string('a', 6_000),
            _ => dice.Pick(["x", "..", "é", "a b", real + " " + real, ","]),
        };
    }
}
