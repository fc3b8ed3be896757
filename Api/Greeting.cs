namespace Storehouse.Hosting;

/// <summary>What the person who starts the process reads first.</summary>
internal static class Greeting
{
    public static void Print(IEnumerable<string> addresses, string dataPath, string adminName, string? adminPassword)
    {
        var address = addresses.FirstOrDefault() ?? "";
        Console.WriteLine($"Storehouse is ready at {address}");
        Console.WriteLine($"  data          {dataPath}");
        Console.WriteLine($"  sign in       POST {address}/api/v1/login");
        Console.WriteLine($"  health        {address}/health/ready");
        if (adminPassword is not null)
        {
            Console.WriteLine();
            Console.WriteLine($"  administrator {adminName}");
            Console.WriteLine($"  password      {adminPassword}   (made now and shown only this once)");
        }

        Console.WriteLine();
        Console.WriteLine("  next          dotnet run --project Cli -- login, then the same with --help");
        Console.WriteLine("  stop          Ctrl-C");
    }
}
