using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using Storehouse.Http;

namespace Storehouse.Identity;

/// <summary>How a request on a client ended.</summary>
internal enum ClientOutcome
{
    Done,
    IdempotencyKeyReused,
    NotFound,
    ManagedBySettings,
    HasNoSecret,

    /// <summary>What it would become is not sound; the body's problem says why.</summary>
    Invalid,
    VersionMismatch,

    /// <summary>Somebody else changed it in the same moment.</summary>
    Overtaken,
}

/// <param name="Client">What the answer shows; of a repeat, what the first one showed.</param>
internal sealed record ClientReply(
    ClientOutcome Outcome, ClientBody? Client = null, long Version = 0, bool Replayed = false);

/// <summary>The clients that the API registers. Each write is one row, its idempotency key in it.</summary>
internal sealed class Clients(
    ClientManager manager, IdentityDatabase database, IDataProtectionProvider protection, TimeProvider clock)
{
    private const string IdPrefix = "cli_";
    private const int IdDigits = 32;
    private const int SecretBytes = 32;
    private const int AnswersMax = 16;
    private static readonly TimeSpan AnswersKept = TimeSpan.FromHours(24);
    private readonly IDataProtector _answers = protection.CreateProtector("storehouse.clients.answers");

    public async Task<ClientReply> Find(string id, CancellationToken cancelled)
    {
        if (await manager.FindByClientIdAsync(id, cancelled) is not { } application)
        {
            return new(ClientOutcome.NotFound);
        }

        var record = await manager.RecordOf(application, cancelled);
        return new(
            ClientOutcome.Done, ClientBody.Of(await Describe(application, cancelled), record), record.Version);
    }

    /// <summary>In the order of their ids.</summary>
    /// <param name="after">The id to go on from.</param>
    public async Task<ImmutableArray<ClientBody>> List(
        string? after, int count, CancellationToken cancelled)
    {
        var from = after ?? "";
        var page = await database.Set<OpenIddictEntityFrameworkCoreApplication>()
            .Where(application => string.Compare(application.ClientId, from) > 0)
            .OrderBy(application => application.ClientId)
            .Take(count)
            .ToListAsync(cancelled);
        var clients = ImmutableArray.CreateBuilder<ClientBody>(page.Count);
        foreach (var application in page)
        {
            clients.Add(ClientBody.Of(
                await Describe(application, cancelled), await manager.RecordOf(application, cancelled)));
        }

        return clients.ToImmutable();
    }

    /// <param name="client">Its id is still to be found.</param>
    public async Task<ClientReply> Create(
        ClientDescription client, IdempotencyKey? key, CancellationToken cancelled)
    {
        // The same key leads to the same id, so that no two requests can make two clients of it.
        var id = IdPrefix + (key?.Scoped[..IdDigits] ?? Guid.NewGuid().ToString("N"));
        if (await Repeated(id, key, cancelled) is { } first)
        {
            return first;
        }

        var secret = client.IsPublic ? null : NewSecret();
        var now = clock.GetUtcNow();
        var named = client with { Id = id };
        var record = new ClientRecord(1, now, now, []);
        var body = ClientBody.Of(named, record, secret);
        record = Keeping(record, key, body);
        var descriptor = new OpenIddictApplicationDescriptor { ClientSecret = secret };
        named.WriteTo(descriptor);
        descriptor.Properties[ClientManager.RecordProperty] = Element(record);
        try
        {
            await manager.CreateAsync(descriptor, cancelled);
        }
        catch (Exception fault) when (fault is DbUpdateException or OpenIddictExceptions.ValidationException)
        {
            database.ChangeTracker.Clear();
            return await Repeated(id, key, cancelled) ?? new(ClientOutcome.Overtaken);
        }

        return new(ClientOutcome.Done, body, record.Version);
    }

    /// <param name="change">What it becomes.</param>
    /// <param name="version">The version to change; null = any.</param>
    /// <param name="isSound">Asked of what it became; when it is not, nothing is written.</param>
    public async Task<ClientReply> Change(
        string id,
        Func<ClientDescription, ClientDescription> change,
        long? version,
        Func<bool> isSound,
        CancellationToken cancelled)
    {
        if (await manager.FindByClientIdAsync(id, cancelled) is not { } application)
        {
            return new(ClientOutcome.NotFound);
        }

        var record = await manager.RecordOf(application, cancelled);
        if (Refusal(record, version) is { } refusal)
        {
            return new(refusal, Version: record.Version);
        }

        var changed = change(await Describe(application, cancelled));
        if (!isSound())
        {
            return new(ClientOutcome.Invalid);
        }

        return await Write(application, changed, record, secret: null, key: null, cancelled);
    }

    /// <summary>Puts a new secret in the place of the current one.</summary>
    /// <param name="keepFor">How long the current one still opens.</param>
    public async Task<ClientReply> RenewSecret(
        string id, TimeSpan keepFor, IdempotencyKey? key, long? version, CancellationToken cancelled)
    {
        if (await manager.FindByClientIdAsync(id, cancelled) is not { } application)
        {
            return new(ClientOutcome.NotFound);
        }

        if (await Repeated(id, key, cancelled) is { } first)
        {
            return first;
        }

        var client = await Describe(application, cancelled);
        var record = await manager.RecordOf(application, cancelled);
        if ((Refusal(record, version) ?? (client.IsPublic ? ClientOutcome.HasNoSecret : null)) is { } refusal)
        {
            return new(refusal, Version: record.Version);
        }

        var secret = NewSecret();
        var previous = keepFor > TimeSpan.Zero
            && await manager.SecretHashOf(application, cancelled) is { } hash
                ? new PreviousSecret(hash, clock.GetUtcNow() + keepFor)
                : null;
        return await Write(
            application,
            client,
            record with { Previous = previous },
            secret,
            key,
            cancelled);
    }

    /// <summary>Removes the client, its grants and its tokens.</summary>
    public async Task<ClientReply> Delete(string id, long? version, CancellationToken cancelled)
    {
        if (await manager.FindByClientIdAsync(id, cancelled) is not { } application)
        {
            return new(ClientOutcome.NotFound);
        }

        var record = await manager.RecordOf(application, cancelled);
        if (Refusal(record, version) is { } refusal)
        {
            return new(refusal, Version: record.Version);
        }

        try
        {
            await manager.DeleteAsync(application, cancelled);
        }
        catch (OpenIddictExceptions.ConcurrencyException)
        {
            return new(ClientOutcome.Overtaken);
        }

        return new(ClientOutcome.Done);
    }

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static JsonElement Element(ClientRecord record) =>
        JsonSerializer.SerializeToElement(record, ClientJson.Default.ClientRecord);

    private static ClientOutcome? Refusal(ClientRecord record, long? version)
    {
        if (record.CreatedAt is null)
        {
            return ClientOutcome.ManagedBySettings;
        }

        return version is { } wanted && wanted != record.Version ? ClientOutcome.VersionMismatch : null;
    }

    private async Task<ClientReply> Write(
        OpenIddictEntityFrameworkCoreApplication application,
        ClientDescription client,
        ClientRecord record,
        string? secret,
        IdempotencyKey? key,
        CancellationToken cancelled)
    {
        var written = record with { Version = record.Version + 1, UpdatedAt = clock.GetUtcNow() };
        var body = ClientBody.Of(client, written, secret);
        written = Keeping(written, key, body);
        var descriptor = new OpenIddictApplicationDescriptor();
        await manager.PopulateAsync(descriptor, application, cancelled);
        client.WriteTo(descriptor);
        descriptor.ClientSecret = secret ?? descriptor.ClientSecret;
        descriptor.Properties[ClientManager.RecordProperty] = Element(written);
        try
        {
            await manager.UpdateAsync(application, descriptor, cancelled);
        }
        catch (OpenIddictExceptions.ConcurrencyException)
        {
            return new(ClientOutcome.Overtaken);
        }

        return new(ClientOutcome.Done, body, written.Version);
    }

    private async Task<ClientReply?> Repeated(string id, IdempotencyKey? key, CancellationToken cancelled)
    {
        if (key is null
            || await manager.FindByClientIdAsync(id, cancelled) is not { } application
            || (await manager.RecordOf(application, cancelled)).Answers
                .FirstOrDefault(kept => kept.Key == key.Scoped) is not { } answer
            || clock.GetUtcNow() - answer.At > AnswersKept)
        {
            return null;
        }

        return answer.Fingerprint == key.Fingerprint
            ? new(
                ClientOutcome.Done,
                JsonSerializer.Deserialize(_answers.Unprotect(answer.Body), ClientJson.Default.ClientBody),
                answer.Version,
                Replayed: true)
            : new(ClientOutcome.IdempotencyKeyReused);
    }

    private ClientRecord Keeping(ClientRecord record, IdempotencyKey? key, ClientBody body)
    {
        var now = clock.GetUtcNow();
        var kept = record.Answers.Where(answer => now - answer.At <= AnswersKept).TakeLast(AnswersMax - 1);
        if (key is null)
        {
            return record with { Answers = [.. kept] };
        }

        var text = _answers.Protect(JsonSerializer.Serialize(body, ClientJson.Default.ClientBody));
        return record with { Answers = [.. kept, new(key.Scoped, key.Fingerprint, now, record.Version, text)] };
    }

    private async Task<ClientDescription> Describe(
        OpenIddictEntityFrameworkCoreApplication application, CancellationToken cancelled)
    {
        var descriptor = new OpenIddictApplicationDescriptor();
        await manager.PopulateAsync(descriptor, application, cancelled);
        return ClientDescription.Read(descriptor);
    }
}
