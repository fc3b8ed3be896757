namespace Storehouse.Hosting;

/// <summary>What <c>Api --help</c> says.</summary>
internal static class ApiHelp
{
    public const string Text = """
        Storehouse: users, orders and inventory over HTTP. Alone it is a whole shop on files in one folder; with a
        cluster's settings it is a front end of its silos.

        usage:
          Api [SETTINGS]                  serve
          Api backup FOLDER [SETTINGS]    back up the data folder, also while it is served
          Api restore FOLDER [SETTINGS]   put a backup back
          Api health [SETTINGS]           ask the process that listens here: 0 when it is ready, else 1
          Api --version

        settings most needed (--NAME=VALUE, or NAME in the environment with __ for each colon):
          --urls=http://localhost:5000              where to listen
          --Storehouse:DataPath=./data              the folder
          --Storehouse:Admin:Password=…             of the administrator made at the first start; else one is made up
          --Storehouse:Postgres:ConnectionString=…  PostgreSQL in place of files
          --Storehouse:Consul:Address=…             the cluster

        SETTINGS.md lists all of them. A mistake in one ends the start with a line that names it.
        Ctrl-C or SIGTERM stops it once what is under way is done.
        """;
}
