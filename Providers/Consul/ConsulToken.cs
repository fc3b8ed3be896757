namespace Storehouse.Consul;

/// <summary>The ACL token of the moment.</summary>
internal sealed class ConsulToken(ConsulOptions options)
{
    private string? _last = options.Token;

    public async ValueTask<string?> Current(CancellationToken cancellation)
    {
        if (options.TokenFile is null)
        {
            return options.Token;
        }

        try
        {
            var token = (await File.ReadAllTextAsync(options.TokenFile, cancellation)).Trim();

            // An empty file is one that is being written.
            return token.Length == 0 ? _last : _last = token;
        }
        catch (IOException) when (_last is not null)
        {
            return _last;
        }
    }
}
