using System.Data;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Storehouse.Imports;

/// <summary>Files of imports, kept in the database in pieces.</summary>
internal static class ImportChunks
{
    private const int ChunkBytes = 256 * 1024;
    private static readonly TimeSpan StandstillMax = TimeSpan.FromSeconds(30);

    public static async Task Store(
        NpgsqlConnection connection, string id, string path, CancellationToken cancelled)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancelled);
        await using var file = File.OpenRead(path);
        await using (var import = await connection.BeginBinaryImportAsync(
            "COPY import_chunks (import_id, ordinal, content) FROM STDIN (FORMAT BINARY)", cancelled))
        {
            import.Timeout = StandstillMax;
            var buffer = new byte[ChunkBytes];
            for (var ordinal = 0; ; ordinal++)
            {
                var read = await file.ReadAtLeastAsync(
                    buffer, ChunkBytes, throwOnEndOfStream: false, cancelled);
                if (read == 0)
                {
                    break;
                }

                await import.StartRowAsync(cancelled);
                await import.WriteAsync(id, NpgsqlDbType.Text, cancelled);
                await import.WriteAsync(ordinal, NpgsqlDbType.Integer, cancelled);
                await import.WriteAsync(buffer.AsMemory(0, read), NpgsqlDbType.Bytea, cancelled);
            }

            await import.CompleteAsync(cancelled);
        }

        await connection.ExecuteAsync(
            "UPDATE imports SET file_bytes = @Length WHERE id = @id", new { file.Length, id }, transaction);
        await transaction.CommitAsync(cancelled);
    }

    /// <exception cref="FileNotFoundException">It is not whole.</exception>
    public static async Task Load(
        NpgsqlConnection connection, string id, string path, CancellationToken cancelled)
    {
        var length = await connection.ExecuteScalarAsync<long?>(
            "SELECT file_bytes FROM imports WHERE id = @id", new { id });
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await using var select = new NpgsqlCommand(
            "SELECT content FROM import_chunks WHERE import_id = $1 ORDER BY ordinal", connection);
        select.Parameters.Add(new NpgsqlParameter { Value = id });
        await using var chunks = await select.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancelled);
        while (await chunks.ReadAsync(cancelled))
        {
            await file.WriteAsync(await chunks.GetFieldValueAsync<byte[]>(0, cancelled), cancelled);
        }

        if (file.Length != length)
        {
            throw new FileNotFoundException($"The file of import {id} is not whole in the database.", path);
        }
    }
}
