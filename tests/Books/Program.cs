using Storehouse.Tests.Books;

var command = BooksOptions.Command(async (runs, cancellation) =>
{
    var passed = true;
    foreach (var run in runs)
    {
        await using var replay = new BooksRun(run);
        var report = await replay.Run(cancellation);
        report.Print();
        passed &= report.Passed;
    }

    return passed ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
