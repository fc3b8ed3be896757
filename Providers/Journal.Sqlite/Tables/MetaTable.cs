namespace Storehouse.Journal.Sqlite.Tables;

/// <summary>Facts about the journal itself.</summary>
internal sealed class MetaTable(Database database)
{
    public string? Find(string name)
    {
        using var find = database.Prepare("SELECT value FROM meta WHERE name = ?1");
        return find.Bind(1, name).Step() ? find.Text(0) : null;
    }

    public void Set(string name, string value)
    {
        using var set = database.Prepare(
            """
            INSERT INTO meta (name, value) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
            """);
        set.Bind(1, name).Bind(2, value).Run();
    }
}
