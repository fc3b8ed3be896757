using Spectre.Console;
using Spectre.Console.Rendering;
using Storehouse.Cli.Client;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Imports;

/// <summary>Bars that move: one for the file on its way, one for its rows.</summary>
internal sealed class BarDisplay(ProgressContext progress) : IImportDisplay
{
    private ProgressTask? _sending;
    private ProgressTask? _importing;

    public static Task<T> RunAsync<T>(IAnsiConsole console, Func<IImportDisplay, Task<T>> work) =>
        new Progress(console).AutoClear(false).HideCompleted(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new FiguresColumn())
            .StartAsync(context => work(new BarDisplay(context)));

    public void Sending(ImportFile file, long sent, Pace pace)
    {
        _sending ??= progress.AddTask(Title($"Sending {file.Name}"), maxValue: Math.Max(1, file.Length));
        _sending.Tag = ImportFigures.Sending(file, sent, pace);
        _sending.Value = file.Length == 0 ? 1 : sent;
    }

    public void Importing(Import import, Pace pace)
    {
        _importing ??= progress.AddTask(Title($"Importing {import.Kind}"));
        _importing.Tag = ImportFigures.Importing(import, pace);
        _importing.IsIndeterminate = !import.IsOver && import.RowsTotal is null or 0;
        _importing.MaxValue = Math.Max(1, import.RowsTotal ?? 0);
        _importing.Value = import.RowsTotal is null or 0 && import.IsOver ? 1 : import.RowsDone ?? 0;
    }

    private static string Title(string text) => Markup.Escape(Clean.Line(text));

    private sealed class FiguresColumn : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Tag as string ?? "");
    }
}
