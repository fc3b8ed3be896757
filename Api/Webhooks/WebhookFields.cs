using System.Collections.Immutable;
using System.Net;
using Storehouse.Events;
using Storehouse.Http;
using Storehouse.Webhooks.Sending;
using EventId = Storehouse.Events.EventId;

namespace Storehouse.Webhooks;

/// <summary>Reads a webhook's fields from a body.</summary>
internal static class WebhookFields
{
    private const int UrlLengthMax = 2_000;
    private const int DescriptionLengthMax = 500;
    private const int TypesMax = 50;
    private const int TypeLengthMax = 100;

    private static readonly TimeSpan OverlapMax = TimeSpan.FromDays(30);

    public static (Uri? Url, string? Description, ImmutableArray<string>? Types, EventPlace? After) ReadNew(
        JsonFields body, WebhookOptions options, AddressRules rules, EventPlace head) => (
        ReadUrl(body, required: true, options, rules),
        ReadDescription(body),
        ReadTypes(body),
        ReadPlace(body, "after", required: false, head));

    public static (Uri? Url, string? Description, ImmutableArray<string>? Types, WebhookStatus? Status) ReadChange(
        JsonFields body, WebhookOptions options, AddressRules rules) => (
        ReadUrl(body, required: false, options, rules),
        ReadDescription(body),
        ReadTypes(body),
        body.OptionalEnum<WebhookStatus>("status", nullable: false));

    public static EventPlace? ReadFrom(JsonFields body, EventPlace head) =>
        ReadPlace(body, "from", required: true, head);

    /// <summary>How long a secret that is replaced goes on signing; null when the body does not say.</summary>
    public static TimeSpan? ReadOverlap(JsonFields body) => body.OptionalDuration("overlap", OverlapMax);

    private static Uri? ReadUrl(JsonFields body, bool required, WebhookOptions options, AddressRules rules)
    {
        const string Name = "url";
        var text = required
            ? body.RequiredString(Name, UrlLengthMax)
            : body.OptionalString(Name, UrlLengthMax, nullable: false);
        body.Form(Name, format: "uri");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            body.Fault(Name, FaultCodes.InvalidFormat, "Must be an absolute URL.");
            return null;
        }

        if (FaultOf(url, options, rules) is { } fault)
        {
            body.Fault(Name, FaultCodes.InvalidValue, fault);
        }

        return url;
    }

    private static string? ReadDescription(JsonFields body) =>
        body.OptionalString("description", DescriptionLengthMax, multiline: true);

    /// <summary>Null when the field is absent; empty stands for all types.</summary>
    private static ImmutableArray<string>? ReadTypes(JsonFields body)
    {
        const string Name = "types";
        if (body.OptionalTexts(Name, 1, TypesMax, TypeLengthMax) is not { } types)
        {
            return null;
        }

        if (types.FirstOrDefault(type => type.Length > 0 && !TypePattern.IsValid(type)) is { } bad)
        {
            body.Fault(Name, FaultCodes.InvalidFormat, $"'{bad}' is neither a type nor one such as order.*.");
        }

        return types.Contains("*") ? [] : types;
    }

    private static EventPlace? ReadPlace(JsonFields body, string name, bool required, EventPlace head)
    {
        var text = required ? body.RequiredString(name, TypeLengthMax) : body.OptionalString(name, TypeLengthMax);
        switch (text)
        {
            case null or "":
                return null;
            case "start":
                return EventPlace.Start;
            case "latest":
                return head;
            case var id when EventId.TryParse(id, out var place) && place.Position <= head.Position:
                return place;
            default:
                body.Fault(name, FaultCodes.InvalidFormat, "Must be the id of an event, start or latest.");
                return null;
        }
    }

    private static string? FaultOf(Uri url, WebhookOptions options, AddressRules rules)
    {
        if (url.Scheme != Uri.UriSchemeHttps && !(options.AllowHttp && url.Scheme == Uri.UriSchemeHttp))
        {
            return options.AllowHttp ? "Must begin with http or https." : "Must begin with https.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "Must not hold a user name or password.";
        }

        // Names are judged by what they resolve to, at each connection.
        return IPAddress.TryParse(url.IdnHost, out var address) && !rules.Allow(address)
            ? "Its address is not one of the public internet."
            : null;
    }
}
