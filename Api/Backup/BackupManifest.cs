using System.Text.Json;
using System.Text.Json.Serialization;

namespace Storehouse.Backup;

/// <summary>What a backup holds, as <c>backup.json</c> beside its files.</summary>
/// <param name="TakenAt">The moment it shows: everything acknowledged before is in it.</param>
/// <param name="Position">Newest entry of the journal in it.</param>
internal sealed record BackupManifest(
    int Format, DateTimeOffset TakenAt, string Version, long Position, IReadOnlyList<BackupFile> Files)
{
    public const string FileName = "backup.json";
    public const int FormatNow = 1;

    public static async Task<BackupManifest> Read(string folder, CancellationToken cancelled)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            await using var stream = File.OpenRead(path);
            var manifest = await JsonSerializer.DeserializeAsync(
                stream, BackupJson.Default.BackupManifest, cancelled);
            return manifest is { Format: FormatNow, Files: not null }
                ? manifest
                : throw new InvalidDataException($"'{path}' was written by a newer version, or is damaged.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"'{path}' is damaged: {fault.Message}", fault);
        }
    }

    public async Task Write(string folder, CancellationToken cancelled)
    {
        await using var stream = BackupFile.Create(Path.Combine(folder, FileName));
        await JsonSerializer.SerializeAsync(stream, this, BackupJson.Default.BackupManifest, cancelled);
        stream.Flush(flushToDisk: true);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
