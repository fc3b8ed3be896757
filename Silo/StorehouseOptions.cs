using System.ComponentModel.DataAnnotations;

namespace Storehouse.Hosting;

/// <summary>The settings of section <c>Storehouse</c>.</summary>
public sealed class StorehouseOptions
{
    public const string Section = "Storehouse";

    /// <summary>
    /// Folder that holds everything the embedded default stores; beside PostgreSQL, what can be made anew from
    /// there. Default: <c>./data</c>.
    /// </summary>
    [Required]
    public string DataPath { get; set; } = "./data";

    /// <summary>
    /// Folder of files that each hold one setting, named after it, such as
    /// <c>Storehouse__Postgres__ConnectionString</c>: secrets as orchestrators mount them. The environment and the
    /// command line win over it. Default: none.
    /// </summary>
    public string? SecretsPath { get; set; }

    /// <summary>
    /// Partitions of each topic, at most 32; more partitions spread over more silos. Fixed when the journal is
    /// created: later changes of this setting have no effect. Default: 8.
    /// </summary>
    [Range(1, 32)]
    public int Partitions { get; set; } = 8;

    /// <summary>
    /// Name of the cluster: silos and clients with the same one find each other. Default: storehouse.
    /// </summary>
    [RegularExpression("[A-Za-z0-9._-]{1,100}", ErrorMessage = "It is 1 to 100 letters, digits, '.', '_' or '-'.")]
    [Required]
    public string ClusterId { get; set; } = "storehouse";

    /// <summary>
    /// Name of the service, under which state is kept in PostgreSQL; never to be changed. Default: storehouse.
    /// </summary>
    [RegularExpression("[A-Za-z0-9._-]{1,100}", ErrorMessage = "It is 1 to 100 letters, digits, '.', '_' or '-'.")]
    [Required]
    public string ServiceId { get; set; } = "storehouse";
}
