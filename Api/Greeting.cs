namespace Storehouse.Hosting;

/// <summary>What the person who starts the process reads first.</summary>
internal static class Greeting
{
    public static void Print(
        TextWriter output, IEnumerable<string> addresses, string dataPath, string adminName, string? adminPassword)
    {
        var address = addresses.FirstOrDefault() ?? "";
        output.WriteLine($"Storehouse is ready at {address}");
        output.WriteLine($"  data          {dataPath}");
        output.WriteLine($"  sign in       POST {address}/api/v1/login");
        output.WriteLine($"  health        {address}/health/ready");
        if (adminPassword is not null)
        {
            output.WriteLine();
            output.WriteLine($"  administrator {adminName}");
            output.WriteLine($"  password      {adminPassword}   (made now and shown only this once)");
        }

        output.WriteLine();
        output.WriteLine("  next          dotnet run --project Cli -- login, then the same with --help");
        output.WriteLine("  stop          Ctrl-C");
    }
}
