using System.Net;
using System.Text;

namespace Storehouse.Consul;

/// <summary>What Consul said, whole.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">As received; empty when there was none.</param>
/// <param name="Index"><c>X-Consul-Index</c>, to be given to the next blocking query; 0 when there was
/// none.</param>
/// <param name="IsFiltered">Whether the token's rights have left something out of the answer.</param>
public sealed record ConsulAnswer(
    HttpStatusCode Status, ReadOnlyMemory<byte> Body, ulong Index, bool IsFiltered)
{
    private const int QuoteLengthMax = 200;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>
    /// The same request may be answered otherwise in a moment: no leader, overload, a server going.
    /// </summary>
    public bool MayPass => (int)Status is >= 500 or 429;

    /// <exception cref="HttpRequestException">It was not a success; with the status and Consul's
    /// words.</exception>
    public ConsulAnswer EnsureSuccess() => IsSuccess ? this : throw Fault();

    public HttpRequestException Fault()
    {
        var words = Encoding.UTF8.GetString(Body.Span).Trim();
        return new(
            $"Consul answered {(int)Status}: {words[..Math.Min(words.Length, QuoteLengthMax)]}",
            null, Status);
    }
}
