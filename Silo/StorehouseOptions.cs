using System.ComponentModel.DataAnnotations;

namespace Storehouse.Hosting;

/// <summary>The settings of section <c>Storehouse</c>.</summary>
public sealed class StorehouseOptions
{
    public const string Section = "Storehouse";

    /// <summary>Folder that holds everything the embedded default stores. Default: <c>./data</c>.</summary>
    [Required]
    public string DataPath { get; set; } = "./data";

    /// <summary>
    /// Partitions of each topic, at most 32; more partitions spread over more silos. Fixed when the journal is
    /// created: later changes of this setting have no effect. Default: 8.
    /// </summary>
    [Range(1, 32)]
    public int Partitions { get; set; } = 8;
}
