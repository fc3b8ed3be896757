using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Imports.Running;
using Storehouse.Orders;

namespace Storehouse.Imports.Receiving;

/// <summary>Takes files in: once one is whole and on disk, its import is accepted and will be done.</summary>
internal sealed class Reception(
    ImportStore store, ImportFolders folders, ImportQueue queue, IOptions<ImportOptions> options,
    TimeProvider clock)
{
    private const string IdPrefix = "imp_";
    private readonly ConcurrentDictionary<string, bool> _keysAtWork = new(StringComparer.Ordinal);

    /// <param name="key">The caller's idempotency key; null = none given.</param>
    public async Task<IResult> Receive(
        HttpContext context, ImportKind kind, ImportSettings settings, string? key)
    {
        if (key is not null && !_keysAtWork.TryAdd(key, true))
        {
            return Problems.IdempotencyKeyInUse();
        }

        var id = string.Concat(IdPrefix, OrderId.New(settings.At).AsSpan(OrderId.Prefix.Length));
        var isAccepted = false;
        try
        {
            await store.AddReceiving(id, kind, settings);
            folders.Create(id);
            var spool = await Write(context, id);
            if (FileProblems.Of(spool, options.Value.FileBytesMax) is { } unfit)
            {
                return unfit;
            }

            var fingerprint = FingerprintOf(context.Request, spool.Digest);
            var earlier = key is null ? null : await store.FindByKey(key);
            if (earlier is { } known && IsRemembered(known.Import))
            {
                return known.Fingerprint == fingerprint
                    ? Accepted(known.Import.Id, kind, replayed: true)
                    : Problems.IdempotencyKeyReused();
            }

            if (FileProblems.OfHeader(folders.SpoolPath(id), kind, settings.Format) is { } misnamed)
            {
                return misnamed;
            }

            await store.KeepFile(id, context.RequestAborted);
            await store.Accept(id, key, fingerprint, earlier?.Import.Id);
            isAccepted = true;
            queue.Wake();
            return Accepted(id, kind, replayed: false);
        }
        finally
        {
            if (!isAccepted)
            {
                folders.Delete(id);
                await store.Forget(id);
            }

            if (key is not null)
            {
                _keysAtWork.TryRemove(key, out _);
            }
        }
    }

    private Task<SpoolResult> Write(HttpContext context, string id)
    {
        var limit = options.Value.FileBytesMax;
        if (context.Request.ContentLength > limit)
        {
            return Task.FromResult(new SpoolResult(SpoolOutcome.TooLarge, []));
        }

        // The server's own limit is made for documents; what counts here is the unpacked size.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = null;
        }

        var isPacked = context.Request.Headers.ContentEncoding == "gzip";
        return Spool.Write(
            context.Request.Body, isPacked, folders.SpoolPath(id), limit, context.RequestAborted);
    }

    private bool IsRemembered(ImportRecord import) =>
        clock.GetUtcNow() - import.Settings.At < options.Value.KeyLifetime;

    private static JsonAnswer<ImportResource> Accepted(string id, ImportKind kind, bool replayed) =>
        Answers.Json(
            ImportResource.OfNew(id, kind),
            ImportHttpJson.Default.ImportResource,
            StatusCodes.Status202Accepted,
            location: ImportResource.PathOf(id),
            replayed: replayed);

    private static string FingerprintOf(HttpRequest request, byte[] digest) => IdempotencyKey.FingerprintOf(
        request, Encoding.UTF8.GetBytes($"{request.QueryString.Value}\n{Convert.ToHexStringLower(digest)}"));
}
