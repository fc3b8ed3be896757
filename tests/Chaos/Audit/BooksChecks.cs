using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>What the server's own verification says.</summary>
internal static class BooksChecks
{
    public static IEnumerable<Violation> Check(FinalState final)
    {
        var books = final.Books;
        if (!books.Closed)
        {
            yield return new(Promise.BooksClose, $"the books do not close: {books.Differences}");
        }

        if (books.InFlight != 0)
        {
            yield return new(Promise.Decided, $"{books.InFlight} messages are still under way");
        }

        if (books.Orders != final.Orders.Count)
        {
            yield return new(
                Promise.BooksClose,
                $"the books hold {books.Orders} orders, clients know {final.Orders.Count}");
        }
    }
}
