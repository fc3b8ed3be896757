using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Storehouse.Hosting;

/// <summary>
/// The settings of section <c>Storehouse:Postgres</c>: with a connection string, everything durable lives in
/// that database, and any number of processes share it.
/// </summary>
public sealed class PostgresOptions : IValidatableObject
{
    public const string Section = "Storehouse:Postgres";
    private const string FileKey = nameof(ConnectionStringFile);

    /// <summary>Npgsql's connection string. Default: none, everything lives in files.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>A file that holds the connection string. Default: none.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>The schema that holds every table; made when it is missing. Default: storehouse.</summary>
    [Required]
    [RegularExpression(
        "[a-z_][a-z0-9_]{0,62}", ErrorMessage = "Must be lower-case letters, digits and '_', 63 at most.")]
    public string Schema { get; set; } = "storehouse";

    /// <summary>How long a start waits for the server to answer. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether PostgreSQL is chosen.</summary>
    internal bool IsSet => ConnectionString is not null || ConnectionStringFile is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConnectionString is not null && ConnectionStringFile is not null)
        {
            yield return new("It is given, and so is ConnectionString: one of them is enough.", [FileKey]);
        }
    }

    /// <summary>The connection string that was chosen.</summary>
    /// <exception cref="StartupException">It cannot be read; the message names the key.</exception>
    internal NpgsqlConnectionStringBuilder Connection()
    {
        var key = ConnectionString is null ? FileKey : nameof(ConnectionString);
        try
        {
            return new(ConnectionString ?? File.ReadAllText(ConnectionStringFile!).Trim());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The setting {Section}:{key} names no readable file: {fault.Message}");
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // The driver's message may repeat a part of the text, and that part may be the password.
            throw new StartupException($"The setting {Section}:{key} is not a connection string of Npgsql.");
        }
    }
}
