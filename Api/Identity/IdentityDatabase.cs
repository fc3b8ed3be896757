using System.Data;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Storehouse.Mail;
using Storehouse.Storage;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>
/// What OpenIddict keeps: clients, authorisations and the tokens that can be revoked. Beside it, mail to be sent
/// and registrations to be completed.
/// </summary>
public sealed class IdentityDatabase(DbContextOptions<IdentityDatabase> options) : DbContext(options)
{
    public const string FileName = "identity.db";
    private const int Version = 3;

    /// <summary>Creates or upgrades the file; on PostgreSQL that is done before.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of a newer version.</exception>
    public async Task Prepare(CancellationToken cancelled)
    {
        if (Database.IsNpgsql())
        {
            return;
        }

        var path = Database.GetDbConnection().DataSource;
        try
        {
            await Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancelled);
            await using var transaction =
                await Database.BeginTransactionAsync(IsolationLevel.Serializable, cancelled);
            var version = await ReadVersion(cancelled);
            if (version > Version)
            {
                throw new InvalidDataException(
                    $"{path} has format {version}; this program knows {Version} at most.");
            }

            if (version == 0)
            {
                await Database.ExecuteSqlRawAsync(Database.GenerateCreateScript(), cancelled);
            }

            if (version < 2)
            {
                await Database.ExecuteSqlRawAsync(MailQueue.Tables, cancelled);
            }

            if (version < Version)
            {
                await Database.ExecuteSqlRawAsync(PendingRegistrations.Tables, cancelled);
                await Database.ExecuteSqlRawAsync($"PRAGMA user_version = {Version}", cancelled);
            }

            await transaction.CommitAsync(cancelled);
        }
        catch (SqliteException error) when (SqliteFile.IsDamage(error))
        {
            throw new InvalidDataException($"{path} is damaged or not a SQLite database.", error);
        }
    }

    private async Task<int> ReadVersion(CancellationToken cancelled)
    {
        await using var command = Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancelled), CultureInfo.InvariantCulture);
    }
}
