using System.Collections.Immutable;
using System.Text;

namespace Hub.Platform.Plan;

/// <summary>What differs between two plans, as people read it before one takes the other's place.</summary>
/// <param name="Routes">The public routes and catch-alls that come, go or change.</param>
/// <param name="Files">The files that differ, with their lines.</param>
public sealed record PlanDifference(ImmutableArray<RouteDifference> Routes, ImmutableArray<FileDifference> Files)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Compares two plans as they are written: references stay references.</summary>
    /// <param name="from">The plan that is served.</param>
    /// <param name="to">The plan that is to be.</param>
    /// <param name="mostBytes">
    /// How many bytes of files are compared line by line; those beyond are named only. Null for all.
    /// </param>
    public static PlanDifference Between(PlanBundle from, PlanBundle to, long? mostBytes = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var (files, compared) = (new List<FileDifference>(), 0L);
        foreach (var (path, change) in PlanBundle.Compare(from, to))
        {
            compared += SizeOf(from, path) + SizeOf(to, path);
            files.Add(new FileDifference(
                path, change, compared > mostBytes ? ["too long to be shown here"] : Lines(from, to, path)));
        }

        return new PlanDifference(RouteDifference.Between(from, to), [.. files]);
    }

    /// <summary>Returns it as the command line and the API tell it.</summary>
    public PlanDifferenceView ToView() => new(
        [.. Routes.Select(r => new RouteDifferenceView(
            r.Route, r.Change, [.. r.Fields], r.Before?.Fields.ToDictionary(), r.After?.Fields.ToDictionary()))],
        [.. Files.Select(f => new FileDifferenceView(f.Path, f.Change, f.Lines))]);

    private static long SizeOf(PlanBundle plan, string path) => plan.Files.GetValueOrDefault(path)?.LongLength ?? 0;

    private static ImmutableArray<string> Lines(PlanBundle from, PlanBundle to, string path)
    {
        try
        {
            ImmutableArray<string> lines = [.. LineDiff.Of(Text(from), Text(to))];
            return lines.IsEmpty ? ["only the ends of lines differ"] : lines;
        }
        catch (DecoderFallbackException)
        {
            return ["not text"];
        }

        string Text(PlanBundle plan) => plan.Files.TryGetValue(path, out var content) ? Strict.GetString(content) : "";
    }
}

/// <summary>A file that differs between two plans, with its lines as in a unified diff.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Lines">The hunks, or a sentence where it has none that can be shown.</param>
public sealed record FileDifference(string Path, string Change, ImmutableArray<string> Lines);
