using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Storehouse.Imports;

/// <summary>Why something of a file was refused.</summary>
/// <param name="Row">Line of the file; null when it is about all of them.</param>
/// <param name="Code">One of <see cref="ReasonCodes"/>.</param>
public sealed record Reason(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Row,
    string Code,
    string Detail);

/// <summary>An order or item of a file that was refused.</summary>
/// <param name="Subject">Order id or SKU; null when the row is too damaged to name it.</param>
/// <param name="Rows">Lines of the file; a CSV's header is line 1.</param>
internal sealed record Rejection(string? Subject, ImmutableArray<long> Rows, ImmutableArray<Reason> Reasons);

/// <summary>Codes of <c>reasons[].code</c>.</summary>
public static class ReasonCodes
{
    /// <summary>The row cannot be read: a missing or misplaced value, a bad number or date.</summary>
    public const string MalformedRow = "malformed_row";

    /// <summary>Rows of one order contradict each other.</summary>
    public const string ConflictingRows = "conflicting_rows";

    /// <summary>More rows than one order or item may have.</summary>
    public const string TooManyRows = "too_many_rows";

    /// <summary>Ids that begin with A are entries of bad debt, not orders.</summary>
    public const string BadDebtEntry = "bad_debt_entry";

    public const string NegativePrice = "negative_price";

    /// <summary>The currency has no unit this small; nothing is rounded.</summary>
    public const string TooManyDecimals = "too_many_decimals";

    /// <summary>A sum does not fit.</summary>
    public const string TooLarge = "too_large";

    public const string UnknownSku = "unknown_sku";

    /// <summary>A line of the sale had less stock than it needs, at its turn.</summary>
    public const string OutOfStock = "out_of_stock";

    /// <summary>The adjustment would take more than there is, at its turn.</summary>
    public const string InsufficientStock = "insufficient_stock";

    /// <summary>An earlier import has done this under the same id with other content.</summary>
    public const string ChangedSinceImport = "changed_since_import";

    /// <summary>The SKU is defined more than once in the file.</summary>
    public const string DuplicateSku = "duplicate_sku";
}
