using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Webhooks.Store;

namespace Storehouse.Webhooks;

/// <summary>An answer that can be given again, byte for byte.</summary>
internal sealed record WebhookAnswer(int Status, long Version, string? Location, string Body)
{
    public static WebhookAnswer Of(WebhookResource body, int status, long version, string? location = null) =>
        new(status, version, location, JsonSerializer.Serialize(body, WebhookHttpJson.Default.WebhookResource));

    public IResult Given(bool replayed) => new GivenAnswer(this, replayed);

    private sealed class GivenAnswer(WebhookAnswer answer, bool replayed) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = answer.Status;
            response.ContentType = "application/json";
            response.Headers.ETag = EntityTags.Of(answer.Version);

            // It may hold a secret.
            response.Headers.CacheControl = "no-store";
            if (answer.Location is not null)
            {
                response.Headers.Location = answer.Location;
            }

            if (replayed)
            {
                response.Headers[IdempotencyKey.ReplayedHeader] = "true";
            }

            return response.Body.WriteAsync(
                Encoding.UTF8.GetBytes(answer.Body), httpContext.RequestAborted).AsTask();
        }
    }
}

[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class WebhookAnswerJson : JsonSerializerContext;

/// <summary>Answers requests that may come again under the same idempotency key.</summary>
internal sealed class WebhookAnswers(
    WebhookStore store, WebhookChanges changes, IOptions<WebhookOptions> options)
{
    /// <summary>Writes a change and its answer together, unless the key has an answer already.</summary>
    public async Task<IResult> Under(
        IdempotencyKey? key, WebhookAnswer answer, Func<KeyedAnswer?, Task<WebhookChange>> write)
    {
        if (key is not null && await Kept(key) is { } known)
        {
            return known;
        }

        var kept = JsonSerializer.Serialize(answer, WebhookAnswerJson.Default.WebhookAnswer);
        switch (await write(key is null ? null : new(key, kept)))
        {
            case WebhookChange.Done:
                changes.Announce();
                return answer.Given(replayed: false);
            case WebhookChange.Repeated:
                return await Kept(key!) ?? Problems.Unavailable();
            case WebhookChange.TooMany:
                return Problems.Of(ProblemKinds.LimitReached, "There are as many webhooks as there may be.")
                    .With("limit", options.Value.WebhooksMax);
            default:
                return Problems.Unavailable();
        }
    }

    private async Task<IResult?> Kept(IdempotencyKey key)
    {
        if (await store.FindKey(key.Scoped) is not { } kept)
        {
            return null;
        }

        return kept.Fingerprint == key.Fingerprint
            ? JsonSerializer.Deserialize(kept.Answer, WebhookAnswerJson.Default.WebhookAnswer)!.Given(replayed: true)
            : Problems.IdempotencyKeyReused();
    }
}
