using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Storehouse.Cli.CommandLine;

/// <summary>A command with examples in its help.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}

/// <summary>The library's help, followed by what it has no place for.</summary>
internal sealed class DocumentedHelp(HelpAction help) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0    ok
          1    unexpected: a fault of the server or of this program
          2    usage: the command line, or a file it names, is wrong
          3    not signed in, or not allowed
          4    not found
          5    refused: conflict, out of stock, invalid input, failed import
          6    server unavailable
          7    verify: the books do not close
          130  interrupted

        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        help.Invoke(parseResult);
        switch (parseResult.CommandResult.Command)
        {
            case RootCommand:
                output.WriteLine(ExitCodes);
                break;
            case DocumentedCommand { Examples.Count: > 0 } command:
                output.WriteLine("Examples:");
                foreach (var example in command.Examples)
                {
                    output.WriteLine($"  storehouse {example}");
                }

                output.WriteLine();
                break;
        }

        return (int)ExitCode.Ok;
    }
}
