using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Storehouse.Tests.Bench.Load;

/// <summary>
/// The requests of one connection, in one buffer: only the key and the SKU digits change from one to the
/// next, since every cycle spent here is taken from the server under test.
/// </summary>
public sealed class OrderRequests
{
    private const string KeyHeader = "Idempotency-Key: ";
    private const int KeyDigits = 32;
    private const int SkuDigits = 5;
    private readonly byte[] _bytes;
    private readonly int _keyAt;
    private readonly int[] _skuAt;
    private readonly int _skus;
    private readonly Random _random;

    public OrderRequests(Scenario scenario, int skus, string host, string token, Random random)
    {
        _skus = skus;
        _random = random;
        Skus = new int[scenario.Lines];
        _skuAt = new int[scenario.SpreadLines];
        var line = $$"""{"sku":"{{BenchSku.Name(BenchSku.Hot)}}","quantity":1}""";
        var body = $$"""{"lines":[{{string.Join(',', Enumerable.Repeat(line, scenario.Lines))}}]}""";
        var key = new string('0', KeyDigits);
        var text = string.Join("\r\n",
            "POST /api/v1/orders HTTP/1.1",
            $"Host: {host}",
            $"Authorization: Bearer {token}",
            "Content-Type: application/json",
            KeyHeader + key,
            string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}"),
            "",
            body);
        _bytes = Encoding.ASCII.GetBytes(text);
        _keyAt = text.IndexOf(KeyHeader, StringComparison.Ordinal) + KeyHeader.Length;

        var at = text.Length;
        for (var spread = _skuAt.Length - 1; spread >= 0; spread--)
        {
            at = text.LastIndexOf("SKU-", at - 1, StringComparison.Ordinal);
            _skuAt[spread] = at + "SKU-".Length;
        }
    }

    /// <summary>SKUs of the current request, by line.</summary>
    public int[] Skus { get; }

    /// <summary>Writes the next request and gives its bytes, good until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        WriteKey();
        var spreadFrom = Skus.Length - _skuAt.Length;
        for (var line = 0; line < _skuAt.Length; line++)
        {
            int sku;
            do
            {
                sku = _random.Next(1, _skus);
            }
            while (Skus.AsSpan(spreadFrom, line).Contains(sku));

            Skus[spreadFrom + line] = sku;
            Utf8Formatter.TryFormat(sku, _bytes.AsSpan(_skuAt[line], SkuDigits), out _, new('D', SkuDigits));
        }

        return _bytes;
    }

    private void WriteKey()
    {
        var key = _bytes.AsSpan(_keyAt, KeyDigits);
        Utf8Formatter.TryFormat(_random.NextInt64(), key, out var written, new('x', KeyDigits / 2));
        Utf8Formatter.TryFormat(_random.NextInt64(), key[written..], out _, new('x', KeyDigits / 2));
    }
}
