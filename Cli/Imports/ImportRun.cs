using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Imports;

/// <summary>Sends a file and follows the import it becomes.</summary>
internal sealed class ImportRun(Session session)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _time = TimeProvider.System;

    private string? _importId;

    /// <param name="follow">False = come back as soon as the server has the file.</param>
    public Task<ExitCode> SendAsync(
        string kind, ImportFile file, ImportTerms terms, bool follow, CancellationToken cancel) =>
        RunAsync(
            async display =>
            {
                var pace = new Pace(_time);
                display.Sending(file, 0, pace);
                var answer = await session.Client.ImportAsync(
                    kind, terms, () => file.ToContent(Sent), session.TakeKey(), cancel);
                _importId = answer.Value.Id;
                session.Terminal.Note($"The server has the file: import {_importId}.");
                return follow ? await FollowAsync(answer, display, cancel) : answer;

                void Sent(long bytes)
                {
                    pace.Mark(bytes);
                    display.Sending(file, bytes, pace);
                }
            },
            cancel);

    public Task<ExitCode> FollowAsync(Answer<Import> import, CancellationToken cancel)
    {
        _importId = import.Value.Id;
        return RunAsync(display => FollowAsync(import, display, cancel), cancel);
    }

    private async Task<ExitCode> RunAsync(
        Func<IImportDisplay, Task<Answer<Import>>> work, CancellationToken cancel)
    {
        Answer<Import> answer;
        try
        {
            answer = session.Terminal.IsLive
                ? await BarDisplay.RunAsync(session.Terminal.Error, work)
                : await work(new LineDisplay(session.Terminal, _time));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            session.Terminal.Complain(_importId is null
                ? "Interrupted while sending: the server does not have the whole file. Send it again."
                : $"Interrupted. {LookAgain}");
            return ExitCode.Interrupted;
        }
        catch (StorehouseException fault) when (_importId is not null)
        {
            // The server has the file: only looking at it has failed.
            fault.MaybeDone = false;
            session.Terminal.Note(LookAgain);
            throw;
        }

        ImportTable.Show(session, answer);
        if (answer.Value.Status != "failed")
        {
            return ExitCode.Ok;
        }

        var cause = ImportTable.ErrorText(answer.Value.Error) ?? "no cause given";
        session.Terminal.Complain($"The import failed: {cause}");
        return ExitCode.Refused;
    }

    private string LookAgain =>
        $"The import goes on without this command; look again: storehouse import show {_importId} --follow"
        + session.ServerArgument;

    private async Task<Answer<Import>> FollowAsync(
        Answer<Import> answer, IImportDisplay display, CancellationToken cancel)
    {
        var pace = new Pace(_time);
        var wait = FirstLook;
        while (true)
        {
            var import = answer.Value;
            pace.Mark(import.RowsDone ?? 0);
            display.Importing(import, pace);
            if (import.IsOver)
            {
                return answer;
            }

            await Task.Delay(wait, _time, cancel);
            wait = LookInterval;
            answer = await session.Client.GetImportAsync(import.Id, cancel);
        }
    }
}
