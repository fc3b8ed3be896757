using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Http;

/// <summary>What a client would like (<c>Prefer</c>, RFC 7240); what is not understood is ignored.</summary>
/// <param name="RespondAsync">Answer 202 as soon as the request is durably accepted.</param>
/// <param name="Wait">Wait for a decision at most this long; 0 to 60 s.</param>
public readonly record struct Preferences(bool RespondAsync, TimeSpan? Wait)
{
    private const int WaitSecondsMax = 60;
    private const string RespondAsyncName = "respond-async";
    private const string WaitName = "wait";

    public static Preferences Read(HttpRequest request)
    {
        bool respondAsync = false;
        TimeSpan? wait = null;
        foreach (var preference in request.Headers["Prefer"].SelectMany(SplitList))
        {
            // Parameters after ';' belong to the preference and change neither of these two.
            var pair = preference.Split(';', 2)[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is [var flag] && flag.Equals(RespondAsyncName, StringComparison.OrdinalIgnoreCase))
            {
                respondAsync = true;
            }
            else if (wait is null
                && pair is [var name, var value]
                && name.Equals(WaitName, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(
                    value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                wait = TimeSpan.FromSeconds(Math.Min(seconds, WaitSecondsMax));
            }
        }

        return new(respondAsync, wait);
    }

    /// <summary>Tells the client which of its preferences were honoured.</summary>
    public void Applied(HttpResponse response)
    {
        if (RespondAsync)
        {
            response.Headers.Append("Preference-Applied", RespondAsyncName);
        }

        if (Wait is { } wait)
        {
            response.Headers.Append(
                "Preference-Applied",
                string.Create(CultureInfo.InvariantCulture, $"{WaitName}={wait.TotalSeconds}"));
        }

        response.Headers.Append(HeaderNames.Vary, "Prefer");
    }

    private static IEnumerable<string> SplitList(string? header) =>
        (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
