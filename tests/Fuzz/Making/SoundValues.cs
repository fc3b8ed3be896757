using System.Globalization;
using System.Text.Json;

namespace Storehouse.Tests.Fuzz;

/// <summary>Values that get past the first check, by the names that the API has for things.</summary>
internal sealed class SoundValues(Subjects subjects)
{
    private static readonly string[] Locations = ["main", "main", "main", "shop"];

    /// <summary>A value as JSON; null when the name says nothing.</summary>
    public string? Find(string name, JsonElement schema, Dice dice)
    {
        if (schema.TryGetProperty("format", out var format) && format.GetString() is "date-time" or "duration")
        {
            return null;
        }

        return name switch
        {
            "quantity" or "line" => Number(dice.Chance(0.8) ? 1 : 1 + dice.Below(5)),
            "counted" => Number(FuzzedStock.Opening - dice.Below(100)),
            "amount" => Number(dice.Below(100_000)),
            "stocked" => dice.Chance(0.95) ? "true" : "false",
            "partial" => dice.Chance(0.2) ? "true" : "false",
            "expected_on_hand" => "null",
            "limit" => Number(1 + dice.Below(60)),
            _ => Text(name, dice) is { } text ? JsonSerializer.Serialize(text) : null,
        };
    }

    private string? Text(string name, Dice dice) => name switch
    {
        "sku" or "subject" => dice.Pick(FuzzedStock.Skus),
        "location" or "from" or "to" => dice.Pick(Locations),
        "currency" => dice.Chance(0.95) ? "GBP" : "EUR",
        "country" => "GB",
        "username" => string.Create(CultureInfo.InvariantCulture, $"u{dice.Any():x}"),
        "email" => string.Create(CultureInfo.InvariantCulture, $"u{dice.Any():x}@example.org"),
        "password" or "current_password" or "new_password" => Callers.Password,
        "url" => "https://hooks.example.invalid/" + dice.Below(1_000),
        "user_id" => subjects.Pick("/api/v1/users/", dice) ?? subjects.PlainUser,
        "after" or "event_id" => subjects.Pick(Subjects.EventIds, dice) ?? "start",
        "q" => dice.Pick(["thing", "fuzz", "th", "Thing fuzz", "\"", "x*"]),
        "reason" or "name" or "reference" => "Thing " + dice.Below(100),
        _ => null,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
