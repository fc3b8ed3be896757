using Spectre.Console.Rendering;

namespace Storehouse.Cli.Output;

/// <summary>Leaves out the space that pads the last column: it only gets in the way of scripts and
/// selections.</summary>
internal sealed class Trimmed(IRenderable inner) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in Segment.SplitLines(inner.Render(options, maxWidth)))
        {
            var end = line.FindLastIndex(segment => !string.IsNullOrWhiteSpace(segment.Text));
            for (var at = 0; at <= end; at++)
            {
                yield return at < end ? line[at] : new Segment(line[at].Text.TrimEnd(), line[at].Style);
            }

            yield return Segment.LineBreak;
        }
    }
}
