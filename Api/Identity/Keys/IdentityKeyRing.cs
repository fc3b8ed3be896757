using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OpenIddict.Server;
using OpenIddict.Validation;

namespace Storehouse.Identity;

/// <summary>The keys as this process knows them, kept up with the clock and with what other processes made.</summary>
internal sealed class IdentityKeyRing(IKeyStore store, IOptions<IdentityOptions> options, TimeProvider clock)
    : IDisposable
{
    private readonly KeySchedule _schedule = KeySchedule.Of(options.Value);
    private readonly SemaphoreSlim _turn = new(1);
    private CancellationTokenSource _serverChanged = new();
    private CancellationTokenSource _validationChanged = new();
    private IdentityKeys? _current;

    /// <summary>Known from the start of the process on.</summary>
    public IdentityKeys Current =>
        _current ?? throw new InvalidOperationException("The keys have not been read yet.");

    /// <summary>Reads the keys, makes those that are due, forgets those that are spent.</summary>
    /// <exception cref="InvalidDataException">A key is damaged, or encrypted under another key.</exception>
    public async Task Refresh(CancellationToken cancelled)
    {
        await _turn.WaitAsync(cancelled);
        try
        {
            var isFirst = _current is null;
            var kept = await store.Read(cancelled);
            if (isFirst || !Due(kept).IsNone)
            {
                kept = await store.Change(Due, cancelled);
            }

            var now = IdentityKeys.Read(kept, _schedule, clock.GetUtcNow());
            var isSame = !isFirst && Names(now).SequenceEqual(Names(_current!));
            if (!isSame)
            {
                _current = now;
                Announce();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _serverChanged.Dispose();
        _validationChanged.Dispose();
    }

    private static IEnumerable<string> Names(IdentityKeys keys) => keys.Published.Select(key => key.Key.KeyId);

    private KeyChange Due(IReadOnlyDictionary<string, string> kept)
    {
        var now = clock.GetUtcNow();
        var added = ImmutableDictionary.CreateBuilder<string, string>();
        var removed = ImmutableArray.CreateBuilder<string>();
        foreach (var use in Enum.GetValues<KeyUse>())
        {
            var names = IdentityKeys.NamesOf(use, kept.Keys).ToArray();
            if (_schedule.NeedsNew(names, now))
            {
                var (name, text) = IdentityKeys.NewSigning(use, now);
                added.Add(name, text);
            }

            removed.AddRange(_schedule.Spent(names, now));
        }

        if (!kept.ContainsKey(IdentityKeys.EncryptionName))
        {
            added.Add(IdentityKeys.EncryptionName, IdentityKeys.NewEncryption());
        }

        return added.Count == 0 && removed.Count == 0
            ? KeyChange.None
            : new(added.ToImmutable(), removed.ToImmutable());
    }

    // The validation copies its keys from the server's options, so these are made anew first.
    private void Announce()
    {
        Renew(ref _serverChanged);
        Renew(ref _validationChanged);
    }

    private static void Renew(ref CancellationTokenSource changed)
    {
        using var old = Interlocked.Exchange(ref changed, new CancellationTokenSource());
        old.Cancel();
    }

    /// <summary>Has OpenIddict's options made anew when the keys have changed.</summary>
    internal sealed class Changes(IdentityKeyRing ring)
        : IOptionsChangeTokenSource<OpenIddictServerOptions>, IOptionsChangeTokenSource<OpenIddictValidationOptions>
    {
        public string? Name => Options.DefaultName;

        IChangeToken IOptionsChangeTokenSource<OpenIddictServerOptions>.GetChangeToken() =>
            new CancellationChangeToken(ring._serverChanged.Token);

        IChangeToken IOptionsChangeTokenSource<OpenIddictValidationOptions>.GetChangeToken() =>
            new CancellationChangeToken(ring._validationChanged.Token);
    }
}
