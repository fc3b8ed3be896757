using System.Data.Common;

namespace Storehouse.Webhooks.Store;

/// <summary>Where webhooks are remembered.</summary>
internal interface IWebhookDatabase
{
    /// <summary>SQL for the database's own time, in milliseconds since 1970.</summary>
    string Now { get; }

    /// <summary>Who this process is when it takes a webhook on.</summary>
    string Owner { get; }

    /// <summary>Runs work on a connection of its own.</summary>
    /// <exception cref="IOException">The database failed; the work may have taken effect.</exception>
    Task<T> Use<T>(Func<DbConnection, Task<T>> work);
}
