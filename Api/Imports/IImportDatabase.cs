using System.Data.Common;

namespace Storehouse.Imports;

/// <summary>Where imports are remembered.</summary>
internal interface IImportDatabase
{
    /// <summary>Runs work on a connection of its own.</summary>
    Task<T> Use<T>(Func<DbConnection, Task<T>> work);
}
