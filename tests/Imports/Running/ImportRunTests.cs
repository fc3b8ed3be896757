using CsCheck;
using Storehouse.Imports;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;
using Storehouse.Imports.Running;
using Xunit;

namespace Storehouse.Tests.Imports.Running;

public class ImportRunTests
{
    private static readonly Gen<(string Sku, int Quantity)[][]> Orders = Gen.Select(
        Gen.Char['A', 'D'].Select(sku => $"{sku}"),
        Gen.Int[-5, 5].Where(quantity => quantity != 0)).Array[1, 4].Array[1, 30];

    [Fact]
    public void Run_SideBySideAndStoppedAnywhere_AsOneAfterTheOther()
    {
        Gen.Select(Orders, Gen.Int).Sample(
            (orders, seed) =>
            {
                using var world = new World(orders);
                var shelf = new Shelf();
                var random = new Random(seed);
                var attempts = 0;
                while (!world.TryRun(new ShelfImporter(shelf, random, random.Next(2, 40))))
                {
                    Assert.True(++attempts < 200, "The import makes no progress.");
                }

                var expected = world.Sequential();
                Assert.Equal(expected.State, shelf.State);
                var import = world.Import;
                var rejected = expected.State.Split('/')[1].Split("False").Length - 1;
                Assert.Equal(orders.Length, import.Progress.GroupsDone);
                Assert.Equal(orders.Length - rejected, import.Progress.Accepted);
                Assert.Equal(rejected, import.Progress.Rejected);
                Assert.Equal(orders.Sum(rows => rows.Length), import.Progress.RowsDone);
                Assert.Equal(
                    rejected, world.Store.Rejections(import.Id, 0, 1_000).GetAwaiter().GetResult().Length);
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public void Run_StepFails_NobodyIsStillBookingWhenItEnds()
    {
        var orders = Enumerable.Range(0, 40).Select(order => new[] { ($"{order}", 1) }).ToArray();
        using var world = new World(orders);
        var importer = new ShelfImporter(new Shelf(), new Random(1), stepsLeft: 11);

        Assert.False(world.TryRun(importer));
        Assert.Equal(0, importer.Running);
    }

    private sealed class World : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly ImportFile _file;
        private readonly ImportOptions _options = new()
        {
            Lookahead = 6,
            Concurrency = 3,
            ProgressInterval = TimeSpan.Zero,
        };

        public World((string Sku, int Quantity)[][] orders)
        {
            var rows = orders.SelectMany((lines, order) => lines.Select(
                line => $"{order:D3},2011-01-01T10:00:00,,,{line.Sku},,{line.Quantity},0\n"));
            var path = _folder.File("orders.csv", $"{Files.OrderHeader}\n{string.Concat(rows)}");
            _file = new(path, FileFormat.Csv, OrderFile.Columns);
            Store = new FileImportStore(new ImportDatabase(new(_folder.Path)));
            Store.AddReceiving("imp_1", ImportKind.Orders, StoredImports.Settings).GetAwaiter().GetResult();
            Store.Accept("imp_1", null, "").GetAwaiter().GetResult();
        }

        public ImportStore Store { get; }

        public ImportRecord Import => Store.Find("imp_1").GetAwaiter().GetResult()!;

        /// <summary>One life of the process.</summary>
        public bool TryRun(ShelfImporter importer)
        {
            using var index = Index();
            try
            {
                new ImportRun(new(Import, 0), index, importer, Store, _options, TimeProvider.System)
                    .Run(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        public Shelf Sequential()
        {
            using var index = Index();
            var shelf = new Shelf();
            foreach (var group in index.Groups())
            {
                shelf.Book(group.Key!, Shelf.RowsOf(group));
            }

            return shelf;
        }

        public void Dispose()
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            _folder.Dispose();
        }

        private GroupIndex Index() => GroupIndex.Build(
            _file, Path.Combine(_folder.Path, "index.db"), _options.OrderRowsMax,
            TestContext.Current.CancellationToken);
    }
}
