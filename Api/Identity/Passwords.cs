using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Storehouse.Identity;

/// <summary>
/// Hashes and checks passwords (PBKDF2, as ASP.NET Core Identity does), a few at a time: the work is heavy on
/// purpose, and must not starve everything else when many sign in at once.
/// </summary>
public sealed class Passwords : IDisposable
{
    public const int LengthMin = 8;
    public const int LengthMax = 128;

    // What OWASP advises for PBKDF2 with HMAC-SHA512.
    private const int Iterations = 210_000;
    private const int DigestBytes = 32;
    private const int WaitingMax = 64;
    private readonly PasswordHasher<object> _hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly string _dummyHash;
    private int _waiting;

    public Passwords() => _dummyHash = _hasher.HashPassword(this, Guid.NewGuid().ToString());

    /// <exception cref="TimeoutException">Too many wait already.</exception>
    public Task<string> Hash(string password, CancellationToken cancelled) =>
        Run(() => _hasher.HashPassword(this, password), cancelled);

    /// <summary>Takes as long without a hash as with one, so that the time tells nothing.</summary>
    /// <exception cref="TimeoutException">Too many wait already.</exception>
    public async Task<bool> Verify(string? hash, string password, CancellationToken cancelled)
    {
        var result = await Run(
            () => _hasher.VerifyHashedPassword(this, hash ?? _dummyHash, password), cancelled);
        return hash is not null && result != PasswordVerificationResult.Failed;
    }

    /// <summary>Without waiting for others: for the framework, whose own ways to hash cannot wait.</summary>
    internal string HashNow(string password) => _hasher.HashPassword(this, password);

    /// <summary>As <see cref="HashNow"/>.</summary>
    internal PasswordVerificationResult VerifyNow(string hash, string password) =>
        _hasher.VerifyHashedPassword(this, hash, password);

    /// <summary>A digest of data with a password in it, as costly to search as the password's hash.</summary>
    /// <exception cref="TimeoutException">Too many wait already.</exception>
    public Task<string> Fingerprint(ReadOnlyMemory<byte> data, string salt, CancellationToken cancelled) =>
        Run(
            () => Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(
                data.Span, Encoding.UTF8.GetBytes(salt), Iterations, HashAlgorithmName.SHA512, DigestBytes)),
            cancelled);

    public void Dispose() => _slots.Dispose();

    private async Task<T> Run<T>(Func<T> work, CancellationToken cancelled)
    {
        if (Interlocked.Increment(ref _waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            throw new TimeoutException("Too many passwords wait to be checked.");
        }

        try
        {
            await _slots.WaitAsync(cancelled);
            try
            {
                return await Task.Run(work, cancelled);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
