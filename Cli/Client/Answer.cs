using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Storehouse.Cli.Client;

/// <summary>A successful answer: the bytes as they came, read into a record when asked.</summary>
public sealed class Answer<T>(byte[] body, JsonTypeInfo<T> type)
    where T : class
{
    private T? _value;

    /// <summary>The body, byte for byte.</summary>
    public ReadOnlyMemory<byte> Body => body;

    public HttpStatusCode Status { get; init; }

    /// <summary>True when the server gave the first answer to this idempotency key again.</summary>
    public bool Replayed { get; init; }

    /// <exception cref="StorehouseException">The body is not what the contract says.</exception>
    public T Value => _value ??= Read();

    private T Read()
    {
        try
        {
            return JsonSerializer.Deserialize(body, type)
                ?? throw StorehouseException.NotUnderstood("the answer is null");
        }
        catch (JsonException fault)
        {
            throw StorehouseException.NotUnderstood(fault.Message, fault);
        }
    }
}
