namespace Storehouse.Hosting;

/// <summary>What <c>Silo --help</c> says.</summary>
internal static class SiloHelp
{
    public const string Text = """
        A silo of a Storehouse cluster: it holds the grains, and serves no HTTP but its health and its metrics.
        For everything in one process start Api instead.

        usage:
          Silo [SETTINGS]          join the cluster
          Silo health [SETTINGS]   ask the process that listens here: 0 when it is ready, else 1
          Silo --version

        settings needed (--NAME=VALUE, or NAME in the environment with __ for each colon):
          --Storehouse:Consul:Address=http://localhost:8500   where the members of the cluster are listed
          --Storehouse:Postgres:ConnectionString=…            where everything is kept
          --urls=http://localhost:5000                        where health and metrics are asked for

        SETTINGS.md lists all of them. A mistake in one ends the start with a line that names it.
        Ctrl-C or SIGTERM stops it once what is under way is done and its grains are handed over.
        """;
}
