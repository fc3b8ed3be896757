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
    private const string Header = "Prefer";
    private const string AppliedHeader = "Preference-Applied";
    private const string Minimal = "return=minimal";
    private const string Representation = "return=representation";

    public static Preferences Read(HttpRequest request)
    {
        bool respondAsync = false;
        TimeSpan? wait = null;
        foreach (var preference in request.Headers[Header].SelectMany(SplitList))
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
            response.Headers.Append(AppliedHeader, RespondAsyncName);
        }

        if (Wait is { } wait)
        {
            response.Headers.Append(
                AppliedHeader,
                string.Create(CultureInfo.InvariantCulture, $"{WaitName}={wait.TotalSeconds}"));
        }

        response.Headers.Append(HeaderNames.Vary, Header);
    }

    /// <summary>
    /// Whether a change is to be answered without the resource as it is now: the client has its version in the ETag,
    /// and its place in Location.
    /// </summary>
    internal static bool AppliedMinimal(HttpContext context)
    {
        var header = context.Request.Headers[Header];
        if (header.Count == 0)
        {
            return false;
        }

        // Of a preference given twice the first counts.
        var wanted = header.SelectMany(SplitList).Select(ReturnOf).FirstOrDefault(found => found is not null);
        if (wanted is not null)
        {
            context.Response.Headers.Append(AppliedHeader, wanted);
            context.Response.Headers.Append(HeaderNames.Vary, Header);
        }

        return wanted == Minimal;
    }

    private static string? ReturnOf(string preference)
    {
        var pair = preference.Split(';', 2)[0].Split('=', 2, StringSplitOptions.TrimEntries);
        return pair is [var name, var value] && name.Equals("return", StringComparison.OrdinalIgnoreCase)
            ? value.Trim('"').ToLowerInvariant() switch
            {
                "minimal" => Minimal,
                "representation" => Representation,
                _ => null,
            }
            : null;
    }

    private static IEnumerable<string> SplitList(string? header) =>
        (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
