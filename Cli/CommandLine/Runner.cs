using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.CommandLine;

/// <summary>What a command does once it is parsed.</summary>
internal delegate Task<ExitCode> CommandBody(Session session, ParseResult parse, CancellationToken cancel);

/// <summary>Runs a command's body and turns whatever it ends with into words and an exit code.</summary>
internal static class Runner
{
    public static void Runs(this Command command, CommandBody body) =>
        command.SetAction(async (parse, cancel) => (int)await RunAsync(parse, body, cancel));

    private static async Task<ExitCode> RunAsync(
        ParseResult parse, CommandBody body, CancellationToken cancel)
    {
        var terminal = Terminal.Open(parse.GetValue(GlobalOptions.Json));
        try
        {
            using var session = Session.Open(parse, terminal);
            return await RunAsync(session, parse, body, cancel);
        }
        catch (CommandException failure)
        {
            terminal.Complain(failure.Message);
            terminal.Hint(failure.Next);
            return failure.ExitCode;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            terminal.Complain($"Unexpected: {fault.Message} ({fault.GetType().Name})");
            terminal.Hint(Environment.GetEnvironmentVariable("STOREHOUSE_DEBUG") is { Length: > 0 }
                ? fault.ToString()
                : "This is a fault of this program; STOREHOUSE_DEBUG=1 shows where.");
            return ExitCode.Unexpected;
        }
    }

    private static async Task<ExitCode> RunAsync(
        Session session, ParseResult parse, CommandBody body, CancellationToken cancel)
    {
        try
        {
            return await body(session, parse, cancel);
        }
        catch (StorehouseException fault)
        {
            return ErrorReport.Write(session, fault);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            session.Terminal.Complain("Interrupted.");
            session.Terminal.Hint(ErrorReport.MaybeDone(session));
            return ExitCode.Interrupted;
        }
    }
}
