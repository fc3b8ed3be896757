using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Storehouse.Consul.Membership;

/// <summary>The JSON of a silo's row; names and their order are the official provider's.</summary>
internal sealed record SiloRow(
    [property: JsonPropertyOrder(0)] string? Hostname,
    [property: JsonPropertyOrder(1)] int ProxyPort,
    [property: JsonPropertyOrder(2)] DateTime StartTime,
    [property: JsonPropertyOrder(3)] SiloStatus Status,
    [property: JsonPropertyOrder(4)] string? SiloName,
    [property: JsonPropertyOrder(5)] Suspicion[]? SuspectingSilos)
{
    public static SiloRow Of(MembershipEntry entry) => new(
        entry.HostName, entry.ProxyPort, Utc(entry.StartTime), entry.Status, entry.SiloName,
        entry.SuspectTimes?
            .Select(vote => new Suspicion(vote.Item1.ToParsableString(), Utc(vote.Item2))).ToArray());

    public static byte[] HeartbeatToBytes(DateTime time) =>
        JsonSerializer.SerializeToUtf8Bytes(Utc(time), SiloJson.Plain.DateTime);

    public static DateTime HeartbeatFrom(byte[]? bytes) =>
        Utc(JsonSerializer.Deserialize(bytes, SiloJson.Plain.DateTime));

    public static SiloRow From(byte[]? bytes) =>
        JsonSerializer.Deserialize(bytes, SiloJson.Plain.SiloRow) ?? throw new JsonException("It is null.");

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SiloJson.Plain.SiloRow);

    /// <param name="heartbeat">Null = none yet: alive when it started.</param>
    public MembershipEntry ToEntry(SiloAddress silo, DateTime? heartbeat) => new()
    {
        SiloAddress = silo,
        HostName = Hostname ?? "",
        ProxyPort = ProxyPort,
        StartTime = Utc(StartTime),
        Status = Status,
        SiloName = SiloName ?? "",
        SuspectTimes = SuspectingSilos?
            .Select(vote => Tuple.Create(SiloAddress.FromParsableString(vote.Id), Utc(vote.Time))).ToList(),
        IAmAliveTime = heartbeat ?? Utc(StartTime),
        RoleName = "",
    };

    // Times without a zone are UTC: that is what Orleans means by them.
    private static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Unspecified
        ? DateTime.SpecifyKind(time, DateTimeKind.Utc)
        : time.ToUniversalTime();
}

/// <summary>A vote that a silo is dead.</summary>
internal sealed record Suspicion(
    [property: JsonPropertyOrder(0)] string Id, [property: JsonPropertyOrder(1)] DateTime Time);

[JsonSerializable(typeof(SiloRow))]
internal sealed partial class SiloJson : JsonSerializerContext
{
    /// <summary>Without escapes that JSON does not need, as the official provider writes.</summary>
    public static SiloJson Plain { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNameCaseInsensitive = true,
    });
}
