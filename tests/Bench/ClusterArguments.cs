using System.CommandLine;

namespace Storehouse.Tests.Bench;

/// <summary>What the command line says of clusters.</summary>
internal sealed class ClusterArguments
{
    private readonly Option<bool> _cluster = new("--cluster")
    {
        Description = "measure clusters on PostgreSQL, beside a plain API on the same server",
    };

    private readonly Option<bool> _journal = new("--journal")
    {
        Description = "measure the journal on PostgreSQL alone",
    };

    private readonly Option<bool> _signIn = new("--sign-in")
    {
        Description = "measure sign-in, tokens issued, and requests with a token beside the same without",
    };

    private readonly Option<int[]> _silos = new("--silos")
    {
        Description = "with --cluster: sizes of the clusters",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1, 2, 3],
    };

    private readonly Option<int> _apis =
        BenchOptions.Positive("--apis", "with --cluster: front ends of each", 1);

    private readonly Option<int> _pool =
        BenchOptions.Positive("--pool", "with --cluster: connections of the plain API", 16);

    private readonly Option<string[]> _settings = new("--setting")
    {
        Description = "with --cluster: measure each also with this setting, such as DOTNET_gcServer=1",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        _settings.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !token.Value.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError("--setting is NAME=VALUE.");
            }
        });
        foreach (var option in (Option[])[_cluster, _journal, _signIn, _silos, _apis, _pool, _settings])
        {
            command.Options.Add(option);
        }
    }

    public BenchOptions Read(ParseResult parsed, BenchOptions options) => options with
    {
        Silos = parsed.GetValue(_cluster) ? parsed.GetValue(_silos)! : [],
        Journal = parsed.GetValue(_journal),
        SignIn = parsed.GetValue(_signIn),
        Apis = parsed.GetValue(_apis),
        Pool = parsed.GetValue(_pool),
        Settings = parsed.GetValue(_settings)!
            .Select(setting => setting.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]),
    };
}
